// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipelinebench.h"

// What is sent when, and what its answers do.
class tst_Pipeline : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void aBatchLeavesWhenItIsFull();
    void aBatchLeavesWhenTheOldestHasWaitedLongEnough();
    void aBacklogLeavesInLargeBatches();
    void deliveredEventsAreRemovedOthersStay();
    void aFailureIsTriedAgainByTheBackoff_data();
    void aFailureIsTriedAgainByTheBackoff();
    void aRefusalKeepsEverythingAndStops();
    void aRefusedBatchIsHalvedUntilTheBadEventStandsAlone();
    void aServerThatRefusesEverythingIsNotStormed();
    void anEventTriedTooOftenIsSetAsideAndComesBackByItself();
    void exhaustedEventsComeBackWhenTheDataPlaneAccepts();
    void exhaustedEventsComeBackOnTheNextStart();
    void refusedEventsComeBackOnlyWhenAsked();
    void failedEventsAreReadPurgedAndSentAgain();
    void aFlushEndsWhenItsLastEventIsRefused();
    void beingOfflineExhaustsNothing();
    void theServersRetryAfterIsKept();
    void aRestartDoesNotShortenTheBackoff();
    void aBackoffEndsThoughTheClockIsNotSet();
    void aProgramThatCrashesWhileItSendsWaitsLongerEachTime();
    void theBacklogOfAnOutageLeavesAtAMeasuredPaceOverARestart();
    void attemptsAreNeitherLostNorDoubledByARestart();
    void aNewWriteKeyEndsThePause();
    void aRefusalOfTheOldWriteKeyIsNoPauseForTheNew();
    void oneRequestIsInFlight();
    void aFlushSendsAllThatCameBefore();
    void aFlushDoesNotShortenABackoff();
    void aFlushOfAPausedClientEndsAtOnce();
    void offlineNothingIsTriedButOnceInAQuarterOfAnHour();
    void offlineWithAnEmptyQueueNothingTicks();
    void whenTheNetworkIsBackAnAttemptFollowsWithinASecond();
    void whatTheOldNetworkSwallowedIsSentByTheNewOne();
    void whatFailsWithTheOldNetworkDelaysNothingOnTheNewOne();
    void aClaimIsRenewedWhileItsRequestMakesProgress();
    void aFlushEndsAtOnceOffline();
    void beingOfflineIsNothingToLoopbackAndAddresses_data();
    void beingOfflineIsNothingToLoopbackAndAddresses();
    void aNewDataPlaneMayNeedTheNetwork();
    void overAMeteredConnectionOnlyAFlushSendsIfAsked();
    void aDisabledClientSendsNothing();
    void nothingTicksWhenNothingWaits();
    void idleConnectionsAreClosedAfterTenSeconds();
};

void tst_Pipeline::aBatchLeavesWhenItIsFull()
{
    Run run(configuration(), m_folder->path());
    run.record(19);
    QVERIFY(!run.environment->hasRequest());
    run.record(1);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(0).size(), 20);
    QCOMPARE(run.environment->batch(0)[19][u"messageId"].toString(), u"20"_s);
}

void tst_Pipeline::aBatchLeavesWhenTheOldestHasWaitedLongEnough()
{
    Run run(configuration(), m_folder->path());
    run.record(1);
    run.advance(10'000);
    run.record(1);
    run.advance(9'999);
    QVERIFY(!run.environment->hasRequest());
    run.advance(1);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(0).size(), 2);
}

void tst_Pipeline::aBacklogLeavesInLargeBatches()
{
    Run run(configuration().setMaxBatchEvents(100), m_folder->path());
    run.record(250);
    QCOMPARE(run.environment->batch(0).size(), 100);
    run.answer(200);
    QCOMPARE(run.environment->batch(1).size(), 100);
    run.answer(200);
    QCOMPARE(run.environment->batch(2).size(), 50);
}

void tst_Pipeline::deliveredEventsAreRemovedOthersStay()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.record(3);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(23));
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(3));
    QCOMPARE(run.told.state, std::optional(Analytics::State::Waiting));
    run.advance(20'000);
    run.answer(200);
    QCOMPARE(run.told.delivered, 23);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Idle));
}

void tst_Pipeline::aFailureIsTriedAgainByTheBackoff_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {0, 429, 500, 503, 504})
        QTest::addRow("%d", status) << status;
}

