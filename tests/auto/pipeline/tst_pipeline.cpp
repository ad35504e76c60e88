// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipeline_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qlockfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include "virtualenvironment.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// The real queue on disk, a virtual clock, and a data plane that answers as told.
class tst_Pipeline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

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
    void aProgramThatCrashesWhileItSendsWaitsLongerEachTime();
    void theBacklogOfAnOutageLeavesAtAMeasuredPaceOverARestart();
    void inMemoryNothingTicksWhileARequestIsAwaited();
    void attemptsAreNeitherLostNorDoubledByARestart();
    void whatIsDeliveredIsNotSentAgainWhereTheDiskTakesNothing();
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
    void whatCannotBeStoredIsTriedAgainByTheBackoff();
    void aQueueThatSomebodyElseEmptiedIsEmpty();
    void aDisabledClientSendsNothing();
    void nothingTicksWhenNothingWaits();
    void idleConnectionsAreClosedAfterTenSeconds();
    void storedIsSaidAfterTheIdentityIsOnDisk();
    void aCommitIntervalGathersEvents();
    void eventsSurviveTheProcess();
    void theOldestAreDroppedPastTheLimit();
    void whatIsTooOldIsNotSentAndCounted();
    void theNewestAreDroppedWhenAskedTo();
    void withoutAFolderEventsAreKeptInMemory();
    void whatIsInMemoryMovesToTheDiskWhenItCan();
    void inMemoryTheInboxBoundsHold();
    void aQueueOfANewerVersionIsLeftAloneAndSaid();
    void aDamagedQueueIsRescuedWhileItIsUsed_data();
    void aDamagedQueueIsRescuedWhileItIsUsed();
    void whatIsRecordedAfterARescueHasNoIdOfWhatWasLost();
    void aFlushDoesNotWaitForWhatARescueLost();
    void damageThatShowsWhenTheDiskIsBackIsRescued();
    void aDamagedQueueIsRescuedOnStart_data();
    void aDamagedQueueIsRescuedOnStart();
    void aRescueThatWasKilledIsFinished();
    void closingStoresWhatIsInTheInbox();
    void closingSaysWhatRemains();
    void whatIsTooMuchForTheEndIsSpilled();
    void whatHasNoDatabaseAtTheEndIsSpilled();
    void whatAnotherWriteKeySpilledIsTakenOverWithItsQueue();
    void whatAnotherWriteKeyThatIsAliveSpilledComesWithThatKey();
    void aDamagedQueueAtTheEndLosesNothingNew();
    void whereEachSendsAFlushWaitsForNoOthers();
    void aFlushWaitsForItsOwnWhateverIdsOthersLeaveOut();
    void aKeyChangeThatFindsNoFileIsTriedAgain();
    void whatIsTakenOverStaysWithinTheLimits();
    void aDiskThatTakesNothingIsToldOnceWhateverTheServerSays();
    void aLastFlushEndsWhenAllIsDelivered();
    void aLastFlushEndsAtItsDeadline();
    void aLastFlushOfADisabledClientEndsAtOnce();
    void theCommitIntervalEndsWhenTheApplicationDoes();

private:
    struct Run; // a process's life
    Configuration configuration() const
    {
        return Configuration(u"KEY"_s, QUrl(u"https://dp.example.com"_s))
                .setFlushAt(20)
                .setFlushInterval(20s);
    }
    bool somebodyElseExecutes(const QString &statement);
    bool zeroThePageOf(int number);
    static void recordPlausible(Run *run, int count, int first = 0);

    std::unique_ptr<QTemporaryDir> m_folder;
};

struct tst_Pipeline::Run
{
    Run(const Configuration &configuration, const QString &folder, qint64 boot = 1'000'000)
        : environment(environmentAt(boot)),
          inbox(configuration.maxInternalQueueSize(), configuration.maxInternalQueueBytes()),
          pipeline({configuration,
                    environment,
                    folder,
                    {configuration.writeKey(), configuration.dataPlaneUrl(), true},
                    &inbox,
                    &notices})
    {
        pipeline.setOnClosed([this] { isClosed = true; });
        pipeline.wake();
        environment->advance(0);
    }
    static std::shared_ptr<VirtualEnvironment> environmentAt(qint64 boot)
    {
        auto environment = std::make_shared<VirtualEnvironment>();
        environment->boot = boot;
        return environment;
    }
    ~Run() { close(); }

    void close()
    {
        inbox.close();
        pipeline.wake();
        advance(0);
    }

