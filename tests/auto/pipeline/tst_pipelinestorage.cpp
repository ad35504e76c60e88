// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qlockfile.h>

#include "pipelinebench.h"

// Where events wait: on a disk that works or fails, and in memory.
class tst_PipelineStorage : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void inMemoryNothingTicksWhileARequestIsAwaited();
    void whatIsDeliveredIsNotSentAgainWhereTheDiskTakesNothing();
    void whatCannotBeStoredIsTriedAgainByTheBackoff();
    void aQueueThatSomebodyElseEmptiedIsEmpty();
    void storedIsSaidAfterTheIdentityIsOnDisk();
    void aCommitIntervalGathersEvents();
    void whatHasGatheredGoesWithTheBatchThatLeaves();
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
    void whereEachSendsAFlushWaitsForNoOthers();
    void aFlushWaitsForItsOwnWhateverIdsOthersLeaveOut();
    void whereEachSendsAFlushWaitsForWhatMovesToTheDisk();
    void aKeyChangeThatFindsNoFileIsTriedAgain();
    void aFlushEndsWhereItsEventsAreLeftToOthers();
    void aRescueThatFailsIsTriedAgainByTheBackoff();
    void whatIsTakenOverStaysWithinTheLimits();
    void aDiskThatTakesNothingIsToldOnceWhateverTheServerSays();
};

void tst_PipelineStorage::inMemoryNothingTicksWhileARequestIsAwaited()
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

void tst_PipelineStorage::whatIsDeliveredIsNotSentAgainWhereTheDiskTakesNothing()
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

void tst_PipelineStorage::whatCannotBeStoredIsTriedAgainByTheBackoff()
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

void tst_PipelineStorage::aQueueThatSomebodyElseEmptiedIsEmpty()
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

void tst_PipelineStorage::storedIsSaidAfterTheIdentityIsOnDisk()
{
    Run run(configuration(), m_folder->path());
    const auto identity = std::make_shared<const IdentityRecord>(
            IdentityRecord{3, R"({"version":1,"anonymousId":"a"})"});
    run.record(2, identity);
    QCOMPARE(run.told.stored, 2);
    QCOMPARE(run.told.storedUpTo, QByteArray("2"));
    QCOMPARE(IdentityFile(m_folder->path(), u"rudderEventsQueue"_s).read().anonymousId, u"a"_s);
}

void tst_PipelineStorage::aCommitIntervalGathersEvents()
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

void tst_PipelineStorage::whatHasGatheredGoesWithTheBatchThatLeaves()
{
    Run run(configuration().setCommitInterval(5s).setFlushInterval(8s), m_folder->path());
    run.record(2);
    run.advance(5'000);
    QCOMPARE(run.told.stored, 2);
    run.record(1); // is to be stored at 10 s
    run.advance(2'999);
    QVERIFY(!run.environment->hasRequest());
    run.advance(1);
    QCOMPARE(run.environment->batch(0).size(), 3);
    QCOMPARE(run.told.stored, 3);
}

void tst_PipelineStorage::eventsSurviveTheProcess()
{
    {
        Run run(configuration(), m_folder->path());
        run.record(5);
    }
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasRequest()); // they have waited long enough
    QCOMPARE(run.environment->batch(0).size(), 5);
}

void tst_PipelineStorage::theOldestAreDroppedPastTheLimit()
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

void tst_PipelineStorage::whatIsTooOldIsNotSentAndCounted()
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

void tst_PipelineStorage::theNewestAreDroppedWhenAskedTo()
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

void tst_PipelineStorage::withoutAFolderEventsAreKeptInMemory()
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

void tst_PipelineStorage::whatIsInMemoryMovesToTheDiskWhenItCan()
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
    run.record(3, std::make_shared<const IdentityRecord>(IdentityRecord{2, R"({"version":1})"}));
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
    QVERIFY(QFile::exists(folder + u"/rudderEventsQueue.identity.json"_s));
    run.flush();
    QCOMPARE(run.environment->batch(0).size(), 5);
    run.answer(200);
    QCOMPARE(run.told.delivered, 5);
    QCOMPARE(run.told.errors.size(), size_t(1));
}

void tst_PipelineStorage::inMemoryTheInboxBoundsHold()
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

void tst_PipelineStorage::aQueueOfANewerVersionIsLeftAloneAndSaid()
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

void tst_PipelineStorage::aDamagedQueueIsRescuedWhileItIsUsed_data()
{
    QTest::addColumn<bool>("isSending");
    QTest::newRow("while nothing is sent") << false;
    QTest::newRow("while a batch is in flight") << true;
}

