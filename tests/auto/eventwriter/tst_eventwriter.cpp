// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventwriter_p.h"
#include "queue/clockmark_p.h"
#include "queue/eventlayout_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qtimezone.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

static IdentityValues somebody()
{
    IdentityValues values;
    values.anonymousId = u"anon"_s;
    values.userId = u"user"_s;
    values.traits = {{u"plan"_s, u"free"_s}};
    values.groupId = u"group"_s;
    return values;
}

class tst_EventWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theHolesAreWhereTheLayoutSays();
    void anEventOfTheRememberedUserCarriesWhatIsRemembered();
    void undefinedTraitsLeaveTheRememberedOnes();
    void anEventOfAnotherCarriesNothingRemembered();
    void onlyWhatWasGivenIsWritten();
    void emptyPropertiesAreKept();
    void withoutContextOursIsThereAsItWasMade();
    void theCallersContextIsMergedIntoOurs();
    void whatTheClientDoesNoCallerSays_data();
    void whatTheClientDoesNoCallerSays();
    void noMemberOfTheContextIsThereTwice();
    void theSessionOfAnotherIsTheCallers();
    void aClockThatWasNeverSetIsTold();
    void anIdentifysTraitsAreCopiedToItsContext_data();
    void anIdentifysTraitsAreCopiedToItsContext();
    void tooLargeIsRefusedBeforeItIsWritten();
    void theLimitIsNoSize();
    void tooDeepIsRefusedWithTheKey();
    void aRefusedEventLeavesNothingForTheNext();

private:
    QJsonObject write(const Event &event, const IdentitySnapshot *own = nullptr)
    {
        QByteArray bytes;
        const Error error =
                m_writer.write(event, {own, false, {}}, m_context, "id-1", m_time, &bytes);
        if (error.isError())
            qWarning().noquote() << error.message();
        QJsonParseError parse;
        const QJsonObject object = QJsonDocument::fromJson(bytes, &parse).object();
        if (parse.error != QJsonParseError::NoError)
            qWarning().noquote() << parse.errorString() << bytes;
        return object;
    }

    static constexpr qint64 m_time = 1'767'225'600'123;
    static constexpr qint64 m_earliest = 1'767'225'600'000;
    const EventWriter m_writer{u"mobile"_s, 32 * 1024, m_earliest};
    const ContextPart m_context{
            {{u"app"_s, Properties{{u"name"_s, u"shop"_s}, {u"version"_s, u"1"_s}}},
             {u"library"_s, Properties{{u"name"_s, u"rudder-sdk-qt"_s}}},
             {u"locale"_s, u"en-US"_s}}};
    const Identity m_identity{somebody(), {}};
};

static Event track(const Properties &properties = {})
{
    Event event;
    event.type = EventType::Track;
    event.event = u"Item Viewed"_s;
    event.userId = u"other"_s;
    event.properties = properties;
    return event;
}

void tst_EventWriter::theHolesAreWhereTheLayoutSays()
{
    QByteArray bytes;
    QVERIFY(!m_writer.write(track(), {}, m_context, "id-1", m_time, &bytes).isError());
    const QByteArray time("2026-01-01T00:00:00.123Z");
    QCOMPARE(bytes.mid(EventLayout::originalTimestampOffset, EventLayout::timestampWidth), time);
    QCOMPARE(bytes.mid(EventLayout::sentAtOffset, EventLayout::timestampWidth), time);
    QCOMPARE(bytes.at(EventLayout::headerSize), '"');
}

void tst_EventWriter::anEventOfTheRememberedUserCarriesWhatIsRemembered()
{
    const QJsonObject event = write(track(), m_identity.current().get());
    QCOMPARE(event[u"anonymousId"].toString(), u"anon"_s);
    QCOMPARE(event[u"userId"].toString(), u"user"_s);
    QCOMPARE(event[u"context"][u"traits"][u"plan"].toString(), u"free"_s);
    QCOMPARE(event[u"messageId"].toString(), u"id-1"_s);
    QCOMPARE(event[u"channel"].toString(), u"mobile"_s);
    QCOMPARE(event[u"type"].toString(), u"track"_s);
    QCOMPARE(event[u"event"].toString(), u"Item Viewed"_s);
}

void tst_EventWriter::undefinedTraitsLeaveTheRememberedOnes()
{
    Event event = track();
    event.context = {{u"traits"_s, QJsonValue(QJsonValue::Undefined)}};
    const QJsonObject written = write(event, m_identity.current().get());
    QCOMPARE(written[u"context"][u"traits"][u"plan"].toString(), u"free"_s);
    event.context = {{u"traits"_s, nullptr}};
    QVERIFY(write(event, m_identity.current().get())[u"context"][u"traits"].isNull());
}

void tst_EventWriter::anEventOfAnotherCarriesNothingRemembered()
{
    const QJsonObject event = write(track());
    QVERIFY(!event.contains(u"anonymousId"));
    QCOMPARE(event[u"userId"].toString(), u"other"_s);
    QVERIFY(!event[u"context"].toObject().contains(u"traits"_s));
}

