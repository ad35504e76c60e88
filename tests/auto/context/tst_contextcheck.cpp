// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/contextcheck_p.h"

#include <QtCore/qjsonvalue.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_ContextCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatAllEventsMayCarry_data();
    void whatAllEventsMayCarry();
    void whatNoEventMayCarry_data();
    void whatNoEventMayCarry();
    void theValuesTakeAtMostHalfOfAnEvent();
};

static Properties externalId(const PropertyValue &type, const PropertyValue &id)
{
    return {{u"type"_s, type}, {u"id"_s, id}};
}

static QVariant nested(int levels)
{
    QVariant value = 1;
    for (int i = 0; i < levels; ++i)
        value = QVariantList{value};
    return value;
}

void tst_ContextCheck::whatAllEventsMayCarry_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *name, const QString &key, const PropertyValue &value) {
        QTest::newRow(name) << key << QVariant::fromValue(value.toVariant());
    };
    row("a key of the caller's", u"fleet"_s, u"north"_s);
    row("a member that the client gathers", u"device"_s, Properties{{u"model"_s, u"K-9"_s}});
    row("a user agent", u"userAgent"_s, u"unit/1"_s);
    row("null", u"ip"_s, QJsonValue());
    row("nothing, to remove it", u"ip"_s, nullptr);
    row("nothing, to remove the ids", u"externalId"_s, nullptr);
    row("ids of other systems", u"externalId"_s,
        QVariantList{QVariant::fromValue(externalId(u"brazeExternalId"_s, u"1"_s)),
                     QVariantMap{{u"type"_s, u"ga4"_s}, {u"id"_s, u"2"_s}, {u"more"_s, 3}}});
    row("no ids of other systems", u"externalId"_s, QVariantList());
    row("200 levels", u"deep"_s, nested(200));
    row("a key that only looks like the client's", u"Library"_s, 1);
}

void tst_ContextCheck::whatAllEventsMayCarry()
{
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    const Error error = checkContextValue(key, value);
    QVERIFY2(!error.isError(), qPrintable(error.message()));
}

void tst_ContextCheck::whatNoEventMayCarry_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<Error::Code>("code");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QString &key, const PropertyValue &value,
                        const QString &sentence, Error::Code code = Error::Code::WrongType) {
        QTest::newRow(name) << key << QVariant::fromValue(value.toVariant()) << code << sentence;
    };
    row("no key", QString(), 1, u"A context value must have a key."_s);
    for (const char *key : {"library", "sessionId", "sessionStart", "clock", "consentManagement"}) {
        const QString name = QString::fromLatin1(key);
        row(key, name, 1, u"\"%1\" can't be set, for it says what the client does."_s.arg(name));
    }
    row("not even removed", u"sessionId"_s, nullptr,
        u"\"sessionId\" can't be set, for it says what the client does."_s);
    row("traits", u"traits"_s, Properties{{u"plan"_s, u"free"_s}},
        u"\"traits\" can't be set for all events: call identify() with them."_s);
    row("201 levels", u"deep"_s, nested(201),
        u"\"deep\" is nested too deep: 200 levels are the most."_s, Error::Code::TooDeep);

    const QString ids = u"\"externalId\" must be a list of objects, each with two texts, \"type\" "
                        "and \"id\"."_s;
    const Properties good = externalId(u"a"_s, u"1"_s);
    row("ids: an object", u"externalId"_s, good, ids);
    row("ids: a text", u"externalId"_s, u"1"_s, ids);
    row("ids: null", u"externalId"_s, QJsonValue(), ids);
    row("ids: texts", u"externalId"_s, QStringList{u"1"_s}, ids);
    row("ids: a number", u"externalId"_s, QVariantList{QVariant::fromValue(externalId(u"a"_s, 1))},
        ids);
    row("ids: no type", u"externalId"_s, QVariantList{QVariantMap{{u"id"_s, u"1"_s}}}, ids);
    row("ids: an empty one", u"externalId"_s,
        QVariantList{QVariant::fromValue(externalId(u"a"_s, u""_s))}, ids);
    row("ids: one is wrong", u"externalId"_s,
        QVariantList{QVariant::fromValue(good), QVariant::fromValue(externalId(u"a"_s, nullptr))},
        ids);
}

void tst_ContextCheck::whatNoEventMayCarry()
{
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    QFETCH(Error::Code, code);
    QFETCH(QString, sentence);
    const Error error = checkContextValue(key, value);
    QCOMPARE(error.code(), code);
    QCOMPARE(error.message(), sentence);
}

void tst_ContextCheck::theValuesTakeAtMostHalfOfAnEvent()
{
    const auto of = [](qsizetype bytes) { return Properties{{u"k"_s, QString(bytes - 6, u'x')}}; };
    QVERIFY(!checkContextSize({}, 1024).isError());
    QVERIFY(!checkContextSize(of(512), 1024).isError());
    const Error error = checkContextSize(of(513), 1024);
    QCOMPARE(error.code(), Error::Code::TooLarge);
    QCOMPARE(error.message(),
             u"The context values would take more than 512 bytes of each event, half of "
             "maxEventBytes. Set smaller ones, or raise that."_s);
    Properties many;
    for (int i = 0; i < 100; ++i)
        many.insert(QString::number(i), u"xxxxxx"_s);
    QCOMPARE(checkContextSize(many, 1024).code(), Error::Code::TooLarge);
}

QTEST_APPLESS_MAIN(tst_ContextCheck)
#include "tst_contextcheck.moc"