    void record(int count, const std::shared_ptr<const IdentityRecord> &identity = nullptr)
    {
        for (int i = 0; i < count; ++i) {
            RecordedEvent event;
            event.messageId = QByteArray::number(++recorded);
            event.bytes = "{\"messageId\":\"" + event.messageId + "\"}";
            event.anonymousId = "anon";
            event.bootMilliseconds = environment->boot;
            event.identity = identity;
            inbox.push(std::move(event));
        }
        pipeline.wake();
        environment->advance(0);
        collect();
    }
    void setNetwork(const NetworkState &network)
    {
        inbox.pushNetwork(network);
        pipeline.wake();
        advance(0);
    }
    void flush(qint64 timeout = 60'000)
    {
        inbox.pushFlush({1, environment->boot + timeout});
        pipeline.wake();
        environment->advance(0);
        collect();
    }
    void flushLast(qint64 timeout)
    {
        inbox.pushLastFlush({1, environment->boot + timeout});
        pipeline.wake();
        advance(0);
    }
    // As a gateway does: refuses a batch with one of these in it.
    void answerAll(const QStringList &badIds)
    {
        while (environment->hasRequest()) {
            const QJsonArray batch =
                    environment->batch(qsizetype(environment->requests.size()) - 1);
            const bool isBad =
                    std::any_of(batch.begin(), batch.end(), [&](const QJsonValue &event) {
                        return badIds.contains(event[u"messageId"].toString());
                    });
            if (isBad)
                answer(400, "event is not a valid rudder event");
            else
                answer(200);
        }
    }
    QList<FailedEvent> ask(const FailedRequest &request)
    {
        told.failedAnswers.clear();
        inbox.pushFailedRequest(request);
        pipeline.wake();
        advance(0);
        if (told.failedAnswers.size() != 1)
            qFatal("%zu answers", told.failedAnswers.size());
        return told.failedAnswers[0].events;
    }
    QList<FailedEvent> failedEvents() { return ask({1, FailedRequest::What::List, 0, 100, {}}); }
    void answer(int status, const QByteArray &body = "OK")
    {
        environment->answer(status, body);
        collect();
    }
    void advance(qint64 milliseconds)
    {
        environment->advance(milliseconds);
        collect();
    }
    void collect()
    {
        Notices::Contents contents = notices.take();
        told.stored += contents.stored;
        told.delivered += contents.delivered;
        for (int i = 0; i < DropCounts::reasons; ++i) {
            const auto reason = Analytics::DropReason(i);
            told.dropped.add(reason, contents.dropped.of(reason));
        }
        told.failedEvents += contents.failedEvents;
        if (contents.failedCount)
            told.failedCount = contents.failedCount;
        told.failedAnswers.insert(told.failedAnswers.end(), contents.failedAnswers.begin(),
                                  contents.failedAnswers.end());
        if (!contents.storedUpTo.isEmpty())
            told.storedUpTo = contents.storedUpTo;
        if (contents.state)
            told.state = contents.state;
        if (contents.storage)
            told.storage = contents.storage;
        if (contents.queuedCount)
            told.queuedCount = contents.queuedCount;
        told.errors.insert(told.errors.end(), contents.errors.begin(), contents.errors.end());
        told.flushes.insert(told.flushes.end(), contents.flushes.begin(), contents.flushes.end());
    }

    std::shared_ptr<VirtualEnvironment> environment;
    Inbox inbox;
    Notices notices;
    Pipeline pipeline;
    Notices::Contents told;
    bool isClosed = false;
    int recorded = 0;
};

void tst_Pipeline::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

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

void tst_Pipeline::inMemoryNothingTicksWhileARequestIsAwaited()
{
    QVERIFY(QFile(m_folder->filePath(u"file"_s)).open(QFile::WriteOnly));
    Run run(configuration(), m_folder->filePath(u"file"_s));
    run.record(20);
    QVERIFY(run.environment->hasRequest());
    run.advance(60'000); // the queue would like to move to a disk by now
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->activeTickers(), 0);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
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

void tst_Pipeline::whatIsDeliveredIsNotSentAgainWhereTheDiskTakesNothing()
{
    auto life = std::make_unique<Run>(configuration(), m_folder->path());
    Run &run = *life;
    run.record(20);
    QVERIFY(somebodyElseExecutes(u"CREATE TRIGGER full BEFORE DELETE ON events BEGIN "
                                 "SELECT RAISE(ABORT, 'database or disk is full'); END"_s));
    run.record(5);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(5));
    QCOMPARE(run.told.errors.back().code(), Error::Code::StorageFailed);
    run.flush();
    QCOMPARE(run.environment->batch(1).size(), 5);
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"21"_s);
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QVERIFY(somebodyElseExecutes(u"DROP TRIGGER full"_s));
    run.record(1);
    run.flush();
    QCOMPARE(run.environment->batch(2).size(), 1);
    run.answer(200);
    life.reset();
    Run next(configuration(), m_folder->path(), 2'000'000);
    next.collect();
    QCOMPARE(next.told.queuedCount.value_or(0), 0);
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
    Run run(configuration(), m_folder->path());
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

bool tst_Pipeline::somebodyElseExecutes(const QString &statement)
{
    bool succeeded = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"somebody"_s);
        const QStringList files = QDir(m_folder->path()).entryList({u"*.sqlite"_s});
        database.setDatabaseName(m_folder->filePath(files.value(0)));
        succeeded = database.open() && QSqlQuery(database).exec(statement);
        database.close();
    }
    QSqlDatabase::removeDatabase(u"somebody"_s);
    return succeeded;
}

