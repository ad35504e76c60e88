// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What a client does before, with and after the user's decision.

#include "bytesearch.h"
#include "childprocess.h"
#include "virtualenvironment.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qdir.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Pending = Configuration::PendingConsent;
using State = ConsentDecision::State;

class tst_ConsentClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void beforeTheDecisionThereIsNobodyAndNoFile_data();
    void beforeTheDecisionThereIsNobodyAndNoFile();
    void theDecisionAndItsPurposesAreKept();
    void heldEventsHaveTheTimesOfTheirCalls();
    void heldEventsAreForgottenByADenial();
    void moreThanTheLimitIsNotHeld();
    void aResetWhileCallsAreHeldHasItsPlace();
    void aResetBeforeTheDecisionCounts();
    void aDisabledClientForgetsTheUser();
    void aDenialCountsWhileTheClientEnds();
    void aHeldCallIsCheckedAtOnce();
    void aPurposeThatDoesNotExistIsRefused();
    void aDenialCountsWithoutAPolicyToo();
    void aDenialLeavesNothingOnTheDisk();
    void aDenialErasesWhatEarlierRunsLeft();
    void whoConsentsAgainIsANewUser();
    void whereTheDiskTakesNoDecisionTheUserIsAskedAgain();
    void whoAsksNotToBeTrackedIsNot();

private:
    Configuration configuration(Pending pending = Pending::Refuse) const;
    QString storage() const { return m_folder->filePath(u"storage"_s); }
    FlushResult flush(Analytics &client);
    QStringList recordSomebody();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
};

void tst_ConsentClient::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"received"_s));
    QVERIFY(m_dataPlane->listen());
}

Configuration tst_ConsentClient::configuration(Pending pending) const
{
    Configuration configuration(u"KEY"_s, m_dataPlane->url());
    configuration.setStorageLocation(storage())
            .setConsentPolicy(Configuration::ConsentPolicy::Required)
            .setConsentPurposes({u"analytics"_s, u"marketing"_s})
            .setPendingConsent(pending);
    return configuration;
}

FlushResult tst_ConsentClient::flush(Analytics &client)
{
    const QFuture<FlushResult> future = client.flush(30s);
    while (!future.isFinished())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return future.result();
}

void tst_ConsentClient::beforeTheDecisionThereIsNobodyAndNoFile_data()
{
    QTest::addColumn<Pending>("pending");
    QTest::newRow("refuse") << Pending::Refuse;
    QTest::newRow("hold") << Pending::Hold;
}

void tst_ConsentClient::beforeTheDecisionThereIsNobodyAndNoFile()
{
    QFETCH(Pending, pending);
    const bool isHeld = pending == Pending::Hold;
    {
        Analytics client(configuration(pending));
        QCOMPARE(client.consent().state(), State::Unknown);
        const Receipt receipt = client.identify(u"me"_s, {{u"email"_s, u"me@example.com"_s}});
        QCOMPARE(receipt.accepted(), isHeld);
        QCOMPARE(receipt.error().code(), isHeld ? Error::Code::NoError : Error::Code::NoConsent);
        QVERIFY(client.anonymousId().isEmpty());
        QVERIFY(client.userId().isEmpty());
        QVERIFY(client.traits().isEmpty());
        QCOMPARE(client.sessionId(), 0);
        QCOMPARE(client.setAnonymousId(u"a"_s).code(), Error::Code::NoConsent);
        QCOMPARE(client.startSession().code(), Error::Code::NoConsent);
        client.reset();
        client.endSession();
        QTRY_COMPARE(client.droppedCount(Analytics::DropReason::NoConsent), isHeld ? 0 : 1);
        QCOMPARE(flush(client).delivered(), 0);
        QCOMPARE(client.storage(), Analytics::Storage::Opening);
    }
    QVERIFY(!QDir(storage()).exists());
    QVERIFY(m_dataPlane->events().isEmpty());
}

