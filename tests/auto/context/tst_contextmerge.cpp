// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/contextmerge_p.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qmap.h>
#include <QtTest/qtest.h>

#include <map>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_ContextMerge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void objectsAreMergedAndAllElseReplaces_data();
    void objectsAreMergedAndAllElseReplaces();
    void whateverJsonHasAsAnObjectIsOne_data();
    void whateverJsonHasAsAnObjectIsOne();
    void whatIsUndefinedIsNotGiven();
    void nothingIsMergedIntoWhatWasGiven();
    void theOrderIsThatOfTheKeysComing();
};

static QJsonObject parse(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

static QByteArray sorted(const QByteArray &json)
{
    return QJsonDocument(parse(json)).toJson(QJsonDocument::Compact);
}

void tst_ContextMerge::objectsAreMergedAndAllElseReplaces_data()
{
    QTest::addColumn<QByteArray>("under");
    QTest::addColumn<QByteArray>("over");
    QTest::addColumn<QByteArray>("merged");
    const auto row = [](const char *name, const char *under, const char *over, const char *merged) {
        QTest::newRow(name) << QByteArray(under) << QByteArray(over) << QByteArray(merged);
    };
    row("another key", R"({"a":1})", R"({"b":2})", R"({"a":1,"b":2})");
    row("the same key", R"({"a":1})", R"({"a":2})", R"({"a":2})");
    row("an object", R"({"a":{"x":1,"y":2}})", R"({"a":{"y":3,"z":4}})",
        R"({"a":{"x":1,"y":3,"z":4}})");
    row("deeper", R"({"a":{"b":{"c":{"x":1}}}})", R"({"a":{"b":{"c":{"y":2}}}})",
        R"({"a":{"b":{"c":{"x":1,"y":2}}}})");
    row("a list", R"({"a":[1,2,3]})", R"({"a":[4]})", R"({"a":[4]})");
    row("a list in an object", R"({"a":{"b":[1,2]}})", R"({"a":{"b":[]}})", R"({"a":{"b":[]}})");
    row("objects in a list", R"({"a":[{"x":1}]})", R"({"a":[{"y":2}]})", R"({"a":[{"y":2}]})");
    row("null for an object", R"({"a":{"x":1}})", R"({"a":null})", R"({"a":null})");
    row("null in an object", R"({"a":{"x":1,"y":2}})", R"({"a":{"x":null}})",
        R"({"a":{"x":null,"y":2}})");
    row("an object for null", R"({"a":null})", R"({"a":{"x":1}})", R"({"a":{"x":1}})");
    row("a text for an object", R"({"a":{"x":1}})", R"({"a":"none"})", R"({"a":"none"})");
    row("an object for a text", R"({"a":"none"})", R"({"a":{"x":1}})", R"({"a":{"x":1}})");
    row("an empty object", R"({"a":{"x":1}})", R"({"a":{}})", R"({"a":{"x":1}})");
    row("nothing over", R"({"a":{"x":1}})", "{}", R"({"a":{"x":1}})");
    row("nothing under", "{}", R"({"a":{"x":1}})", R"({"a":{"x":1}})");
}

void tst_ContextMerge::objectsAreMergedAndAllElseReplaces()
{
    QFETCH(QByteArray, under);
    QFETCH(QByteArray, over);
    QFETCH(QByteArray, merged);
    QCOMPARE(sorted(mergedContext(parse(under), parse(over)).toJson()), merged);
}

void tst_ContextMerge::whateverJsonHasAsAnObjectIsOne_data()
{
    QTest::addColumn<QVariant>("object");
    using Map = QMap<QString, int>;
    using StdMap = std::map<QString, int>;
    const QJsonObject json{{u"y"_s, 2}};
    const auto row = [](const char *name, const auto &value) {
        QTest::newRow(name) << QVariant::fromValue(QVariant::fromValue(value));
    };
    row("Properties", Properties{{u"y"_s, 2}});
    row("QVariantMap", QVariantMap{{u"y"_s, 2}});
    row("QVariantHash", QVariantHash{{u"y"_s, 2}});
    row("QJsonObject", json);
    row("QJsonValue", QJsonValue(json));
    row("QJsonDocument", QJsonDocument(json));
    row("QMap", Map{{u"y"_s, 2}});
    row("std::map", StdMap{{u"y"_s, 2}});
}

void tst_ContextMerge::whateverJsonHasAsAnObjectIsOne()
{
    QFETCH(QVariant, object);
    const Properties system{{u"x"_s, 1}};
    const Properties merged = mergedContext({{u"a"_s, system}}, {{u"a"_s, object}});
    QCOMPARE(sorted(merged.toJson()), QByteArray(R"({"a":{"x":1,"y":2}})"));
    const Properties reversed = mergedContext({{u"a"_s, object}}, {{u"a"_s, system}});
    QCOMPARE(sorted(reversed.toJson()), QByteArray(R"({"a":{"x":1,"y":2}})"));
}

void tst_ContextMerge::whatIsUndefinedIsNotGiven()
{
    const QVariant undefined = QVariant::fromValue(QJsonValue(QJsonValue::Undefined));
    const Properties under{{u"a"_s, Properties{{u"x"_s, 1}}}, {u"b"_s, 2}};
    const Properties over{{u"a"_s, Properties{{u"x"_s, undefined}}}, {u"b"_s, undefined}};
    QCOMPARE(mergedContext(under, over).toJson(), QByteArray(R"({"a":{"x":1},"b":2})"));
}

void tst_ContextMerge::nothingIsMergedIntoWhatWasGiven()
{
    const Properties under{{u"a"_s, Properties{{u"x"_s, 1}}}};
    const Properties over{{u"a"_s, Properties{{u"y"_s, 2}}}};
    mergedContext(under, over);
    QCOMPARE(under.toJson(), QByteArray(R"({"a":{"x":1}})"));
    QCOMPARE(over.toJson(), QByteArray(R"({"a":{"y":2}})"));
}

void tst_ContextMerge::theOrderIsThatOfTheKeysComing()
{
    const Properties under{{u"z"_s, 1}, {u"m"_s, Properties{{u"b"_s, 1}, {u"a"_s, 2}}}};
    const Properties over{{u"m"_s, Properties{{u"c"_s, 3}, {u"b"_s, 4}}}, {u"a"_s, 5}};
    QCOMPARE(mergedContext(under, over).toJson(),
             QByteArray(R"({"z":1,"m":{"b":4,"a":2,"c":3},"a":5})"));
}

QTEST_APPLESS_MAIN(tst_ContextMerge)
#include "tst_contextmerge.moc"