void tst_Pipeline::whatCannotBeStoredIsTriedAgainByTheBackoff()
{
    Run run(configuration(), m_folder->path());
    run.record(1);
    QVERIFY(somebodyElseExecutes(u"ALTER TABLE events RENAME TO away"_s));
    run.record(1);
    QCOMPARE(run.told.errors.size(), size_t(1));
    QCOMPARE(run.told.errors[0].code(), Error::Code::StorageFailed);
    QVERIFY(somebodyElseExecutes(u"ALTER TABLE away RENAME TO events"_s));
    run.advance(749); // the backoff of a first failure, with a random number of 0.5
    QCOMPARE(run.told.stored, 1);
    run.advance(1);
    QCOMPARE(run.told.stored, 2);
    QCOMPARE(run.told.errors.size(), size_t(1));
}

void tst_Pipeline::aQueueThatSomebodyElseEmptiedIsEmpty()
{
    Run run(configuration(), m_folder->path());
    run.record(5);
    QVERIFY(somebodyElseExecutes(u"DELETE FROM events"_s));
    run.flush();
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.remaining(), 0);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(run.environment->activeTickers(), 0);
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

void tst_Pipeline::storedIsSaidAfterTheIdentityIsOnDisk()
{
    Run run(configuration(), m_folder->path());
    const auto identity =
            std::make_shared<const IdentityRecord>(IdentityRecord{3, "{\"anonymousId\":\"a\"}"});
    run.record(2, identity);
    QCOMPARE(run.told.stored, 2);
    QCOMPARE(run.told.storedUpTo, QByteArray("2"));
    QCOMPARE(IdentityFile(m_folder->path(), u"rudderEventsQueue"_s).read(),
             std::optional(identity->bytes));
}

void tst_Pipeline::aCommitIntervalGathersEvents()
{
    Run run(configuration().setCommitInterval(5s), m_folder->path());
    run.record(2);
    run.advance(4'999);
    run.record(1);
    QCOMPARE(run.told.stored, 0);
    run.advance(1);
    QCOMPARE(run.told.stored, 3);
    run.record(1);
    run.flush(); // is in a hurry
    QCOMPARE(run.told.stored, 4);
}

void tst_Pipeline::eventsSurviveTheProcess()
{
    {
        Run run(configuration(), m_folder->path());
        run.record(5);
    }
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasRequest()); // they have waited long enough
    QCOMPARE(run.environment->batch(0).size(), 5);
}

void tst_Pipeline::theOldestAreDroppedPastTheLimit()
{
    Run run(configuration().setMaxStoredEvents(30), m_folder->path());
    run.record(20); // in flight
    run.record(20);
    QCOMPARE(run.told.dropped.of(Analytics::DropReason::StorageFull), 10);
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(10));
    run.flush();
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"31"_s);
}

void tst_Pipeline::whatIsTooOldIsNotSentAndCounted()
{
    Run run(configuration().setMaxEventAge(1h), m_folder->path());
    run.record(30);
    for (int i = 0; i < 200; ++i) { // two hours without a server
        if (run.environment->hasRequest())
            run.answer(503);
        run.advance(36'000);
    }
    QCOMPARE(run.told.dropped.of(Analytics::DropReason::TooOld), 30);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    run.record(1); // others go on
    run.flush();
    run.advance(40'000);
    run.answer(200);
    QCOMPARE(run.told.delivered, 1);
}

void tst_Pipeline::theNewestAreDroppedWhenAskedTo()
{
    Run run(configuration().setMaxStoredEvents(30).setOverflow(Configuration::Overflow::DropNewest),
            m_folder->path());
    run.record(20);
    run.record(20);
    QCOMPARE(run.told.dropped.of(Analytics::DropReason::StorageFull), 10);
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(10)); // the dropped ones are let go of
    run.flush();
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"21"_s);
    QCOMPARE(run.environment->batch(1).size(), 10);
}

