// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What middlewares see of a client's calls, and what becomes of what they return.

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_MiddlewareCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void whoTheEventIsOfIsSeen();
    void whatIsLeftAloneStaysRemembered();
    void redactedTraitsAreNotRemembered();
    void aDroppedIdentifyIsNotRemembered();
    void anotherUserGetsNothingRemembered();
    void whatComesBackIsChecked();
    void droppedEventsAreCounted();
    void aCallFromWithinGoesPast();
    void heldEventsPassWhenReleased();
    void whatIsTakenAwayIsNotPutBack_data();
    void whatIsTakenAwayIsNotPutBack();
    void whoIsNotToBeRecordedMeanwhileIsNot_data();
    void whoIsNotToBeRecordedMeanwhileIsNot();
    void aDenialEndsTheRelease();
    void sampledUsersAreWhollyInOrOut();

private:
    std::unique_ptr<EventRecorder> m_recorder;
    std::unique_ptr<Analytics> m_client;
};

void tst_MiddlewareCalls::init()
{
    m_recorder = std::make_unique<EventRecorder>();
    m_client = std::make_unique<Analytics>(m_recorder->configuration());
}

void tst_MiddlewareCalls::whoTheEventIsOfIsSeen()
{
    QStringList seen;
    m_client->addMiddleware(u"look"_s, [&seen](EventDraft draft) {
        seen.append(draft.userId() + u' ' + draft.anonymousId() + u' ' + draft.previousId());
        return draft;
    });
    m_client->track(u"e"_s);
    const QString id = m_client->anonymousId();
    m_client->identify(u"me"_s);
    m_client->track(u"e"_s);
    m_client->track(u"e"_s, {}, CallOptions().setUserId(u"other"_s));
    m_client->alias(u"new"_s);
    QCOMPARE(seen,
             QStringList({u' ' + id + u' ', u"me "_s + id + u' ', u"me "_s + id + u' ',
                          u"other  "_s, u"new "_s + id + u" me"}));
}

void tst_MiddlewareCalls::whatIsLeftAloneStaysRemembered()
{
    m_client->addMiddleware(u"add"_s, [](EventDraft draft) {
        return draft.setProperties(draft.properties().insert(u"more"_s, 1));
    });
    m_client->identify(u"me"_s, {{u"plan"_s, u"free"_s}});
    m_client->track(u"e"_s);
    const AcceptedEvent event = m_recorder->events().constLast();
    QCOMPARE(event.userId(), u"me"_s);
    QCOMPARE(event.properties(), QVariantMap({{u"more"_s, 1}}));
    QVERIFY(event.context().contains(u"traits"_s));
    QVERIFY(event.context().contains(u"sessionId"_s));
}

void tst_MiddlewareCalls::redactedTraitsAreNotRemembered()
{
    m_client->addMiddleware(u"redact"_s, Middlewares::redactKeys({QRegularExpression(u"email"_s)}));
    m_client->identify(u"me"_s, {{u"email"_s, u"me@example.com"_s}});
    QCOMPARE(m_client->traits(), QVariantMap({{u"email"_s, u"[redacted]"_s}}));
    m_client->track(u"e"_s);
    for (const AcceptedEvent &event : m_recorder->events())
        QCOMPARE(event.context()[u"traits"_s].toMap()[u"email"_s].toString(), u"[redacted]"_s);
}

void tst_MiddlewareCalls::aDroppedIdentifyIsNotRemembered()
{
    m_client->addMiddleware(u"drop"_s,
                            [](EventDraft) -> std::optional<EventDraft> { return std::nullopt; });
    const Receipt receipt = m_client->identify(u"me"_s);
    QVERIFY(!receipt.accepted());
    QCOMPARE(receipt.error().code(), Error::Code::DroppedByRule);
    QVERIFY(receipt.error().message().contains(u"\"drop\""_s));
    QVERIFY(m_client->userId().isEmpty());
}