void tst_Pipeline::aFailureIsTriedAgainByTheBackoff()
{
    QFETCH(int, status);
    Run run(configuration(), m_folder->path());
    run.record(20);
    qint64 delay = 1000;
    for (int failure = 1; failure <= 8; ++failure) {
        run.answer(status, "busy");
        QCOMPARE(run.told.state, std::optional(Analytics::State::BackingOff));
        const qint64 expected = std::min<qint64>(delay, 30'000) * 3 / 4; // random is 0.5
        run.advance(expected - 1);
        QVERIFY(!run.environment->hasRequest());
        run.advance(1);
        QVERIFY(run.environment->hasRequest());
        QCOMPARE(run.environment->batch(failure).size(), 20);
        delay *= 2;
    }
    QCOMPARE(run.told.errors.size(), size_t(1)); // of a row of equal ones
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    QCOMPARE(run.environment->batch(0)[0][u"messageId"],
             run.environment->batch(8)[0][u"messageId"]);
}

void tst_Pipeline::aRefusalKeepsEverythingAndStops()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(401, "invalid write key");
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    QCOMPARE(run.told.errors.back().code(), Error::Code::ServerRefused);
    run.record(30);
    run.advance(15 * 60'000 - 1);
    QCOMPARE(run.environment->requests.size(), size_t(1));
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(50));
    run.advance(1);
    QCOMPARE(run.environment->batch(1).size(), 50);
}

void tst_Pipeline::aRefusedBatchIsHalvedUntilTheBadEventStandsAlone()
{
    Run run(configuration().setFlushAt(100), m_folder->path());
    run.record(100);
    run.answerAll({u"58"_s});
    QCOMPARE(run.told.delivered, 99);
    QCOMPARE(run.told.failedEvents, 1);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(1));
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QVERIFY2(run.environment->requests.size() <= 15,
             qPrintable(QString::number(run.environment->requests.size())));
    const auto failed = run.failedEvents();
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0].messageId(), u"58"_s);
    QCOMPARE(failed[0].reason(), FailedEvent::Reason::Refused);
    QVERIFY(failed[0].serverMessage().contains(u"event is not a valid rudder event"_s));
    QCOMPARE(failed[0].failedAt().toMSecsSinceEpoch(), run.environment->wall);
    QCOMPARE(run.environment->activeTickers(), 1); // for the idle connection
}

void tst_Pipeline::aServerThatRefusesEverythingIsNotStormed()
{
    Run run(configuration().setFlushAt(100), m_folder->path());
    run.record(1000);
    const auto answerWaiting = [&run] {
        while (run.environment->hasRequest())
            run.answer(400);
    };
    answerWaiting();
    const size_t atOnce = run.environment->requests.size();
    QVERIFY2(atOnce <= 20, qPrintable(QString::number(atOnce)));
    for (int second = 0; second < 600; ++second) {
        run.advance(1000);
        answerWaiting();
    }
    QVERIFY(run.environment->requests.size() - atOnce <= 40);
    QCOMPARE(run.told.delivered, 0);
}

void tst_Pipeline::anEventTriedTooOftenIsSetAsideAndComesBackByItself()
{
    Run run(configuration().setMaxAttempts(3), m_folder->path());
    run.record(20);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        QVERIFY(run.environment->hasRequest());
        QCOMPARE(run.told.failedEvents, 0);
        run.answer(503, "busy");
        run.advance(30'000);
    }
    QCOMPARE(run.told.failedEvents, 20);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QVERIFY(!run.environment->hasRequest());
    const auto failed = run.failedEvents();
    QCOMPARE(failed.size(), 20);
    QCOMPARE(failed[0].reason(), FailedEvent::Reason::Exhausted);
    QCOMPARE(failed[0].attempts(), 3);
    run.advance(15 * 60'000);
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(0));
}

void tst_Pipeline::exhaustedEventsComeBackWhenTheDataPlaneAccepts()
{
    Run run(configuration().setMaxAttempts(1), m_folder->path());
    run.record(20);
    run.answer(503);
    QCOMPARE(run.told.failedEvents, 20);
    run.record(20);
    run.advance(1000);
    run.answer(200);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(0));
    run.advance(1000); // after the one failure
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(2)[0][u"messageId"].toString(), u"1"_s);
    // What always fails does not keep the others waiting: not again before 15 minutes passed.
    run.answer(503);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(20));
    run.record(20);
    run.advance(30'000);
    run.answer(200);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(20));
    run.advance(15 * 60'000);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(0));
    QVERIFY(run.environment->hasRequest());
}