void tst_ConsentClient::theDecisionAndItsPurposesAreKept()
{
    QDateTime decidedAt;
    {
        Analytics client(configuration(Pending::Hold));
        QSignalSpy changed(&client, &Analytics::consentChanged);
        const QString held = client.track(u"Held"_s).messageId();
        QVERIFY(!client.grantConsent({u"analytics"_s}).isError());
        QCOMPARE(changed.size(), 1);
        decidedAt = client.consent().decidedAt();
        client.track(u"After"_s);
        QCOMPARE(flush(client).delivered(), 2);
        QCOMPARE(m_dataPlane->events().constFirst()[u"messageId"].toString(), held);
    }
    Analytics client(configuration());
    QCOMPARE(client.consent(),
             ConsentDecision(State::Granted, {u"analytics"_s}, {u"marketing"_s}, decidedAt));
    QVERIFY(client.track(u"Next start"_s).accepted());
    QVERIFY(!client.grantConsent().isError());
    client.track(u"All"_s);
    QCOMPARE(flush(client).delivered(), 2);
    const auto events = m_dataPlane->events();
    QCOMPARE(events.size(), 4);
    for (const QJsonObject &event : events) {
        const bool areAll = event[u"event"] == QJsonValue(u"All"_s);
        QCOMPARE(event[u"context"][u"consentManagement"].toObject(),
                 QJsonObject({{u"allowedConsentIds"_s,
                               areAll ? QJsonArray{u"analytics"_s, u"marketing"_s}
                                      : QJsonArray{u"analytics"_s}},
                              {u"deniedConsentIds"_s,
                               areAll ? QJsonArray() : QJsonArray{u"marketing"_s}},
                              {u"provider"_s, u"custom"_s},
                              {u"resolutionStrategy"_s, u"and"_s}}));
    }
}

void tst_ConsentClient::heldEventsHaveTheTimesOfTheirCalls()
{
    EventRecorder recorder;
    Configuration held = recorder.configuration(configuration(Pending::Hold));
    const auto environment = std::make_shared<VirtualEnvironment>();
    ConfigurationData::of(held)->environment = environment;
    Analytics client(held);
    client.identify(u"me"_s);
    environment->wall += 60'000;
    environment->boot += 60'000;
    client.track(u"Later"_s);
    environment->wall += 60'000;
    environment->boot += 60'000;
    QVERIFY(recorder.events().isEmpty());
    client.grantConsent();
    const auto events = recorder.events();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0].json()[u"originalTimestamp"].toString(), u"2026-01-01T00:00:00.000Z"_s);
    QCOMPARE(events[1].json()[u"originalTimestamp"].toString(), u"2026-01-01T00:01:00.000Z"_s);
    QCOMPARE(events[1].userId(), u"me"_s);
    QVERIFY(!events[1].anonymousId().isEmpty());
    QCOMPARE(client.userId(), u"me"_s);
}

void tst_ConsentClient::heldEventsAreForgottenByADenial()
{
    {
        Analytics client(configuration(Pending::Hold));
        client.track(u"Held"_s);
        client.track(u"Held"_s);
        client.denyConsent();
        QCOMPARE(client.consent().state(), State::Denied);
        QTRY_COMPARE(client.droppedCount(Analytics::DropReason::NoConsent), 2);
        QCOMPARE(client.track(u"After"_s).error().code(), Error::Code::NoConsent);
    }
    Analytics client(configuration(Pending::Hold));
    QCOMPARE(client.consent().state(), State::Denied);
    QCOMPARE(client.track(u"Next start"_s).error().code(), Error::Code::NoConsent);
    QVERIFY(!client.grantConsent().isError());
    QVERIFY(client.track(u"After all"_s).accepted());
    QCOMPARE(flush(client).delivered(), 1);
}

void tst_ConsentClient::aResetWhileCallsAreHeldHasItsPlace()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration(configuration(Pending::Hold).setMaxPendingEvents(3)));
    client.identify(u"alice"_s);
    client.reset();
    client.track(u"By somebody else"_s);
    client.endSession();
    client.reset();
    client.track(u"By another"_s);
    client.grantConsent();
    const auto events = recorder.events();
    QCOMPARE(events.size(), 3);
    QCOMPARE(events[0].userId(), u"alice"_s);
    QCOMPARE(events[1].userId(), QString());
    QCOMPARE(QSet<QString>(
                     {events[0].anonymousId(), events[1].anonymousId(), events[2].anonymousId()})
                     .size(),
             3);
    QVERIFY(events[1].context().contains(u"sessionId"_s));
    QVERIFY(!events[2].context().contains(u"sessionId"_s));
    QCOMPARE(client.userId(), QString());
}