void tst_Pipeline::withoutAFolderEventsAreKeptInMemory()
{
    QFile file(m_folder->filePath(u"no-folder"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    Run run(configuration(), file.fileName());
    run.record(20);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Memory));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QCOMPARE(run.told.errors[0].code(), Error::Code::StorageUnavailable);
    QCOMPARE(run.told.stored, 0);
    QCOMPARE(run.environment->batch(0).size(), 20);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::whatIsInMemoryMovesToTheDiskWhenItCan()
{
    const QString folder = m_folder->filePath(u"store"_s);
    {
        Run earlier(configuration(), folder);
        earlier.record(2);
    }
    QVERIFY(QDir().rename(folder, m_folder->filePath(u"away"_s)));
    QFile file(folder);
    QVERIFY(file.open(QIODevice::WriteOnly));
    Run run(configuration(), folder, 2'000'000);
    run.record(3, std::make_shared<const IdentityRecord>(IdentityRecord{1, "{}"}));
    run.recorded += 10;
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Memory));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QCOMPARE(run.told.errors[0].code(), Error::Code::StorageUnavailable);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(3));
    QVERIFY(file.remove());
    QVERIFY(QDir().rename(m_folder->filePath(u"away"_s), folder));
    run.advance(749); // the backoff of a first failure
    QCOMPARE(run.told.stored, 0);
    run.advance(1);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QCOMPARE(run.told.stored, 3);
    QCOMPARE(run.told.storedUpTo, QByteArray("3"));
    QCOMPARE(run.inbox.count(), 0);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(5));
    QVERIFY(IdentityFile(folder, u"rudderEventsQueue"_s).read());
    run.flush();
    QCOMPARE(run.environment->batch(0).size(), 5);
    run.answer(200);
    QCOMPARE(run.told.delivered, 5);
    QCOMPARE(run.told.errors.size(), size_t(1));
}

void tst_Pipeline::inMemoryTheInboxBoundsHold()
{
    QFile file(m_folder->filePath(u"no-folder"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    Run run(configuration().setMaxInternalQueueSize(30).setFlushAt(1000), file.fileName());
    run.record(50);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(30));
    run.flush();
    run.answer(200);
    QCOMPARE(run.told.delivered, 30);
    QCOMPARE(run.inbox.count(), 0); // there is room again
    run.record(50);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(30));
}

void tst_Pipeline::aQueueOfANewerVersionIsLeftAloneAndSaid()
{
    {
        Run run(configuration(), m_folder->path());
        run.record(1);
    }
    QVERIFY(somebodyElseExecutes(u"PRAGMA user_version = 99"_s));
    Run run(configuration(), m_folder->path(), 2'000'000);
    run.record(2);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QVERIFY(run.told.errors[0].message().contains(u"newer version"_s));
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(2));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.sqlite"_s}).size(), 2);
    QVERIFY(somebodyElseExecutes(u"PRAGMA user_version = 2"_s));
}

// Events as they are in life, for a rescue looks at their beginning.
static QByteArray plausibleEvent(int number)
{
    return "{\"originalTimestamp\":\"2026-01-01T00:00:00.000Z\",\"sentAt\":"
           "\"2026-01-01T00:00:00.000Z\",\"messageId\":\""
            + QByteArray::number(number) + "\",\"filler\":\"" + QByteArray(700, 'x') + "\"}";
}

// The page of the queue's file that begins this event.
bool tst_Pipeline::zeroThePageOf(int number)
{
    constexpr int pageSize = 4096;
    if (!somebodyElseExecutes(u"PRAGMA wal_checkpoint(TRUNCATE)"_s))
        return false;
    QFile file(m_folder->filePath(u"rudderEventsQueue.sqlite"_s));
    if (!file.open(QIODevice::ReadWrite))
        return false;
    const QByteArray name = "\"messageId\":\"" + QByteArray::number(number) + '"';
    const qint64 place = file.readAll().indexOf(name);
    return place > 0 && file.seek(place / pageSize * pageSize)
            && file.write(QByteArray(pageSize, '\0')) == pageSize;
}

void tst_Pipeline::recordPlausible(Run *run, int count, int first)
{
    for (int i = first; i < first + count; ++i) {
        RecordedEvent event;
        event.messageId = QByteArray::number(i);
        event.bytes = plausibleEvent(i);
        event.bootMilliseconds = run->environment->boot;
        run->inbox.push(std::move(event));
    }
    run->pipeline.wake();
    run->advance(0);
}