void tst_Pipeline::exhaustedEventsComeBackOnTheNextStart()
{
    {
        Run run(configuration().setMaxAttempts(1), m_folder->path());
        run.record(20);
        run.answer(503);
        QCOMPARE(run.told.failedEvents, 20);
    }
    Run run(configuration(), m_folder->path(), 2'000'000);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(0).size(), 20);
}

void tst_Pipeline::refusedEventsComeBackOnlyWhenAsked()
{
    {
        Run run(configuration().setFlushAt(1), m_folder->path());
        run.record(1);
        run.answer(400);
        QCOMPARE(run.told.failedEvents, 1);
        run.advance(24 * 60 * 60'000);
        run.record(1);
        run.answer(200);
        QVERIFY(!run.environment->hasRequest());
    }
    Run run(configuration(), m_folder->path(), 2'000'000);
    QVERIFY(!run.environment->hasRequest());
    run.advance(0);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(1));
    run.ask({1, FailedRequest::What::Requeue, 0, 0, {}});
    QCOMPARE(run.told.failedAnswers[0].count, 1);
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 1);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(0));
}

void tst_Pipeline::failedEventsAreReadPurgedAndSentAgain()
{
    Run run(configuration().setFlushAt(1), m_folder->path());
    for (int i = 0; i < 5; ++i) {
        run.record(1);
        run.answer(400);
    }
    const auto page = run.ask({1, FailedRequest::What::List, 0, 2, {}});
    QCOMPARE(page.size(), 2);
    QCOMPARE(page[1].messageId(), u"2"_s);
    const auto rest = run.ask({1, FailedRequest::What::List, page[1].id(), 100, {}});
    QCOMPARE(rest.size(), 3);
    run.ask({1, FailedRequest::What::Purge, 0, 0, {std::vector{page[0].id()}, {}}});
    QCOMPARE(run.told.failedAnswers[0].count, 1);
    run.ask({1, FailedRequest::What::Requeue, 0, 0, {std::vector{rest[0].id()}, {}}});
    QCOMPARE(run.environment->batch(5)[0][u"messageId"].toString(), u"3"_s);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(3));
}

void tst_Pipeline::aFlushEndsWhenItsLastEventIsRefused()
{
    Run run(configuration(), m_folder->path());
    run.record(4);
    run.flush();
    run.answerAll({u"3"_s});
    QCOMPARE(run.told.flushes.size(), size_t(1));
    const FlushResult result = run.told.flushes[0].result;
    QCOMPARE(result.delivered(), 3);
    QCOMPARE(result.remaining(), 0);
    QCOMPARE(result.error().code(), Error::Code::EventsFailed);
}

