// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "bracelists.h"

#include <RudderQt/Properties>

#include <QtCore/qdebug.h>
#include <QtTest/qtest.h>

#include <limits>

using namespace Qt::StringLiterals;
using Rudder::Properties;
using Rudder::PropertyValue;

static_assert(!std::is_constructible_v<PropertyValue, QObject *>);
static_assert(!std::is_constructible_v<PropertyValue, const int *>);
static_assert(!std::is_constructible_v<PropertyValue, void (*)()>);
static_assert(std::is_nothrow_move_constructible_v<Properties>);

class tst_Properties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void braceListsMeanWhatTheySay_data();
    void braceListsMeanWhatTheySay();
    void onlyDefaultConstructedOnesAreNull();
    void theOrderOfInsertionIsKept();
    void theLastOfEqualKeysCountsAndKeepsItsPlace();
    void aValueIsFoundByItsKey();
    void removedKeysAreGone();
    void insertingPropertiesAddsAndReplaces();
    void manyKeysAreAsFew();
    void copiesAreIndependent();
    void equalityIsOfKeysAndValues();
    void asAMapTheyArePlainQt();
    void jsonObjectsKeepTheirValues();
    void tooDeepPropertiesHaveNoJson();
    void debugShowsKeysAndValues();
};

void tst_Properties::braceListsMeanWhatTheySay_data()
{
    QTest::addColumn<Properties>("properties");
    QTest::addColumn<QByteArray>("json");

    const auto rows = [](const char *compiledAs, const QList<BraceList> &lists) {
        for (const BraceList &list : lists)
            QTest::addRow("%s, %s", list.name, compiledAs) << list.properties << list.json;
    };
    rows("C++17", braceLists17());
    rows("C++17 strict", braceLists17Strict());
    rows("C++20", braceLists20());
    rows("C++20 strict", braceLists20Strict());
}

void tst_Properties::braceListsMeanWhatTheySay()
{
    QFETCH(Properties, properties);
    QFETCH(QByteArray, json);
    QCOMPARE(properties.toJson(), json);
}

void tst_Properties::onlyDefaultConstructedOnesAreNull()
{
    QVERIFY(Properties().isNull());
    QVERIFY(Properties().isEmpty());
    const auto isNull = [](const Properties &properties) { return properties.isNull(); };
    QVERIFY(isNull({}));

    for (const Properties &empty :
         {Properties(QVariantMap()), Properties(QVariantHash()), Properties(QJsonObject())}) {
        QVERIFY(!empty.isNull());
        QVERIFY(empty.isEmpty());
        QCOMPARE(empty.toJson(), "{}");
    }
    Properties properties;
    QVERIFY(!properties.remove(u"a"_s));
    QVERIFY(properties.isNull());
    properties.insert(u"a"_s, 1);
    QVERIFY(!properties.isNull());
    QVERIFY(properties.remove(u"a"_s));
    QVERIFY(properties.isEmpty());
    QVERIFY(!properties.isNull());
}

void tst_Properties::theOrderOfInsertionIsKept()
{
    Properties properties{{u"z"_s, 1}, {u"a"_s, 2}};
    properties.insert(u"m"_s, 3);
    QCOMPARE(properties.keys(), (QStringList{u"z"_s, u"a"_s, u"m"_s}));
    QCOMPARE(properties.toJson(), R"({"z":1,"a":2,"m":3})");
    QCOMPARE(properties.at(1).key(), u"a"_s);
    QCOMPARE(properties.at(1).value(), QVariant(2));
}

void tst_Properties::theLastOfEqualKeysCountsAndKeepsItsPlace()
{
    Properties properties{{u"a"_s, 1}, {u"b"_s, 2}, {u"a"_s, 3}};
    QCOMPARE(properties.size(), 2);
    QCOMPARE(properties.toJson(), R"({"a":3,"b":2})");
    properties.insert(u"a"_s, u"x"_s);
    QCOMPARE(properties.toJson(), R"({"a":"x","b":2})");
}

