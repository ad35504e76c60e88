// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipeline_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qjsonarray.h>
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
    void aNewWriteKeyEndsThePause();
    void aRefusalOfTheOldWriteKeyIsNoPauseForTheNew();
    void oneRequestIsInFlight();
    void aFlushSendsAllThatCameBefore();
    void aFlushDoesNotShortenABackoff();
    void aFlushOfAPausedClientEndsAtOnce();
    void whatCannotBeStoredIsTriedAgainByTheBackoff();
    void aQueueThatSomebodyElseEmptiedIsEmpty();
    void aDisabledClientSendsNothing();
    void nothingTicksWhenNothingWaits();
    void idleConnectionsAreClosedAfterTenSeconds();
    void storedIsSaidAfterTheIdentityIsOnDisk();
    void aCommitIntervalGathersEvents();
    void eventsSurviveTheProcess();
    void theOldestAreDroppedPastTheLimit();
    void theNewestAreDroppedWhenAskedTo();
    void withoutAFolderEventsAreKeptInMemory();
    void closingStoresWhatIsInTheInbox();

private:
    struct Run; // a process's life
    Configuration configuration() const
    {
        return Configuration(u"KEY"_s, QUrl(u"https://dp.example.com"_s))
                .setFlushAt(20)
                .setFlushInterval(20s);
    }
    bool somebodyElseExecutes(const QString &statement);

    std::unique_ptr<QTemporaryDir> m_folder;
};

struct tst_Pipeline::Run
{
    Run(const Configuration &configuration, const QString &folder)
        : inbox(configuration.maxInternalQueueSize(), configuration.maxInternalQueueBytes()),
          pipeline({configuration,
                    environment,
                    folder,
                    {configuration.writeKey(), configuration.dataPlaneUrl(), true},
                    &inbox,
                    &notices})
    {
        pipeline.wake();
        environment->advance(0);
    }
    ~Run()
    {
        inbox.close();
        pipeline.wake();
        environment->advance(0);
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
    void flush(qint64 timeout = 60'000)
    {
        inbox.pushFlush({1, environment->boot + timeout});
        pipeline.wake();
        environment->advance(0);
        collect();
    }
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
        told.dropped += contents.dropped;
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

    std::shared_ptr<VirtualEnvironment> environment = std::make_shared<VirtualEnvironment>();
    Inbox inbox;
    Notices notices;
    Pipeline pipeline;
    Notices::Contents told;
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
    QCOMPARE(run.environment->activeTickers(), 0); // a request times out by itself
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
    QCOMPARE(run.told.dropped, 10);
    run.answer(200);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(10));
    run.flush();
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"31"_s);
}

void tst_Pipeline::theNewestAreDroppedWhenAskedTo()
{
    Run run(configuration().setMaxStoredEvents(30).setOverflow(Configuration::Overflow::DropNewest),
            m_folder->path());
    run.record(20);
    run.record(20);
    QCOMPARE(run.told.dropped, 10);
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

QTEST_GUILESS_MAIN(tst_Pipeline)
#include "tst_pipeline.moc"