static bool overwrite(const QString &path, qint64 from, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.seek(from) && file.write(bytes) == bytes.size();
}

void tst_Pipeline::aDamagedQueueIsRescuedWhileItIsUsed_data()
{
    QTest::addColumn<bool>("isSending");
    QTest::newRow("while nothing is sent") << false;
    QTest::newRow("while a batch is in flight") << true;
}

void tst_Pipeline::aDamagedQueueIsRescuedWhileItIsUsed()
{
    QFETCH(bool, isSending);
    Run run(configuration().setFlushAt(isSending ? 100 : 1000).setMaxBatchEvents(100),
            m_folder->path());
    recordPlausible(&run, 400);
    QCOMPARE(run.told.stored, 400);
    QCOMPARE(run.environment->hasRequest(), isSending);
    QVERIFY(zeroThePageOf(201));

    run.flush();
    while (run.environment->hasRequest()) {
        run.answer(200);
        run.advance(1000);
    }
    for (int i = 0; i < 5 && run.told.flushes.empty(); ++i) {
        run.advance(1000);
        while (run.environment->hasRequest())
            run.answer(200);
    }
    QVERIFY(!run.told.errors.empty());
    QVERIFY(std::any_of(run.told.errors.begin(), run.told.errors.end(), [](const Error &error) {
        return error.code() == Error::Code::StorageDamaged;
    }));
    QVERIFY2(run.told.delivered >= 395 && run.told.delivered < 400,
             qPrintable(QString::number(run.told.delivered)));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.damaged-*"_s}).isEmpty(), false);
    run.record(1);
    QCOMPARE(run.told.stored, 401);
}

// Else what is in flight would take it along when it is settled.
void tst_Pipeline::whatIsRecordedAfterARescueHasNoIdOfWhatWasLost()
{
    Run run(configuration().setFlushAt(100).setMaxBatchEvents(100), m_folder->path());
    recordPlausible(&run, 100);
    QCOMPARE(run.environment->batch(0).size(), 100);
    QVERIFY(zeroThePageOf(99));

    recordPlausible(&run, 1, 100);
    run.advance(1000);
    QCOMPARE(run.told.stored, 101);
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(1));
    run.advance(20'000);
    QCOMPARE(run.environment->batch(1).size(), 1);
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"100"_s);
}

void tst_Pipeline::aFlushDoesNotWaitForWhatARescueLost()
{
    Run run(configuration().setFlushAt(1000).setMaxBatchEvents(10), m_folder->path());
    recordPlausible(&run, 100);
    run.flush(600'000);
    QVERIFY(zeroThePageOf(50));
    for (int i = 0; i < 100 && run.told.flushes.empty(); ++i) {
        while (run.environment->hasRequest())
            run.answer(200);
        run.advance(1000);
    }
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.remaining(), 0);
    QVERIFY(run.told.delivered < 100);
    QVERIFY(run.told.delivered > 90);
}

// A page may be damaged that nobody reads before something is to be moved there.
void tst_Pipeline::damageThatShowsWhenTheDiskIsBackIsRescued()
{
    {
        Run run(configuration().setFlushAt(1000), m_folder->path());
        recordPlausible(&run, 100);
    }
    QVERIFY(zeroThePageOf(99));
    const QString path = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    QVERIFY(QFile::rename(path, path + u".aside"_s));
    QVERIFY(QDir().mkpath(path + u"/sub"_s));
    Run run(configuration().setFlushAt(1000), m_folder->path(), 2'000'000);
    recordPlausible(&run, 1, 100);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Memory));
    QVERIFY(QDir(path).removeRecursively());
    QVERIFY(QFile::rename(path + u".aside"_s, path));
    for (int i = 0; i < 60 && run.told.storage != Analytics::Storage::Database; ++i)
        run.advance(1000);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QVERIFY(run.told.queuedCount > 90);
    QCOMPARE(run.told.storedUpTo, QByteArray("100"));
}

void tst_Pipeline::aDamagedQueueIsRescuedOnStart_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<int>("least"); // so many of 100 events must be there again
    QTest::newRow("zeroed header") << u"header"_s << 100;
    QTest::newRow("text file") << u"text"_s << 0;
    QTest::newRow("truncated tail") << u"tail"_s << 60;
    QTest::newRow("zero bytes") << u"empty"_s << 0;
}