void tst_Pipeline::beingOfflineExhaustsNothing()
{
    Run run(configuration().setMaxAttempts(2), m_folder->path());
    run.record(20);
    for (int attempt = 0; attempt < 30; ++attempt) {
        QVERIFY(run.environment->hasRequest());
        run.answer(0);
        run.advance(30'000);
    }
    QCOMPARE(run.told.failedEvents, 0);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::theServersRetryAfterIsKept()
{
    Run run(configuration().setMaxAttempts(1), m_folder->path());
    run.record(20);
    Answer answer;
    answer.status = 429;
    answer.headers = {{"Retry-After", "120"}};
    run.environment->answer(answer);
    run.collect();
    QCOMPARE(run.told.failedEvents, 0); // uncounted
    run.advance(119'999);
    QVERIFY(!run.environment->hasRequest());
    run.advance(12'001); // up to a tenth later, so that not all come at once
    QVERIFY(run.environment->hasRequest());
}

void tst_Pipeline::aRestartDoesNotShortenTheBackoff()
{
    qint64 boot = 1'000'000;
    {
        Run run(configuration(), m_folder->path(), boot);
        run.record(20);
        for (int failure = 0; failure < 5; ++failure) {
            run.answer(503);
            run.advance(failure < 4 ? 30'000 : 1'000);
        }
        QVERIFY(!run.environment->hasRequest());
        boot = run.environment->boot;
    }
    Run run(configuration(), m_folder->path(), boot);
    QVERIFY(!run.environment->hasRequest());
    run.advance(16'000 * 3 / 4 - 1'001); // of the fifth failure, but for the second that has passed
    QVERIFY(!run.environment->hasRequest());
    run.advance(1);
    QVERIFY(run.environment->hasRequest());
    run.answer(503); // the sixth
    run.advance(30'000 * 3 / 4 - 1);
    QVERIFY(!run.environment->hasRequest());
}

void tst_Pipeline::aBackoffEndsThoughTheClockIsNotSet()
{
    {
        Run run(configuration(), m_folder->path());
        run.record(20);
        run.answer(0, {});
    }
    auto environment = std::make_shared<VirtualEnvironment>();
    environment->id = "boot-2";
    environment->boot = 20'000;
    environment->wall = 20'000; // a device without a battery, before the network sets its clock
    Run run(configuration(), m_folder->path(), environment);
    run.advance(749);
    QVERIFY(!environment->hasRequest());
    run.advance(1);
    QVERIFY(environment->hasRequest());
}

void tst_Pipeline::aProgramThatCrashesWhileItSendsWaitsLongerEachTime()
{
    qint64 boot = 1'000'000;
    int attempts = 0;
    for (int life = 0; life < 300; ++life) { // ten minutes of two seconds each
        Run run(configuration(), m_folder->path(), boot);
        if (life == 0)
            run.record(20);
        run.advance(2'000);
        attempts += int(run.environment->requests.size());
        boot = run.environment->boot;
    }
    QVERIFY2(attempts <= 32, qPrintable(QString::number(attempts)));
    QVERIFY(attempts >= 20);
}

void tst_Pipeline::theBacklogOfAnOutageLeavesAtAMeasuredPaceOverARestart()
{
    const Configuration configuration = this->configuration().setMaxBatchEvents(20);
    qint64 boot = 1'000'000;
    {
        Run run(configuration, m_folder->path(), boot);
        run.record(100);
        for (const int wait : {750, 1500, 3000, 6000, 12'000, 22'500}) {
            run.answer(0);
            run.advance(wait);
        }
        run.answer(200);
        QVERIFY(!run.environment->hasRequest());
        QCOMPARE(run.told.state, std::optional(Analytics::State::Waiting));
        run.flush();
        QVERIFY(!run.environment->hasRequest());
        run.advance(3'000);
        boot = run.environment->boot;
    }
    Run run(configuration, m_folder->path(), boot);
    run.advance(999);
    QVERIFY(!run.environment->hasRequest());
    run.advance(1);
    QVERIFY(run.environment->hasRequest()); // 4 s after the one before
    for (int batch = 2; batch < 5; ++batch) {
        run.answer(200);
        QVERIFY(!run.environment->hasRequest());
        run.advance(4'000);
        QVERIFY(run.environment->hasRequest());
    }
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    run.record(100); // all is as before
    while (run.environment->hasRequest())
        run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
}

void tst_Pipeline::attemptsAreNeitherLostNorDoubledByARestart()
{
    qint64 boot = 1'000'000;
    const Configuration three = configuration().setMaxAttempts(3);
    for (int life = 1; life <= 3; ++life) {
        Run run(three, m_folder->path(), boot);
        if (life == 1)
            run.record(20);
        run.advance(60'000);
        QVERIFY(run.environment->hasRequest());
        QCOMPARE(run.told.failedEvents, 0);
        run.answer(503);
        QCOMPARE(run.told.failedEvents, life == 3 ? 20 : 0);
        boot = run.environment->boot;
    }
}

void tst_Pipeline::aNewWriteKeyEndsThePause()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(401);
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    QVERIFY(run.environment->hasRequest());
    QVERIFY(run.environment->requests.back().headers.contains(
            {"Authorization", "Basic " + QByteArray("NEW:").toBase64()}));
}

void tst_Pipeline::aRefusalOfTheOldWriteKeyIsNoPauseForTheNew()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QCOMPARE(run.environment->requests.size(), size_t(1));
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    run.answer(401, "Invalid write key");
    QCOMPARE(run.environment->requests.size(), size_t(2));
    const QByteArray credentials = "Basic " + QByteArray("NEW:").toBase64();
    QVERIFY(run.environment->requests[1].headers.contains({"Authorization", credentials}));
    QVERIFY(run.told.errors.empty());
    run.answer(401, "Invalid write key");
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
}

void tst_Pipeline::oneRequestIsInFlight()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.record(100);
    run.flush();
    run.advance(30'000);
    QCOMPARE(run.environment->requests.size(), size_t(1));
}

void tst_Pipeline::aFlushSendsAllThatCameBefore()
{
    Run run(configuration().setMaxBatchEvents(5), m_folder->path());
    run.record(12);
    run.flush();
    QCOMPARE(run.environment->batch(0).size(), 5);
    run.record(1); // after the flush
    run.answer(200);
    run.answer(200);
    QVERIFY(run.told.flushes.empty());
    run.answer(200); // takes the later one along
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 12);
    QVERIFY(!run.told.flushes[0].result.error().isError());
    QCOMPARE(run.told.delivered, 13);
}

void tst_Pipeline::aFlushDoesNotShortenABackoff()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(503);
    run.flush(500);
    QVERIFY(!run.environment->hasRequest());
    run.advance(500);
    QCOMPARE(run.told.flushes.at(0).result.error().code(), Error::Code::TimedOut);
    QCOMPARE(run.told.flushes.at(0).result.remaining(), 20);
    QVERIFY(!run.environment->hasRequest());
}

void tst_Pipeline::aFlushOfAPausedClientEndsAtOnce()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(401, "invalid write key");
    run.flush();
    QCOMPARE(run.told.flushes.at(0).result.error().code(), Error::Code::ServerRefused);
    QCOMPARE(run.told.flushes.at(0).result.remaining(), 20);
}

void tst_Pipeline::offlineNothingIsTriedButOnceInAQuarterOfAnHour()
{
    Run run(configuration().setMaxBatchEvents(100), m_folder->path());
    run.setNetwork({true, false});
    QCOMPARE(run.told.state, std::optional(Analytics::State::Offline));
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    int ticks = run.environment->ticks;
    run.advance(15 * 60'000 - 1);
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.environment->ticks, ticks);
    run.advance(1);
    QVERIFY(run.environment->hasRequest());
    run.answer(0);
    ticks = run.environment->ticks;
    run.advance(15 * 60'000 - 1);
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.environment->ticks, ticks);
    run.record(100);
    run.advance(1);
    QVERIFY(run.environment->hasRequest());
    run.answer(200); // it was wrong
    run.advance(1000);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.told.delivered, 100);
}

void tst_Pipeline::offlineWithAnEmptyQueueNothingTicks()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(200);
    run.setNetwork({true, false});
    QCOMPARE(run.environment->activeTickers(), 0);
    QCOMPARE(run.environment->idleCloses, 1);
    run.setNetwork({false, false});
    QCOMPARE(run.environment->activeTickers(), 0);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Idle));
    run.record(1);
    run.advance(19'999); // a batch's time is its own
    QVERIFY(!run.environment->hasRequest());
}

void tst_Pipeline::whenTheNetworkIsBackAnAttemptFollowsWithinASecond()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    for (const int wait : {750, 1500, 3000, 6000, 12'000, 0}) {
        run.answer(0);
        run.advance(wait);
    }
    QVERIFY(!run.environment->hasRequest());
    run.setNetwork({true, false});
    run.advance(5000);
    run.setNetwork({false, false});
    run.advance(499);
    QVERIFY(!run.environment->hasRequest());
    run.advance(1);
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::whatTheOldNetworkSwallowedIsSentByTheNewOne()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(run.environment->hasRequest());
    run.advance(1000);
    run.setNetwork({true, false});
    run.advance(5000);
    QCOMPARE(run.environment->requests.size(), size_t(1));
    run.setNetwork({false, false});
    run.advance(1000);
    QCOMPARE(run.environment->requests.size(), size_t(2));
    QCOMPARE(run.environment->batch(1).size(), 20);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::whatFailsWithTheOldNetworkDelaysNothingOnTheNewOne()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.setNetwork({true, false});
    run.advance(5000);
    run.setNetwork({false, false});
    run.environment->answer(0, {}, QNetworkReply::RemoteHostClosedError);
    run.advance(1000);
    QCOMPARE(run.environment->requests.size(), size_t(2));
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

// A slow one that uploads for minutes.
void tst_Pipeline::aClaimIsRenewedWhileItsRequestMakesProgress()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(run.environment->hasRequest());
    Run other(configuration(), m_folder->path(), run.environment->boot);
    for (int i = 0; i < 300; ++i) {
        run.advance(1000);
        other.environment->advance(1000);
        if (i % 10 == 0)
            other.record(20);
    }
    QVERIFY(!other.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::aFlushEndsAtOnceOffline()
{
    Run run(configuration(), m_folder->path());
    run.record(3);
    run.setNetwork({true, false});
    run.flush();
    QCOMPARE(run.told.flushes.at(0).result.error().code(), Error::Code::NetworkFailed);
    QCOMPARE(run.told.flushes.at(0).result.remaining(), 3);
    QVERIFY(run.told.errors.empty());
}

void tst_Pipeline::beingOfflineIsNothingToLoopbackAndAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSent");
    QTest::newRow("a name") << u"https://dp.example.com"_s << false;
    QTest::newRow("a name of the local network") << u"http://dataplane"_s << false;
    QTest::newRow("a name like an address") << u"http://127.0.0.1.example.com"_s << false;
    QTest::newRow("localhost") << u"http://localhost:8080"_s << true;
    QTest::newRow("localhost, in capitals") << u"http://LOCALHOST:8080"_s << true;
    QTest::newRow("below localhost") << u"http://dp.localhost:8080"_s << true;
    QTest::newRow("loopback") << u"http://127.0.0.1:8080"_s << true;
    QTest::newRow("loopback, IPv6") << u"http://[::1]:8080"_s << true;
    QTest::newRow("an address") << u"http://192.168.1.7"_s << true;
    QTest::newRow("an address, IPv6") << u"http://[fd00::7]/dp"_s << true;
}

void tst_Pipeline::beingOfflineIsNothingToLoopbackAndAddresses()
{
    QFETCH(QString, url);
    QFETCH(bool, isSent);
    Run run(configuration().setDataPlaneUrl(QUrl(url)), m_folder->path());
    run.setNetwork({true, false});
    run.record(20);
    QCOMPARE(run.environment->hasRequest(), isSent);
}

void tst_Pipeline::aNewDataPlaneMayNeedTheNetwork()
{
    Run run(configuration().setDataPlaneUrl(QUrl(u"http://127.0.0.1:8080"_s)), m_folder->path());
    run.setNetwork({true, false});
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), true});
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"http://127.0.0.1:8080"_s), true});
    run.pipeline.wake();
    run.advance(1000);
    QVERIFY(run.environment->hasRequest());
}