void tst_ConsentClient::aResetBeforeTheDecisionCounts()
{
    Configuration notRequired = configuration();
    notRequired.setConsentPolicy(Configuration::ConsentPolicy::NotRequired);
    Analytics(notRequired).identify(u"alice"_s); // an earlier version did not ask
    Analytics client(configuration());
    client.reset();
    client.grantConsent();
    QVERIFY(client.userId().isEmpty());
    QVERIFY(client.traits().isEmpty());
}

void tst_ConsentClient::aDisabledClientForgetsTheUser()
{
    Configuration notRequired = configuration();
    notRequired.setConsentPolicy(Configuration::ConsentPolicy::NotRequired);
    {
        Analytics client(notRequired);
        client.identify(u"alice"_s);
    }
    {
        Analytics client(Configuration(notRequired).setEnabled(false));
        QCOMPARE(client.userId(), u"alice"_s);
        client.reset();
    }
    QCOMPARE(Analytics(notRequired).userId(), QString());
}

void tst_ConsentClient::aDenialCountsWhileTheClientEnds()
{
    const QStringList texts = recordSomebody();
    {
        Configuration held = configuration();
        held.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s));
        Analytics client(held);
        const QFuture<FlushResult> end = client.shutdown(60s);
        client.denyConsent();
        QCOMPARE(client.consent().state(), State::Denied);
        QTRY_VERIFY(end.isFinished());
    }
    QCOMPARE(textsInFilesOf(storage(), texts), QStringList());
    QCOMPARE(Analytics(configuration()).consent().state(), State::Denied);
}

void tst_ConsentClient::moreThanTheLimitIsNotHeld()
{
    Analytics client(configuration(Pending::Hold).setMaxPendingEvents(2));
    QVERIFY(client.track(u"1"_s).accepted());
    QVERIFY(client.track(u"2"_s).accepted());
    QCOMPARE(client.track(u"3"_s).error().code(), Error::Code::InboxFull);
    client.grantConsent();
    QVERIFY(client.track(u"4"_s).accepted());
    QCOMPARE(flush(client).delivered(), 3);
}

void tst_ConsentClient::aHeldCallIsCheckedAtOnce()
{
    Analytics client(configuration(Pending::Hold));
    QCOMPARE(client.track(u""_s).error().code(), Error::Code::MissingEvent);
    QCOMPARE(client.track(u"e"_s, {{u"text"_s, QString(40'000, u'x')}}).error().code(),
             Error::Code::TooLarge);
    QCOMPARE(client.alias(u""_s).error().code(), Error::Code::MissingUserId);
    QVERIFY(client.alias(u"new"_s).accepted());
    client.grantConsent();
    QCOMPARE(flush(client).delivered(), 1);
    QCOMPARE(m_dataPlane->events().constFirst()[u"previousId"].toString(), client.anonymousId());
}

void tst_ConsentClient::aPurposeThatDoesNotExistIsRefused()
{
    Analytics client(configuration());
    const Error error = client.grantConsent({u"analytics"_s, u"profiling"_s});
    QCOMPARE(error.code(), Error::Code::UnknownPurpose);
    QVERIFY(error.message().contains(u"profiling"_s));
    QCOMPARE(client.consent().state(), State::Unknown);
    QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::NoConsent);
}

void tst_ConsentClient::aDenialCountsWithoutAPolicyToo()
{
    Configuration notRequired = configuration();
    notRequired.setConsentPolicy(Configuration::ConsentPolicy::NotRequired);
    {
        Analytics client(notRequired);
        QVERIFY(client.track(u"e"_s).accepted());
        client.denyConsent();
        QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::NoConsent);
    }
    Analytics client(notRequired);
    QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::NoConsent);
}

// Of somebody whose events were delivered, and wait; says by what texts that can be seen.
QStringList tst_ConsentClient::recordSomebody()
{
    Analytics client(configuration());
    client.grantConsent();
    client.identify(u"secret-user"_s, {{u"email"_s, u"secret@example.com"_s}});
    for (int i = 0; i < 50; ++i)
        client.track(u"Secret delivered"_s);
    if (flush(client).delivered() != 51)
        return {};
    client.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s));
    client.group(u"secret-group"_s);
    for (int i = 0; i < 50; ++i)
        client.track(u"Secret waiting"_s);
    return {client.anonymousId(),  u"secret-user"_s,    u"secret@example.com"_s,
            u"Secret delivered"_s, u"Secret waiting"_s, u"secret-group"_s};
}