void tst_Pipeline::aDamagedQueueIsRescuedOnStart()
{
    QFETCH(QString, damage);
    QFETCH(int, least);
    {
        Run run(configuration().setFlushAt(1000), m_folder->path());
        for (int i = 0; i < 100; ++i) {
            RecordedEvent event;
            event.messageId = QByteArray::number(i);
            event.bytes = plausibleEvent(i);
            event.bootMilliseconds = run.environment->boot;
            run.inbox.push(std::move(event));
        }
    }
    const QString path = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    QFile file(path);
    if (damage == u"header") {
        QVERIFY(overwrite(path, 0, QByteArray(100, '\0')));
    } else if (damage == u"text") {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray("This is no database. ").repeated(50));
        file.close();
    } else {
        QVERIFY(file.resize(damage == u"tail" ? file.size() * 3 / 4 : 0));
    }
    Run run(configuration().setFlushAt(1000), m_folder->path(), 2'000'000);
    run.record(1);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QCOMPARE(run.told.stored, 1);
    run.flush();
    for (int i = 0; i < 10 && run.told.flushes.empty(); ++i) {
        while (run.environment->hasRequest())
            run.answer(200);
        run.advance(1000);
    }
    QVERIFY2(run.told.delivered >= least + 1, qPrintable(QString::number(run.told.delivered)));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.damaged-*"_s}).size(), damage != u"empty");
}

void tst_Pipeline::aRescueThatWasKilledIsFinished()
{
    {
        Run run(configuration().setFlushAt(1000), m_folder->path());
        run.record(5);
    }
    const QString path = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    // Killed after the damaged file was moved away: the log of that one is still here.
    QVERIFY(QFile::rename(path, path + u".rescued"_s));
    QVERIFY(overwrite(path + u"-wal"_s, 0, QByteArray(5000, 'x')));
    {
        Run run(configuration().setFlushAt(1000), m_folder->path(), 2'000'000);
        run.record(1);
        QCOMPARE(run.told.queuedCount, std::optional<qint64>(6));
        QVERIFY(!QFile::exists(path + u".rescued"_s));
    }
    // Killed before: what was begun is not whole.
    QVERIFY(overwrite(path + u".rescued"_s, 0, "SQLite"));
    Run run(configuration().setFlushAt(1000), m_folder->path(), 3'000'000);
    run.record(1);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(7));
    QVERIFY(!QFile::exists(path + u".rescued"_s));
}

void tst_Pipeline::closingStoresWhatIsInTheInbox()
{
    {
        Run run(configuration().setCommitInterval(10s), m_folder->path());
        run.record(3);
        QCOMPARE(run.told.stored, 0);
        run.inbox.pushFlush({9, -1});
    }
    Run run(configuration(), m_folder->path());
    QCOMPARE(run.environment->batch(0).size(), 3);
}

void tst_Pipeline::closingSaysWhatRemains()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.record(5);
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    run.inbox.pushFlush({9, -1});
    run.close();
    QVERIFY(run.isClosed);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.remaining(), 5);
    QCOMPARE(run.told.flushes[0].result.error().code(), Error::Code::ShutDown);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(5));
}