void tst_Pipeline::overAMeteredConnectionOnlyAFlushSendsIfAsked()
{
    {
        Run run(configuration(), m_folder->path());
        run.setNetwork({false, true});
        run.record(20);
        QVERIFY(run.environment->hasRequest());
        run.answer(200);
    }
    Run run(configuration().setMeteredConnections(Configuration::MeteredConnections::Avoid),
            m_folder->path(), 2'000'000);
    run.setNetwork({false, true});
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.environment->activeTickers(), 0);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Waiting));
    run.flush();
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.flushes.at(0).result.delivered(), 20);
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    run.setNetwork({false, false});
    QVERIFY(run.environment->hasRequest());
}

void tst_Pipeline::aDisabledClientSendsNothing()
{
    Run run(configuration(), m_folder->path());
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), false});
    run.record(50);
    run.flush();
    run.advance(60'000);
    QVERIFY(run.environment->requests.empty());
    QCOMPARE(run.told.state, std::optional(Analytics::State::Disabled));
    QCOMPARE(run.told.flushes.at(0).result.error().code(), Error::Code::Disabled);
    QCOMPARE(run.environment->activeTickers(), 0);
}

void tst_Pipeline::nothingTicksWhenNothingWaits()
{
    Run run(configuration(), m_folder->path());
    run.advance(1);
    QCOMPARE(run.environment->activeTickers(), 0);
    run.record(20);
    const int ticks = run.environment->ticks;
    run.advance(29'999); // a request times out by itself; only its claim is to be renewed
    QCOMPARE(run.environment->ticks, ticks);
    run.answer(200);
    run.advance(10'000);
    QCOMPARE(run.environment->activeTickers(), 0);
}

void tst_Pipeline::idleConnectionsAreClosedAfterTenSeconds()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(200);
    run.advance(9'999);
    QCOMPARE(run.environment->idleCloses, 0);
    run.advance(1);
    QCOMPARE(run.environment->idleCloses, 1);
}

QTEST_GUILESS_MAIN(tst_Pipeline)
#include "tst_pipeline.moc"