void tst_EventWriter::onlyWhatWasGivenIsWritten()
{
    QCOMPARE(write(track()).keys(),
             QStringList({u"channel"_s, u"context"_s, u"event"_s, u"messageId"_s,
                          u"originalTimestamp"_s, u"sentAt"_s, u"type"_s, u"userId"_s}));
    Event full = track({{u"a"_s, 1}});
    full.name = u"n"_s;
    full.category = u"c"_s;
    full.integrations = {{u"All"_s, true}};
    full.timestamp = QDateTime::fromMSecsSinceEpoch(0, QTimeZone::utc());
    full.messageId = u"own \"id\""_s;
    const QJsonObject event = write(full);
    QCOMPARE(event[u"name"].toString(), u"n"_s);
    QCOMPARE(event[u"category"].toString(), u"c"_s);
    QCOMPARE(event[u"integrations"][u"All"].toBool(), true);
    QCOMPARE(event[u"timestamp"].toString(), u"1970-01-01T00:00:00.000Z"_s);
    QCOMPARE(event[u"messageId"].toString(), u"own \"id\""_s);
}

void tst_EventWriter::emptyPropertiesAreKept()
{
    QVERIFY(!write(track()).contains(u"properties"));
    QVERIFY(write(track(QVariantMap()))[u"properties"].isObject());
    Event page;
    page.type = EventType::Page;
    page.userId = u"u"_s;
    QVERIFY(!write(page).contains(u"name"));
    page.name = u""_s;
    QVERIFY(write(page)[u"name"].isString());
}

void tst_EventWriter::withoutContextOursIsThereAsItWasMade()
{
    QCOMPARE(m_context.all(),
             QByteArray(R"("app":{"name":"shop","version":"1"},"library":{"name":"rudder-sdk-qt"},)"
                        R"("locale":"en-US")"));
    const QByteArray end = ",\"context\":{" + m_context.all() + "}}";
    QByteArray bytes;
    QVERIFY(!m_writer.write(track(), {}, m_context, "id", m_time, &bytes).isError());
    QVERIFY(bytes.endsWith(end));
    Event emptied = track();
    emptied.context = QVariantMap();
    QVERIFY(!m_writer.write(emptied, {}, m_context, "id", m_time, &bytes).isError());
    QVERIFY(bytes.endsWith(end));
}

void tst_EventWriter::theCallersContextIsMergedIntoOurs()
{
    Event event = track();
    event.context = {{u"ip"_s, u"0.0.0.0"_s},
                     {u"app"_s, Properties{{u"name"_s, u"theirs"_s}, {u"build"_s, u"7"_s}}},
                     {u"locale"_s, nullptr}};
    const QJsonObject context = write(event)[u"context"].toObject();
    QCOMPARE(context[u"app"].toObject(),
             QJsonObject({{u"name"_s, u"theirs"_s}, {u"version"_s, u"1"_s}, {u"build"_s, u"7"_s}}));
    QCOMPARE(context[u"ip"].toString(), u"0.0.0.0"_s);
    QVERIFY(context[u"locale"].isNull());
    QCOMPARE(context[u"library"][u"name"].toString(), u"rudder-sdk-qt"_s);
    QCOMPARE(context.size(), 4);
}

void tst_EventWriter::whatTheClientDoesNoCallerSays_data()
{
    QTest::addColumn<QString>("key");
    for (const char *key : {"library", "sessionId", "sessionStart", "clock", "consentManagement"})
        QTest::newRow(key) << QString::fromLatin1(key);
}

void tst_EventWriter::whatTheClientDoesNoCallerSays()
{
    QFETCH(QString, key);
    const Identity::Snapshot own = m_identity.current();
    const QJsonValue before = write(track(), own.get())[u"context"][key];
    Event event = track();
    event.context = {{key, u"theirs"_s}};
    QCOMPARE(write(event, own.get())[u"context"][key], before);
    event.context = {{key, Properties{{u"name"_s, u"theirs"_s}}}};
    QCOMPARE(write(event, own.get())[u"context"][key], before);
}

// A parser that keeps only the last one would hide it.
void tst_EventWriter::noMemberOfTheContextIsThereTwice()
{
    Event event = track();
    event.type = EventType::Identify;
    event.traits = {{u"t"_s, 1}};
    event.context = {{u"traits"_s, Properties{{u"t"_s, 2}}},
                     {u"app"_s, Properties{{u"name"_s, u"theirs"_s}}},
                     {u"locale"_s, u"de-DE"_s},
                     {u"library"_s, Properties{{u"name"_s, u"theirs"_s}}}};
    const Identity::Snapshot remembered = m_identity.current();
    for (const IdentitySnapshot *own : {remembered.get(), Identity::Snapshot().get()}) {
        QByteArray bytes;
        QVERIFY(!m_writer.write(event, {own, false, {}}, m_context, "id", m_time, &bytes)
                         .isError());
        const QByteArray context = bytes.mid(bytes.indexOf("\"context\":{"));
        for (const char *key : {"\"app\":", "\"library\":", "\"locale\":", "\"traits\":"})
            QCOMPARE(context.count(key), 1);
    }
}