void tst_Properties::aValueIsFoundByItsKey()
{
    const Properties properties{{u"a"_s, 1}, {u""_s, u"empty"_s}, {u"nil"_s, nullptr}};
    QVERIFY(properties.contains(u"a"_s));
    QCOMPARE(properties.value(u"a"_s), QVariant(1));
    QCOMPARE(properties.value(QString()), QVariant(u"empty"_s));
    QVERIFY(properties.contains(u"nil"_s));
    QVERIFY(!properties.contains(u"A"_s));
    QVERIFY(!properties.value(u"A"_s).isValid());
    QVERIFY(!Properties().contains(u"a"_s));
    QVERIFY(!Properties().value(u"a"_s).isValid());
}

void tst_Properties::removedKeysAreGone()
{
    Properties properties{{u"a"_s, 1}, {u"b"_s, 2}, {u"c"_s, 3}};
    QVERIFY(properties.remove(u"b"_s));
    QVERIFY(!properties.remove(u"b"_s));
    QCOMPARE(properties.toJson(), R"({"a":1,"c":3})");
}

void tst_Properties::insertingPropertiesAddsAndReplaces()
{
    Properties properties{{u"a"_s, 1}, {u"b"_s, 2}};
    properties.insert({{u"b"_s, 20}, {u"c"_s, 30}});
    QCOMPARE(properties.toJson(), R"({"a":1,"b":20,"c":30})");
    properties.insert(properties);
    QCOMPARE(properties.toJson(), R"({"a":1,"b":20,"c":30})");
    properties.insert(Properties());
    QCOMPARE(properties.size(), 3);

    Properties null;
    QVERIFY(null.insert(Properties()).isNull());
    QVERIFY(!null.insert(QVariantMap()).isNull());
    null = {};
    QCOMPARE(null.insert(properties), properties);
}

void tst_Properties::manyKeysAreAsFew()
{
    // From 33 keys on there is an index, which must follow every change.
    constexpr int count = 300;
    Properties properties;
    for (int i = 0; i < count; ++i) {
        properties.insert(QString::number(i), i);
        QCOMPARE(properties.size(), i + 1);
        QCOMPARE(properties.value(QString::number(i)), QVariant(i));
        QCOMPARE(properties.value(u"0"_s), QVariant(0));
        QVERIFY(!properties.contains(QString::number(i + 1)));
    }
    for (int i = 0; i < count; ++i)
        properties.insert(QString::number(i), -i);
    QCOMPARE(properties.size(), count);
    for (int i = 0; i < count; i += 1) {
        const Properties before = properties;
        QVERIFY(properties.remove(QString::number(i)));
        QVERIFY(before.contains(QString::number(i)));
        QVERIFY(!properties.contains(QString::number(i)));
        if (i + 1 < count) {
            QCOMPARE(properties.at(0).key(), QString::number(i + 1));
            QCOMPARE(properties.value(QString::number(i + 1)), QVariant(-i - 1));
            QCOMPARE(properties.value(QString::number(count - 1)), QVariant(-count + 1));
        }
    }
    QVERIFY(properties.isEmpty());

    QVariantMap map;
    for (int i = 0; i < count; ++i)
        map.insert(QString::number(i), i);
    const Properties fromMap(map);
    QCOMPARE(fromMap.size(), count);
    QCOMPARE(fromMap.value(u"299"_s), QVariant(299));
    QCOMPARE(fromMap.toVariantMap(), map);
}

void tst_Properties::copiesAreIndependent()
{
    Properties first{{u"a"_s, 1}};
    Properties second = first;
    second.insert(u"a"_s, 2).insert(u"b"_s, 3);
    QCOMPARE(first.toJson(), R"({"a":1})");
    second = first;
    QVERIFY(second.remove(u"a"_s));
    QCOMPARE(first.toJson(), R"({"a":1})");
    const Properties moved = std::move(first);
    QCOMPARE(moved.toJson(), R"({"a":1})");
    QVERIFY(first.isNull()); // NOLINT(bugprone-use-after-move)
}