void tst_Pipeline::whatIsTooMuchForTheEndIsSpilled()
{
    const auto spillFiles = [&] {
        return QDir(m_folder->path()).entryList({u"*.spill-*"_s}).size();
    };
    {
        Run run(configuration(), m_folder->path());
        run.record(5);
        QCOMPARE(run.told.stored, 5);
    }
    {
        Run run(configuration().setCommitInterval(60s).setFlushInterval(24h), m_folder->path());
        run.recorded = 5;
        run.record(3000, std::make_shared<IdentityRecord>(IdentityRecord{1, "{\"userId\":\"u\"}"}));
        QCOMPARE(run.told.stored, 0);
        run.close();
        QCOMPARE(run.told.stored, 3000);
        QCOMPARE(run.told.storedUpTo, "3005");
        QCOMPARE(run.told.queuedCount, std::optional<qint64>(3005));
        QCOMPARE(run.inbox.count(), 0);
    }
    QCOMPARE(spillFiles(), 1);
    QCOMPARE(IdentityFile(m_folder->path(), u"rudderEventsQueue"_s).read(),
             std::optional<QByteArray>("{\"userId\":\"u\"}"));

    Run run(configuration().setMaxBatchEvents(1000), m_folder->path());
    QCOMPARE(spillFiles(), 0);
    run.recorded = 3005;
    run.record(1);
    run.advance(60'000); // the request that the second run let go counts as one that failed
    QStringList sent;
    while (run.environment->hasRequest()) {
        const auto batch = run.environment->batch(qsizetype(run.environment->requests.size()) - 1);
        for (const auto &event : batch)
            sent.append(event[u"messageId"].toString());
        run.answer(200);
        run.advance(10'000); // after a failure a backlog leaves at a pace of its own
    }
    QCOMPARE(sent.size(), 3006);
    for (qsizetype i = 0; i < sent.size(); ++i)
        QCOMPARE(sent[i], QString::number(i + 1));
}

void tst_Pipeline::whatHasNoDatabaseAtTheEndIsSpilled()
{
    const QString inTheWay = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    QVERIFY(QDir().mkpath(inTheWay + u"/sub"_s));
    for (int process = 0; process < 2; ++process) {
        Run run(configuration(), m_folder->path());
        QCOMPARE(run.told.storage.value_or(Analytics::Storage::Memory), Analytics::Storage::Memory);
        run.recorded = 100 * process;
        run.record(1);
        run.advance(20'000);
        run.answer(400, "bad");
        QCOMPARE(run.told.failedEvents, 1);
        run.record(2);
        run.close();
        QCOMPARE(run.told.stored, 3);
        QCOMPARE(run.told.errors.size(), size_t(2)); // no database, and the refusal
    }
    QVERIFY(QDir(inTheWay).removeRecursively());
    Run run(configuration(), m_folder->path());
    QCOMPARE(run.environment->batch(0).size(), 4);
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"2"_s);
    QCOMPARE(run.environment->batch(0)[3][u"messageId"].toString(), u"103"_s);
    const QList<FailedEvent> failed = run.failedEvents();
    QCOMPARE(failed.size(), 2);
    QVERIFY(failed[0].serverMessage().contains(u"bad"_s));
    QCOMPARE(failed[0].messageId(), u"1"_s);
}

void tst_Pipeline::whatAnotherWriteKeySpilledIsTakenOverWithItsQueue()
{
    const Configuration slow = configuration().setCommitInterval(60s).setFlushInterval(24h);
    {
        Run run(slow, m_folder->path());
        run.record(2000);
    }
    Run run(Configuration(slow).setWriteKey(u"OTHER"_s), m_folder->path());
    run.advance(60'000);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(2000));
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"1"_s);
}

void tst_Pipeline::whatAnotherWriteKeyThatIsAliveSpilledComesWithThatKey()
{
    const Configuration slow = configuration().setCommitInterval(60s).setFlushInterval(24h);
    auto other = std::make_unique<Run>(slow, m_folder->path());
    Run run(Configuration(slow).setWriteKey(u"OTHER"_s), m_folder->path());
    other->record(2000);
    other.reset();
    run.advance(60'000);
    QVERIFY(!run.environment->hasRequest());
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(2000));
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"1"_s);
}

void tst_Pipeline::aDamagedQueueAtTheEndLosesNothingNew()
{
    const QString path = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    {
        Run run(configuration().setCommitInterval(60s), m_folder->path());
        run.record(3);
        QVERIFY(somebodyElseExecutes(u"DELETE FROM counts"_s));
        QVERIFY(somebodyElseExecutes(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        QVERIFY(overwrite(path, 4096, QByteArray(QFile(path).size() - 4096, 'x')));
        run.close();
        QCOMPARE(run.told.stored, 3);
    }
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.spill-*"_s}).size(), 1);
    Run run(configuration(), m_folder->path());
    for (int i = 0; i < 5 && !run.environment->hasRequest(); ++i)
        run.advance(20'000);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(0).size(), 3);
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"1"_s);
}

void tst_Pipeline::whereEachSendsAFlushWaitsForNoOthers()
{
    const Configuration each = configuration().setMultiProcessor(true).setFlushAt(2);
    auto other = std::make_unique<Run>(each, m_folder->path());
    other->record(2);
    QVERIFY(other->environment->hasRequest());

    Run run(each, m_folder->path());
    run.record(1);
    run.flush();
    run.advance(10'000); // what is in flight counts as one that failed for who starts meanwhile
    QCOMPARE(run.environment->batch(0).size(), 1);
    QVERIFY(run.told.flushes.empty());
    run.answer(200);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QVERIFY(!run.told.flushes[0].result.error().isError());
    QCOMPARE(run.told.flushes[0].result.delivered(), 1);
    const qsizetype looks = run.environment->ticks;
    run.advance(500);
    QVERIFY(run.environment->ticks - looks <= 1); // nothing is to be had for now

    other.reset(); // and leaves two
    run.told.flushes.clear();
    run.flush();
    run.advance(30'000);
    QCOMPARE(run.environment->batch(1).size(), 2);
    QVERIFY(run.told.flushes.empty());
    run.answer(200);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 2);
}

// As one that takes over a queue does.
void tst_Pipeline::aFlushWaitsForItsOwnWhateverIdsOthersLeaveOut()
{
    Run run(configuration(), m_folder->path());
    run.record(5);
    run.flush();
    QVERIFY(run.environment->hasRequest());
    QVERIFY(somebodyElseExecutes(u"UPDATE counts SET last_id = last_id + 500"_s));
    run.record(1);
    run.advance(1000);
    QVERIFY(run.told.flushes.empty());
    run.answer(200);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 5);
}

void tst_Pipeline::aKeyChangeThatFindsNoFileIsTriedAgain()
{
    Run other(configuration(), m_folder->path());
    other.record(1);
    Run run(configuration(), m_folder->path());
    QLockFile opening(m_folder->filePath(u"rudderEventsQueue.lock"_s));
    QVERIFY(opening.tryLock());
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.record(1);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Memory));
    opening.unlock();
    run.advance(2000);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(1));
    QCOMPARE(run.told.stored, 1);
}