void tst_MiddlewareCalls::anotherUserGetsNothingRemembered()
{
    m_client->identify(u"me"_s, {{u"plan"_s, u"free"_s}});
    m_client->addMiddleware(u"other"_s,
                            [](EventDraft draft) { return draft.setUserId(u"other"_s); });
    m_client->track(u"e"_s);
    const AcceptedEvent event = m_recorder->events().constLast();
    QCOMPARE(event.userId(), u"other"_s);
    QVERIFY(!event.context().contains(u"traits"_s));
    QVERIFY(!event.context().contains(u"sessionId"_s));
    QCOMPARE(m_client->userId(), u"me"_s);
}

void tst_MiddlewareCalls::whatComesBackIsChecked()
{
    EventDraft returned;
    m_client->addMiddleware(u"return"_s, [&returned](EventDraft) { return returned; });
    const auto code = [&] { return m_client->track(u"e"_s).error().code(); };
    QCOMPARE(code(), Error::Code::WrongType); // no type
    returned.setType(EventDraft::Type::Track).setUserId(u"u"_s);
    QCOMPARE(code(), Error::Code::MissingEvent);
    returned.setName(u"theirs"_s);
    QCOMPARE(code(), Error::Code::NoError);
    returned.setProperties({{u"huge"_s, QString(40'000, u'x')}});
    QCOMPARE(code(), Error::Code::TooLarge);
    QCOMPARE(m_recorder->events().size(), 1);
}

void tst_MiddlewareCalls::droppedEventsAreCounted()
{
    m_client->addMiddleware(u"deny"_s, Middlewares::denyEvents({u"Noise"_s}));
    QSignalSpy dropped(m_client.get(), &Analytics::dropped);
    m_client->track(u"Noise"_s);
    m_client->track(u"Signal"_s);
    m_client->track(u"Noise"_s);
    QTRY_COMPARE(m_client->droppedCount(Analytics::DropReason::ByRule), 2);
    QCOMPARE(dropped.constFirst().constFirst().value<Analytics::DropReason>(),
             Analytics::DropReason::ByRule);
    QCOMPARE(m_recorder->events().size(), 1);
    QVERIFY(m_client->removeMiddleware(u"deny"_s));
    QVERIFY(!m_client->removeMiddleware(u"deny"_s));
    QVERIFY(m_client->track(u"Noise"_s).accepted());
}

void tst_MiddlewareCalls::aCallFromWithinGoesPast()
{
    m_client->addMiddleware(u"tell"_s, [this](EventDraft draft) {
        m_client->track(u"Seen: "_s + draft.name());
        return draft;
    });
    m_client->identify(u"me"_s);
    m_client->track(u"e"_s);
    QStringList names;
    for (const AcceptedEvent &event : m_recorder->events())
        names.append(event.name());
    QCOMPARE(names, QStringList({u"Seen: "_s, QString(), u"Seen: e"_s, u"e"_s}));
}

void tst_MiddlewareCalls::heldEventsPassWhenReleased()
{
    Analytics client(m_recorder->configuration()
                             .setConsentPolicy(Configuration::ConsentPolicy::Required)
                             .setPendingConsent(Configuration::PendingConsent::Hold));
    int runs = 0;
    client.addMiddleware(u"count"_s, [&runs](EventDraft draft) {
        ++runs;
        return draft;
    });
    QVERIFY(client.track(u"e"_s).accepted());
    QCOMPARE(runs, 0);
    QVERIFY(!client.grantConsent().isError());
    QCOMPARE(runs, 1);
    QCOMPARE(m_recorder->events().size(), 1);
}

void tst_MiddlewareCalls::whatIsTakenAwayIsNotPutBack_data()
{
    QTest::addColumn<bool>("isUserLeft");
    QTest::addColumn<bool>("isAnonymousLeft");
    QTest::newRow("the user") << false << true;
    QTest::newRow("the anonymous one") << true << false;
    QTest::newRow("both") << false << false;
}

void tst_MiddlewareCalls::whatIsTakenAwayIsNotPutBack()
{
    QFETCH(bool, isUserLeft);
    QFETCH(bool, isAnonymousLeft);
    m_client->identify(u"me"_s, {{u"plan"_s, u"free"_s}});
    m_client->addMiddleware(u"take"_s, [=](EventDraft draft) {
        if (!isUserLeft)
            draft.setUserId({});
        if (!isAnonymousLeft)
            draft.setAnonymousId({});
        return draft;
    });
    const Receipt receipt = m_client->track(u"e"_s);
    QCOMPARE(receipt.accepted(), isUserLeft || isAnonymousLeft);
    if (receipt.accepted()) {
        const AcceptedEvent event = m_recorder->events().constLast();
        QCOMPARE(event.userId(), isUserLeft ? u"me"_s : QString());
        QCOMPARE(event.anonymousId(), isAnonymousLeft ? m_client->anonymousId() : QString());
        QVERIFY(!event.context().contains(u"traits"_s));
        QVERIFY(!event.context().contains(u"sessionId"_s));
    }
    m_client->identify(u"somebody else"_s);
    QCOMPARE(m_client->userId(), isUserLeft && isAnonymousLeft ? u"somebody else"_s : u"me"_s);
}

void tst_MiddlewareCalls::whoIsNotToBeRecordedMeanwhileIsNot_data()
{
    QTest::addColumn<bool>("isDenied");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("denied") << true << Error::Code::NoConsent;
    QTest::newRow("disabled") << false << Error::Code::Disabled;
}

void tst_MiddlewareCalls::whoIsNotToBeRecordedMeanwhileIsNot()
{
    QFETCH(bool, isDenied);
    QFETCH(Error::Code, code);
    m_client->addMiddleware(u"stop"_s, [&](EventDraft draft) {
        if (isDenied)
            m_client->denyConsent();
        else
            m_client->setEnabled(false);
        return draft;
    });
    const std::function<Receipt()> calls[] = {
            [&] { return m_client->track(u"e"_s); },
            [&] { return m_client->track(u"e"_s, {}, CallOptions().setUserId(u"other"_s)); },
            [&] { return m_client->identify(u"me"_s); },
    };
    for (const auto &call : calls) {
        QCOMPARE(call().error().code(), code);
        QVERIFY(m_recorder->events().isEmpty());
        QVERIFY(m_client->userId().isEmpty());
        QCOMPARE(m_client->anonymousId().isEmpty(), isDenied);
        m_client->setEnabled(true);
        QVERIFY(!m_client->grantConsent().isError());
    }
}

void tst_MiddlewareCalls::aDenialEndsTheRelease()
{
    Analytics client(m_recorder->configuration()
                             .setConsentPolicy(Configuration::ConsentPolicy::Required)
                             .setPendingConsent(Configuration::PendingConsent::Hold));
    int runs = 0;
    client.addMiddleware(u"deny"_s, [&](EventDraft draft) {
        if (++runs == 2)
            client.denyConsent();
        return draft;
    });
    for (int i = 0; i < 4; ++i)
        QVERIFY(client.track(u"e"_s).accepted());
    client.grantConsent();
    QCOMPARE(client.consent().state(), ConsentDecision::State::Denied);
    QCOMPARE(runs, 2);
    QTRY_COMPARE(client.droppedCount(Analytics::DropReason::NoConsent), 3);
    QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::NoConsent);
}

void tst_MiddlewareCalls::sampledUsersAreWhollyInOrOut()
{
    m_client->addMiddleware(u"sample"_s, Middlewares::sampleUsers(0.5));
    for (int round = 0; round < 3; ++round) {
        for (int user = 0; user < 100; ++user)
            m_client->track(u"e"_s, {}, CallOptions().setUserId(QString::number(user)));
    }
    QHash<QString, int> events;
    for (const AcceptedEvent &event : m_recorder->events())
        ++events[event.userId()];
    QVERIFY(events.size() > 30 && events.size() < 70);
    for (const int count : std::as_const(events))
        QCOMPARE(count, 3);
}

QTEST_GUILESS_MAIN(tst_MiddlewareCalls)
#include "tst_middlewarecalls.moc"