// A gateway may know it.
void tst_EventWriter::theSessionOfAnotherIsTheCallers()
{
    Event event = track();
    event.context = {{u"sessionId"_s, 1'767'225'600}, {u"sessionStart"_s, true}};
    const QJsonObject context = write(event)[u"context"].toObject();
    QCOMPARE(context[u"sessionId"].toInteger(), 1'767'225'600);
    QCOMPARE(context[u"sessionStart"].toBool(), true);
}

void tst_EventWriter::aClockThatWasNeverSetIsTold()
{
    for (const qint64 time : {qint64(77'000), m_earliest - 1, m_earliest}) {
        QByteArray bytes;
        QVERIFY(!m_writer.write(track(), {}, m_context, "id-1", time, &bytes).isError());
        QCOMPARE(isClockUnset(bytes), time < m_earliest);
        const QJsonObject context = QJsonDocument::fromJson(bytes)[u"context"].toObject();
        QCOMPARE(context[u"clock"].toString(), time < m_earliest ? u"unset"_s : QString());
        QCOMPARE(context[u"app"][u"name"].toString(), u"shop"_s);
    }
}

void tst_EventWriter::anIdentifysTraitsAreCopiedToItsContext_data()
{
    QTest::addColumn<bool>("own");
    QTest::addColumn<Properties>("traits");
    QTest::addColumn<QByteArray>("top");
    QTest::addColumn<QByteArray>("context");
    const Properties given{{u"age"_s, 3}};
    QTest::newRow("another's") << false << given << QByteArray(R"({"age":3})")
                               << QByteArray(R"({"age":3})");
    QTest::newRow("own: what is remembered")
            << true << given << QByteArray(R"({"age":3})") << QByteArray(R"({"plan":"free"})");
    QTest::newRow("another's, empty")
            << false << Properties(QVariantMap()) << QByteArray("{}") << QByteArray("{}");
    QTest::newRow("none given") << false << Properties() << QByteArray() << QByteArray();
}

void tst_EventWriter::anIdentifysTraitsAreCopiedToItsContext()
{
    QFETCH(bool, own);
    QFETCH(Properties, traits);
    QFETCH(QByteArray, top);
    QFETCH(QByteArray, context);
    const auto json = [](const QJsonValue &value) {
        return value.isObject() ? QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)
                                : QByteArray();
    };
    Event event;
    event.type = EventType::Identify;
    event.userId = u"user"_s;
    event.traits = traits;
    event.context = {{u"traits"_s, u"overruled"_s}};
    if (traits.isNull())
        event.context = {};
    const QJsonObject written = write(event, own ? m_identity.current().get() : nullptr);
    QCOMPARE(json(written[u"traits"]), top);
    QCOMPARE(json(written[u"context"][u"traits"]), context);
}

void tst_EventWriter::tooLargeIsRefusedBeforeItIsWritten()
{
    QByteArray bytes;
    const Properties huge{{u"x"_s, QString(10'000'000, u'x')}};
    const Error error = m_writer.write(track(huge), {}, m_context, "id", m_time, &bytes);
    QCOMPARE(error.code(), Error::Code::TooLarge);
    QCOMPARE(error.message(), u"Your message must be < 32kb."_s);
    QVERIFY(bytes.isEmpty());
}

// "< 32kb", as the message says.
void tst_EventWriter::theLimitIsNoSize()
{
    QByteArray bytes;
    QVERIFY(!m_writer.write(track(), {}, m_context, "id", m_time, &bytes).isError());
    const EventWriter atLimit(u"mobile"_s, bytes.size(), m_earliest);
    const EventWriter below(u"mobile"_s, bytes.size() + 1, m_earliest);
    QCOMPARE(atLimit.write(track(), {}, m_context, "id", m_time, &bytes).code(),
             Error::Code::TooLarge);
    QVERIFY(!below.write(track(), {}, m_context, "id", m_time, &bytes).isError());
}

void tst_EventWriter::tooDeepIsRefusedWithTheKey()
{
    Properties nested{{u"leaf"_s, 1}};
    for (int i = 0; i < 300; ++i)
        nested = Properties{{u"n"_s, nested}};
    QByteArray bytes;
    const Error error = m_writer.write(track(nested), {}, m_context, "id", m_time, &bytes);
    QCOMPARE(error.code(), Error::Code::TooDeep);
    QVERIFY(error.message().contains(u"200"));
}

void tst_EventWriter::aRefusedEventLeavesNothingForTheNext()
{
    tooDeepIsRefusedWithTheKey();
    tooLargeIsRefusedBeforeItIsWritten();
    QCOMPARE(write(track())[u"event"].toString(), u"Item Viewed"_s);
}

QTEST_APPLESS_MAIN(tst_EventWriter)
#include "tst_eventwriter.moc"