void tst_Pipeline::whatIsTakenOverStaysWithinTheLimits()
{
    {
        Run run(configuration().setFlushAt(1000), m_folder->path());
        run.record(30);
    }
    Run run(configuration().setFlushAt(1000).setMaxStoredEvents(10), m_folder->path(), 2'000'000);
    run.advance(0);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(10));
    QCOMPARE(run.told.dropped.of(Analytics::DropReason::StorageFull), 20);
}

void tst_Pipeline::aDiskThatTakesNothingIsToldOnceWhateverTheServerSays()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(somebodyElseExecutes(u"CREATE TRIGGER full BEFORE UPDATE ON events BEGIN "
                                 "SELECT RAISE(FAIL, 'database or disk is full'); END"_s));
    for (int i = 0; i < 10; ++i) {
        run.answer(503);
        run.advance(30'000);
        QVERIFY(run.environment->hasRequest());
    }
    QCOMPARE(run.told.errors.size(), size_t(2)); // the server's answer, and the disk
    QVERIFY(somebodyElseExecutes(u"DROP TRIGGER full"_s));
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_Pipeline::aLastFlushEndsWhenAllIsDelivered()
{
    Run run(configuration(), m_folder->path());
    run.record(3);
    run.flushLast(60'000);
    QVERIFY(!run.isClosed);
    RecordedEvent late;
    QCOMPARE(run.inbox.push(std::move(late)), Inbox::Push::Closed);
    run.answer(200);
    run.advance(0);
    QVERIFY(run.isClosed);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 3);
    QCOMPARE(run.told.flushes[0].result.remaining(), 0);
    QVERIFY(!run.told.flushes[0].result.error().isError());
    QCOMPARE(run.environment->activeTickers(), 0);
}

void tst_Pipeline::aLastFlushEndsAtItsDeadline()
{
    {
        Run run(configuration().setMaxBatchEvents(3), m_folder->path());
        run.record(8);
        run.flushLast(1000);
        run.answer(200);
        run.advance(999);
        QVERIFY(!run.isClosed);
        run.advance(1);
        QVERIFY(run.isClosed);
        QVERIFY(!run.environment->hasRequest()); // it was let go
        QCOMPARE(run.told.flushes[0].result.delivered(), 3);
        QCOMPARE(run.told.flushes[0].result.remaining(), 5);
        QCOMPARE(run.told.flushes[0].result.error().code(), Error::Code::TimedOut);
        QCOMPARE(run.told.queuedCount, std::optional<qint64>(5));
    }
    Run run(configuration(), m_folder->path());
    run.advance(60'000); // the request that was let go counts as one that failed
    QCOMPARE(run.environment->batch(0).size(), 5);
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"4"_s);
}

void tst_Pipeline::aLastFlushOfADisabledClientEndsAtOnce()
{
    Run run(configuration(), m_folder->path());
    run.record(3);
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), false});
    run.flushLast(60'000);
    run.advance(0);
    QVERIFY(run.isClosed);
    QCOMPARE(run.told.flushes[0].result.remaining(), 3);
    QCOMPARE(run.told.flushes[0].result.error().code(), Error::Code::Disabled);
}

void tst_Pipeline::theCommitIntervalEndsWhenTheApplicationDoes()
{
    Run run(configuration().setCommitInterval(60s), m_folder->path());
    run.record(3);
    QCOMPARE(run.told.stored, 0);
    run.inbox.pushStoreAtOnce();
    run.pipeline.wake();
    run.advance(0);
    QCOMPARE(run.told.stored, 3);
    run.record(1);
    QCOMPARE(run.told.stored, 4);
}

QTEST_GUILESS_MAIN(tst_Pipeline)
#include "tst_pipeline.moc"