void tst_Properties::equalityIsOfKeysAndValues()
{
    const Properties properties{{u"a"_s, 1}, {u"b"_s, {{u"c"_s, QStringList{u"d"_s}}}}};
    QVERIFY(properties == Properties(properties));
    QVERIFY(properties == (Properties{{u"b"_s, {{u"c"_s, QStringList{u"d"_s}}}}, {u"a"_s, 1}}));
    QVERIFY(properties
            == Properties(QVariantMap{{u"a"_s, 1},
                                      {u"b"_s, QVariantMap{{u"c"_s, QStringList{u"d"_s}}}}}));
    QVERIFY(properties
            == Properties(
                    QJsonObject{{u"a"_s, 1}, {u"b"_s, QJsonObject{{u"c"_s, QJsonArray{u"d"_s}}}}}));
    QVERIFY(properties != (Properties{{u"a"_s, 1}}));
    QVERIFY(properties != (Properties{{u"a"_s, 1}, {u"b"_s, 2}}));
    QVERIFY((Properties{{u"a"_s, 1}}) != (Properties{{u"b"_s, 1}}));
    QVERIFY((Properties{{u"a"_s, 1}}) != (Properties{{u"a"_s, 2}}));
    QVERIFY(Properties() == Properties(QVariantMap()));
    QVERIFY(QVariant::fromValue(properties) == QVariant::fromValue(Properties(properties)));
}

void tst_Properties::asAMapTheyArePlainQt()
{
    const Properties properties{
            {u"object"_s, {{u"a"_s, {{u"b"_s, 1}}}}},
            {u"list"_s, QList<Properties>{{{u"c"_s, 2}}}},
            {u"map"_s, QVariantMap{{u"d"_s, QVariant::fromValue(Properties{{u"e"_s, 3}})}}},
            {u"json"_s, QJsonObject{{u"f"_s, QJsonArray{4}}}}};
    const QVariantMap map = properties.toVariantMap();
    QCOMPARE(map.value(u"object"_s).toMap().value(u"a"_s).toMap().value(u"b"_s).toInt(), 1);
    QCOMPARE(map.value(u"list"_s).toList().value(0).toMap().value(u"c"_s).toInt(), 2);
    QCOMPARE(map.value(u"map"_s).toMap().value(u"d"_s).toMap().value(u"e"_s).toInt(), 3);
    QCOMPARE(map.value(u"json"_s).toMap().value(u"f"_s).toList().value(0).toInt(), 4);
    QCOMPARE(Properties(map).toJson(),
             R"({"json":{"f":[4]},"list":[{"c":2}],"map":{"d":{"e":3}},"object":{"a":{"b":1}}})");
    QCOMPARE(Properties().toVariantMap(), QVariantMap());
}

void tst_Properties::jsonObjectsKeepTheirValues()
{
    const QJsonObject object{{u"null"_s, QJsonValue()},
                             {u"exact"_s, qint64(9'007'199'254'740'993)},
                             {u"nested"_s, QJsonObject{{u"a"_s, QJsonArray{1.5, true}}}},
                             {u"text"_s, u"ä"_s}};
    const Properties properties(object);
    QCOMPARE(properties.toJson(),
             R"({"exact":"9007199254740993","nested":{"a":[1.5,true]},)"
             R"("null":null,"text":"ä"})");
    QCOMPARE(properties.value(u"text"_s), QVariant(u"ä"_s));
    QVERIFY(properties.contains(u"null"_s));
}

void tst_Properties::tooDeepPropertiesHaveNoJson()
{
    Properties properties{{u"k"_s, 1}};
    for (int level = 1; level < 200; ++level)
        properties = Properties{{u"k"_s, properties}};
    QVERIFY(properties.toJson().startsWith(R"({"k":{"k":)"));
    properties = Properties{{u"k"_s, properties}};
    QCOMPARE(properties.toJson(), QByteArray());
}

void tst_Properties::debugShowsKeysAndValues()
{
    QString text;
    QDebug(&text).nospace() << Properties{{u"a"_s, 1}, {u"b"_s, u"x"_s}};
    QCOMPARE(text,
             uR"(Rudder::Properties("a": QVariant(qlonglong, 1), )"
             uR"("b": QVariant(QString, "x")))"_s);
}

QTEST_APPLESS_MAIN(tst_Properties)

#include "tst_properties.moc"