void tst_ConsentClient::aDenialLeavesNothingOnTheDisk()
{
    const QStringList texts = recordSomebody();
    for (const QString &text : texts)
        QVERIFY2(text.endsWith(u" delivered") || !textsInFilesOf(storage(), {text}).isEmpty(),
                 qPrintable(text));
    {
        Analytics client(configuration());
        QCOMPARE(client.userId(), u"secret-user"_s);
        client.track(u"Secret waiting"_s);
        client.denyConsent();
        QVERIFY(client.userId().isEmpty());
        QVERIFY(client.anonymousId().isEmpty());
        QCOMPARE(client.sessionId(), 0);
        const auto isErased = [&] { // while it lives
            return textsInFilesOf(storage(), texts).isEmpty()
                    && !QFile::exists(storage() + u"/rudderEventsQueue.erase"_s);
        };
        QTRY_VERIFY_WITH_TIMEOUT(isErased(), 60'000);
        client.track(u"Secret waiting"_s);
    }
    QCOMPARE(textsInFilesOf(storage(), texts), QStringList());
    QCOMPARE(Analytics(configuration()).consent().state(), State::Denied);
    QCOMPARE(textsInFilesOf(storage(), texts), QStringList());
}

void tst_ConsentClient::aDenialErasesWhatEarlierRunsLeft()
{
    const QStringList texts = recordSomebody();
    QVERIFY(!texts.isEmpty());
    {
        Analytics client(configuration().setEnabled(false)); // opens nothing
        client.denyConsent();
    }
    QCOMPARE(textsInFilesOf(storage(), texts).join(u'\n'), QString());
    QCOMPARE(Analytics(configuration()).consent().state(), State::Denied);
}

void tst_ConsentClient::whoConsentsAgainIsANewUser()
{
    const QString before = recordSomebody().value(0);
    QVERIFY(!before.isEmpty());
    Analytics client(configuration());
    client.denyConsent();
    client.grantConsent();
    QVERIFY(client.track(u"Anew"_s).accepted());
    QCOMPARE(flush(client).delivered(), 1);
    const QJsonObject event = m_dataPlane->events().constLast();
    QCOMPARE(event[u"event"].toString(), u"Anew"_s);
    QVERIFY(event[u"anonymousId"].toString() != before);
    QVERIFY(!event.contains(u"userId"_s));
    QCOMPARE(event[u"context"][u"sessionStart"].toBool(), true);
}

void tst_ConsentClient::whereTheDiskTakesNoDecisionTheUserIsAskedAgain()
{
    QFile inTheWay(storage());
    QVERIFY(inTheWay.open(QFile::WriteOnly));
    for (int start = 0; start < 2; ++start) {
        Analytics client(configuration());
        QSignalSpy errors(&client, &Analytics::errorOccurred);
        QCOMPARE(client.consent().state(), State::Unknown);
        client.grantConsent();
        QVERIFY(client.track(u"e"_s).accepted());
        QCOMPARE(flush(client).delivered(), 1);
        QTRY_VERIFY(!errors.isEmpty());
    }
}

void tst_ConsentClient::whoAsksNotToBeTrackedIsNot()
{
    const auto environment = std::make_shared<VirtualEnvironment>();
    environment->isTrackingOff = true;
    Configuration off = configuration();
    off.setConsentPolicy(Configuration::ConsentPolicy::NotRequired);
    ConfigurationData::of(off)->environment = environment;
    {
        Analytics client(off);
        QCOMPARE(client.identify(u"me"_s).error().code(), Error::Code::DoNotTrack);
        QCOMPARE(client.grantConsent().code(), Error::Code::DoNotTrack);
        client.denyConsent();
        client.reset();
        client.setEnabled(false);
        client.setEnabled(true);
        QVERIFY(client.anonymousId().isEmpty());
        QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::DoNotTrack);
        QCOMPARE(flush(client).error().code(), Error::Code::DoNotTrack);
        QCOMPARE(client.state(), Analytics::State::Disabled);
        QVERIFY(!client.lastError().isError());
    }
    QVERIFY(!QDir(storage()).exists());
}

QTEST_GUILESS_MAIN(tst_ConsentClient)
#include "tst_consentclient.moc"