void tst_PipelineStorage::aDamagedQueueIsRescuedWhileItIsUsed()
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
void tst_PipelineStorage::whatIsRecordedAfterARescueHasNoIdOfWhatWasLost()
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

void tst_PipelineStorage::aFlushDoesNotWaitForWhatARescueLost()
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
void tst_PipelineStorage::damageThatShowsWhenTheDiskIsBackIsRescued()
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

void tst_PipelineStorage::aDamagedQueueIsRescuedOnStart_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<int>("least"); // so many of 100 events must be there again
    QTest::newRow("zeroed header") << u"header"_s << 100;
    QTest::newRow("text file") << u"text"_s << 0;
    QTest::newRow("truncated tail") << u"tail"_s << 60;
    QTest::newRow("zero bytes") << u"empty"_s << 0;
}

void tst_PipelineStorage::aDamagedQueueIsRescuedOnStart()
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

void tst_PipelineStorage::aRescueThatWasKilledIsFinished()
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

void tst_PipelineStorage::whereEachSendsAFlushWaitsForNoOthers()
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
void tst_PipelineStorage::aFlushWaitsForItsOwnWhateverIdsOthersLeaveOut()
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

void tst_PipelineStorage::whereEachSendsAFlushWaitsForWhatMovesToTheDisk()
{
    const QString folder = m_folder->filePath(u"store"_s);
    QFile file(folder);
    QVERIFY(file.open(QIODevice::WriteOnly));
    Run run(configuration().setMultiProcessor(true), folder);
    run.record(3);
    run.flush(600'000);
    QVERIFY(file.remove());
    run.answer(503);
    run.advance(10'000);
    QCOMPARE(run.told.storage, std::optional(Analytics::Storage::Database));
    QVERIFY(run.told.flushes.empty());
    run.advance(30'000);
    run.answer(200);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 3);
}

void tst_PipelineStorage::aFlushEndsWhereItsEventsAreLeftToOthers()
{
    Run other(configuration(), m_folder->path());
    Run run(configuration(), m_folder->path());
    run.record(5);
    run.flush(600'000);
    QVERIFY(run.environment->hasRequest());
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.record(1);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.remaining(), 5);
    QCOMPARE(run.told.flushes[0].result.error().code(), Error::Code::StorageUnavailable);
    const size_t requests = run.environment->requests.size();
    run.record(1);
    run.advance(1000);
    QCOMPARE(run.environment->requests.size(), requests); // nothing is in a hurry any more
}

// That the file can be opened says nothing: the damage is found only where it is read.
void tst_PipelineStorage::aRescueThatFailsIsTriedAgainByTheBackoff()
{
    Run run(configuration().setFlushAt(1000).setMaxBatchEvents(10), m_folder->path());
    recordPlausible(&run, 100);
    QVERIFY(zeroThePageOf(9));
    const QString inTheWay = m_folder->filePath(u"rudderEventsQueue.sqlite.rescued"_s);
    QVERIFY(QDir().mkpath(inTheWay + u"/sub"_s));
    run.flush(3'600'000);
    run.advance(0);
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QVERIFY(run.told.flushes[0].result.error().isError());
    QVERIFY(run.told.flushes[0].result.remaining() > 90);
    for (int i = 0; i < 20; ++i) {
        recordPlausible(&run, 1, 100 + i);
        run.advance(30'000);
        while (run.environment->hasRequest())
            run.answer(503);
    }
    QVERIFY2(run.told.errors.size() <= 3, qPrintable(run.told.errors.back().message()));
    QVERIFY2(run.environment->ticks < 150, qPrintable(QString::number(run.environment->ticks)));
    QCOMPARE(run.told.delivered, 0);

    QVERIFY(QDir(inTheWay).removeRecursively());
    for (int i = 0; i < 20 * 60; ++i) {
        run.advance(1000);
        while (run.environment->hasRequest())
            run.answer(200);
    }
    QVERIFY2(run.told.delivered > 90, qPrintable(QString::number(run.told.delivered)));
}

void tst_PipelineStorage::aKeyChangeThatFindsNoFileIsTriedAgain()
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

void tst_PipelineStorage::whatIsTakenOverStaysWithinTheLimits()
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

void tst_PipelineStorage::aDiskThatTakesNothingIsToldOnceWhateverTheServerSays()
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

QTEST_GUILESS_MAIN(tst_PipelineStorage)
#include "tst_pipelinestorage.moc"
