// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qthread.h>

#include <algorithm>
#include <memory>

#include "bytesearch.h"
#include "pipelinebench.h"

// All that was recorded is erased: what becomes of events, counts and those who wait.
class tst_PipelineErase : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void eachEventIsCountedOnce();
    void whatWasDeliveredIsNotCounted();
    void aRequestInFlightIsLetGo();
    void whatIsRecordedAfterwardsIsDelivered();
    void ofOneWakeUpOnlyWhatCameBeforeIsErased();
    void flushesThatWaitEnd();
    void theUserIsErasedAndTheNextOneKept();
    void aHalvedBatchLeavesNoMark();
    void whatFailedTooOftenDoesNotComeBack();
    void inMemoryItGoesAtOnceAndOnTheDiskWhenThatIsBack();
    void untilItIsErasedItIsTriedAgainAndNothingNewerIsStored();
    void whoHasTheQueueOpenTooFindsItEmpty();
    void aClientThatEndsErasesWhatIsLittle();
    void aClientThatEndsLeavesTheRestToTheNextStart();
    void aDenialIsStoredFirst();
    void aDenialThatComesWhileItIsErasedIsStored();
    void aGrantIsStoredAtTheEndAlsoWhereTheQueueIsInMemory();
    void whatIsRecordedBeforeItIsErasedSurvivesTheEnd();
    void aDisabledClientErasesAndOpensNothing();
    void whereThereWasNothingNothingIsErasedLater();
    void aDisabledClientTriesAgain();
    void aDisabledClientFinishesWhatAKilledOneBegan();
    void aDisabledClientAnswersAll();

private:
    static constexpr auto purged = Analytics::DropReason::Purged;
    static std::shared_ptr<const IdentityRecord> identity(quint64 revision, const QByteArray &user)
    {
        return std::make_shared<const IdentityRecord>(
                IdentityRecord{revision, R"({"version":1,"userId":")" + user + R"("})", false});
    }
    static std::shared_ptr<const IdentityRecord> decision(quint64 revision,
                                                          ConsentDecision::State state)
    {
        IdentityValues values;
        values.consent = ConsentDecision(state, {}, {},
                                         QDateTime::fromMSecsSinceEpoch(qint64(revision), Qt::UTC));
        return std::make_shared<const IdentityRecord>(
                IdentityRecord{revision, identityToBytes(values), false});
    }
    ConsentDecision::State storedDecision() const
    {
        return IdentityFile(m_folder->path(), u"rudderEventsQueue"_s).read().consent.state();
    }
    QStringList names() const { return QDir(m_folder->path()).entryList(QDir::Files, QDir::Name); }
    QStringList found(const QStringList &texts = {u"messageId"_s}) const
    {
        return textsInFilesOf(m_folder->path(), texts);
    }
    static std::vector<Error> answers(const Run &run)
    {
        std::vector<Error> errors;
        for (const ErasureAnswer &answer : run.told.erasures)
            errors.push_back(answer.error);
        return errors;
    }
    static const std::vector<Error> &noError()
    {
        static const std::vector<Error> errors = {Error()};
        return errors;
    }
    // A directory where a file is to be renamed to keeps that from being erased.
    QString obstacle() const { return u"rudderEventsQueue.sqlite.damaged-20260101-000000"_s; }
    void putInTheWay() const
    {
        QFile kept(m_folder->filePath(obstacle()));
        QVERIFY(kept.open(QIODevice::WriteOnly));
        QVERIFY(QDir(m_folder->path()).mkpath(obstacle() + u".erasing/full"_s));
    }
    void clearTheWay() const
    {
        QVERIFY(QDir(m_folder->filePath(obstacle() + u".erasing"_s)).removeRecursively());
    }
    // Done by the client that is alive.
    void setAside(Run *run) const
    {
        run->record(1);
        run->flush();
        run->answer(400, "bad");
        run->told.flushes.clear();
        QCOMPARE(run->told.failedCount, std::optional<qint64>(1));
    }
    Notices::Contents
    toldByOneThatEnds(int events,
                      const std::shared_ptr<const IdentityRecord> &identityLeft = nullptr) const;
    static Configuration disabled() { return configuration().setEnabled(false); }
};

void tst_PipelineErase::eachEventIsCountedOnce()
{
    Run run(configuration(), m_folder->path());
    setAside(&run);
    run.record(5);
    run.inbox.push({"{\"messageId\":\"7\"}", "7", "anon", run.environment->boot, {}});
    run.erase();
    QCOMPARE(run.told.dropped.of(purged), 7);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(run.told.failedCount, std::optional<qint64>(0));
    QCOMPARE(run.told.state, Analytics::State::Idle);
    QCOMPARE(answers(run), noError());
    QCOMPARE(run.inbox.count(), 0);
    QCOMPARE(found(), QStringList());
    QCOMPARE(run.environment->activeTickers(), 0);
    run.erase();
    QCOMPARE(run.told.dropped.of(purged), 7);
    QCOMPARE(run.told.erasures.size(), size_t(2));
    QVERIFY(run.told.errors.size() <= 1); // the refusal
}

void tst_PipelineErase::whatWasDeliveredIsNotCounted()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(somebodyElseExecutes(u"CREATE TRIGGER full BEFORE DELETE ON events BEGIN "
                                 "SELECT RAISE(ABORT, 'database or disk is full'); END"_s));
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    run.record(3);
    QVERIFY(somebodyElseExecutes(u"DROP TRIGGER full"_s));
    run.erase();
    QCOMPARE(run.told.dropped.of(purged), 3);
    QCOMPARE(found(), QStringList());
}

void tst_PipelineErase::aRequestInFlightIsLetGo()
{
    Run run(configuration(), m_folder->path());
    run.record(25);
    QVERIFY(run.environment->hasRequest());
    run.erase();
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.told.dropped.of(purged), 25);
    QCOMPARE(run.told.delivered, 0);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(found(), QStringList());
}

void tst_PipelineErase::whatIsRecordedAfterwardsIsDelivered()
{
    Run run(configuration(), m_folder->path());
    run.record(25);
    run.erase();
    run.record(3);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(3));
    QCOMPARE(run.told.storedUpTo, QByteArray("28"));
    run.advance(20'000);
    QVERIFY(run.environment->hasRequest());
    QCOMPARE(run.environment->batch(1).size(), 3);
    QCOMPARE(run.environment->batch(1)[0][u"messageId"].toString(), u"26"_s);
    run.answer(200);
    QCOMPARE(run.told.delivered, 3);
    QCOMPARE(run.told.dropped.of(purged), 25);
}

void tst_PipelineErase::ofOneWakeUpOnlyWhatCameBeforeIsErased()
{
    Run run(configuration(), m_folder->path());
    const auto push = [&](const QByteArray &id) {
        run.inbox.push({"{\"messageId\":\"" + id + "\"}", id, "anon", run.environment->boot, {}});
    };
    push("before");
    run.inbox.pushFlush({7, run.environment->boot + 60'000});
    run.inbox.pushErasure(1, 1);
    push("between");
    run.inbox.pushErasure(2, 1);
    push("after");
    run.pipeline.wake();
    run.advance(0);
    QCOMPARE(run.told.dropped.of(purged), 2);
    QCOMPARE(run.told.erasures.size(), size_t(2));
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(1));
    QCOMPARE(run.told.flushes.size(), size_t(1)); // which waits for nothing that came after
    QCOMPARE(run.told.flushes[0].id, quint64(7));
    run.advance(20'000);
    QCOMPARE(run.environment->batch(0)[0][u"messageId"].toString(), u"after"_s);
}

void tst_PipelineErase::flushesThatWaitEnd()
{
    Run run(configuration().setMaxBatchEvents(10), m_folder->path());
    run.record(15);
    run.flush();
    run.answer(200);
    QVERIFY(run.told.flushes.empty());
    run.erase();
    QCOMPARE(run.told.flushes.size(), size_t(1));
    const FlushResult result = run.told.flushes[0].result;
    QCOMPARE(result.delivered(), 10);
    QCOMPARE(result.remaining(), 0);
    QCOMPARE(result.error(), Error());
    QCOMPARE(run.told.dropped.of(purged), 5);
}

void tst_PipelineErase::theUserIsErasedAndTheNextOneKept()
{
    const IdentityFile file(m_folder->path(), u"rudderEventsQueue"_s);
    Run run(configuration(), m_folder->path());
    run.record(1, identity(3, "old-user"));
    QCOMPARE(file.read().userId, u"old-user"_s);
    run.erase(4);
    QCOMPARE(file.read().userId, QString());
    run.record(1); // carries nothing remembered
    QCOMPARE(file.read().userId, QString());
    run.record(1, identity(4, "new-user"));
    QCOMPARE(file.read().userId, u"new-user"_s);
    run.erase(7);
    run.inbox.pushIdentity(identity(8, "another"));
    run.record(1, identity(7, "new-user-too"));
    QCOMPARE(file.read().userId, u"another"_s);
}

void tst_PipelineErase::aHalvedBatchLeavesNoMark()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.answer(400);
    run.erase();
    run.record(20);
    QCOMPARE(run.environment->batch(qsizetype(run.environment->requests.size()) - 1).size(), 20);
}

void tst_PipelineErase::whatFailedTooOftenDoesNotComeBack()
{
    Run run(configuration().setMaxAttempts(1), m_folder->path());
    run.record(20);
    run.answer(503);
    QCOMPARE(run.told.failedCount, std::optional<qint64>(20));
    run.erase();
    QCOMPARE(run.told.dropped.of(purged), 20);
    run.advance(3'600'000);
    QCOMPARE(run.environment->requests.size(), size_t(1));
    QCOMPARE(run.environment->activeTickers(), 0);
}

void tst_PipelineErase::inMemoryItGoesAtOnceAndOnTheDiskWhenThatIsBack()
{
    const QString folder = m_folder->filePath(u"store"_s);
    const QString away = m_folder->filePath(u"away"_s);
    {
        Run before(configuration(), folder);
        before.record(4, identity(1, "old-user"));
    }
    QVERIFY(QDir().rename(folder, away));
    QVERIFY(QFile(folder).open(QFile::WriteOnly));
    Run run(configuration(), folder);
    run.collect();
    QCOMPARE(run.told.storage, Analytics::Storage::Memory);
    run.record(10);
    run.erase(2);
    QCOMPARE(run.told.dropped.of(purged), 10);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(run.inbox.count(), 0);
    QCOMPARE(run.told.erasures.size(), size_t(1));
    QCOMPARE(run.told.erasures[0].error.code(), Error::Code::StorageUnavailable);
    run.record(2);

    QVERIFY(QFile::remove(folder));
    QVERIFY(QDir().rename(away, folder));
    run.advance(60'000);
    QCOMPARE(run.told.storage, Analytics::Storage::Database);
    QCOMPARE(run.told.dropped.of(purged), 14);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(2));
    QCOMPARE(found({u"old-user"_s, u"\"messageId\":\"1\""_s}), QStringList());
}

void tst_PipelineErase::untilItIsErasedItIsTriedAgainAndNothingNewerIsStored()
{
    Run run(configuration(), m_folder->path());
    run.record(4);
    putInTheWay();
    run.erase();
    QCOMPARE(run.told.erasures.size(), size_t(1));
    const Error error = run.told.erasures[0].error;
    QVERIFY2(error.message().contains(m_folder->filePath(obstacle())), qPrintable(error.message()));
    QCOMPARE(run.told.errors, std::vector<Error>{error});
    QCOMPARE(run.told.storage, Analytics::Storage::Memory);
    QCOMPARE(run.told.dropped.of(purged), 4); // of which nothing is left
    QCOMPARE(found(), QStringList());
    QVERIFY(names().contains(u"rudderEventsQueue.erase"_s));
    run.record(20, identity(2, "new-user"));
    QCOMPARE(found({u"new-user"_s, u"messageId"_s}), QStringList());
    run.answer(200); // from memory
    QCOMPARE(run.told.delivered, 20);

    run.advance(600'000);
    QCOMPARE(run.told.storage, Analytics::Storage::Memory);
    QCOMPARE(run.told.errors.size(), size_t(1));
    run.record(1, identity(2, "new-user"));
    clearTheWay();
    run.advance(30'000);
    run.answer(200);
    run.advance(30'000);
    QCOMPARE(run.told.storage, Analytics::Storage::Database);
    run.record(1, identity(2, "new-user"));
    QVERIFY(!names().contains(u"rudderEventsQueue.erase"_s));
    QVERIFY(!names().contains(obstacle()));
    QCOMPARE(found({u"new-user"_s}).size(), 1);
    QCOMPARE(run.told.dropped.of(purged), 4);
    QCOMPARE(run.told.erasures.size(), size_t(1));
}

void tst_PipelineErase::whoHasTheQueueOpenTooFindsItEmpty()
{
    Run other(configuration(), m_folder->path());
    Run run(configuration(), m_folder->path());
    other.record(20);
    QVERIFY(other.environment->hasRequest());
    run.erase();
    QCOMPARE(run.told.dropped.of(purged), 20);
    QCOMPARE(found(), QStringList());
    other.answer(200);
    QCOMPARE(other.told.queuedCount, std::optional<qint64>(0));
    other.record(1);
    QCOMPARE(other.told.queuedCount, std::optional<qint64>(1));
    other.flush();
    other.answer(200);
    QCOMPARE(other.told.flushes.size(), size_t(1));
    QCOMPARE(other.told.flushes[0].result.delivered(), 1);
    QCOMPARE(other.told.queuedCount, std::optional<qint64>(0));
    QCOMPARE(other.told.errors, std::vector<Error>());
}

// A client ends in a hurry, and a thread that is in one stays so.
Notices::Contents tst_PipelineErase::toldByOneThatEnds(
        int events, const std::shared_ptr<const IdentityRecord> &identityLeft) const
{
    Notices::Contents told;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        Run run(configuration(), m_folder->path());
        for (int left = events; left > 0; left -= 500)
            run.record(std::min(left, 500), identity(1, "old-user"));
        run.inbox.pushErasure(1, 2, identityLeft);
        QThread::currentThread()->requestInterruption();
        run.close();
        told = run.told;
    }));
    thread->start();
    thread->wait();
    return told;
}

void tst_PipelineErase::aClientThatEndsErasesWhatIsLittle()
{
    const Notices::Contents told = toldByOneThatEnds(10);
    QCOMPARE(told.erasures.size(), size_t(1));
    QCOMPARE(told.erasures[0].error, Error());
    QCOMPARE(told.dropped.of(purged), 10);
    QCOMPARE(found({u"messageId"_s, u"old-user"_s}), QStringList());
    QCOMPARE(names(), QStringList(u"rudderEventsQueue.sqlite"_s));
}

void tst_PipelineErase::aClientThatEndsLeavesTheRestToTheNextStart()
{
    const Notices::Contents told = toldByOneThatEnds(5'000);
    QCOMPARE(told.erasures.size(), size_t(1));
    QVERIFY(told.erasures[0].error.isError());
    QVERIFY(!found().isEmpty());

    Run next(configuration(), m_folder->path());
    next.collect();
    QCOMPARE(next.told.dropped.of(purged), 5'000);
    QCOMPARE(next.told.queuedCount.value_or(0), 0);
    QCOMPARE(found({u"messageId"_s, u"old-user"_s}), QStringList());
    QCOMPARE(names().filter(u".erase"_s), QStringList());
}

// There may be no time for more.
void tst_PipelineErase::aDenialIsStoredFirst()
{
    const auto told = toldByOneThatEnds(5'000, decision(3, ConsentDecision::State::Denied));
    QVERIFY(told.erasures.at(0).error.isError());
    QCOMPARE(storedDecision(), ConsentDecision::State::Denied);
    Run next(configuration(), m_folder->path());
    QCOMPARE(names().filter(u".erase"_s), QStringList());
    QCOMPARE(storedDecision(), ConsentDecision::State::Denied);
}

void tst_PipelineErase::aDenialThatComesWhileItIsErasedIsStored()
{
    Run run(configuration(), m_folder->path());
    run.record(1);
    putInTheWay();
    run.erase();
    QVERIFY(names().contains(u"rudderEventsQueue.erase"_s));
    run.inbox.pushIdentity(decision(2, ConsentDecision::State::Denied));
    run.pipeline.wake();
    run.advance(0);
    QCOMPARE(storedDecision(), ConsentDecision::State::Denied);
    run.inbox.pushIdentity(decision(3, ConsentDecision::State::Granted));
    run.close();
    QCOMPARE(storedDecision(), ConsentDecision::State::Granted);
}

void tst_PipelineErase::aGrantIsStoredAtTheEndAlsoWhereTheQueueIsInMemory()
{
    const QString database = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
    QVERIFY(QDir().mkpath(database + u"/full"_s));
    Run run(configuration(), m_folder->path());
    run.collect();
    QCOMPARE(run.told.storage, Analytics::Storage::Memory);
    run.inbox.pushIdentity(decision(2, ConsentDecision::State::Granted));
    run.close();
    QCOMPARE(storedDecision(), ConsentDecision::State::Granted);
}

void tst_PipelineErase::whatIsRecordedBeforeItIsErasedSurvivesTheEnd()
{
    putInTheWay();
    {
        Run run(configuration(), m_folder->path());
        run.record(4);
        run.erase();
        run.record(3, identity(2, "new-user"));
        run.close();
        QCOMPARE(run.told.stored, 7);
        QCOMPARE(names().filter(u".spill-"_s).size(), 1);
        QCOMPARE(names().filter(u".identity"_s).size(), 0);
    }
    clearTheWay();
    Run next(configuration(), m_folder->path());
    next.collect();
    QCOMPARE(next.told.queuedCount, std::optional<qint64>(3));
    QCOMPARE(next.told.dropped.of(purged), 0);
    next.advance(20'000);
    QCOMPARE(next.environment->batch(0)[0][u"messageId"].toString(), u"5"_s);
}

void tst_PipelineErase::aDisabledClientErasesAndOpensNothing()
{
    {
        Run before(configuration(), m_folder->path());
        before.record(4, identity(1, "old-user"));
    }
    Run run(disabled(), m_folder->path());
    run.erase();
    QCOMPARE(answers(run), noError());
    QCOMPARE(run.told.state, Analytics::State::Disabled);
    QCOMPARE(run.told.dropped.of(purged), 4);
    QCOMPARE(found({u"messageId"_s, u"old-user"_s}), QStringList());
    QCOMPARE(names(), QStringList(u"rudderEventsQueue.sqlite"_s));
    run.close();

    const QString folder = m_folder->filePath(u"none"_s);
    Run without(disabled(), folder);
    without.erase();
    QCOMPARE(answers(without), noError());
    without.close();
    QVERIFY(without.isClosed);
    QVERIFY(!QFile::exists(folder));
}

void tst_PipelineErase::whereThereWasNothingNothingIsErasedLater()
{
    const QString folder = m_folder->filePath(u"none"_s);
    Run run(disabled(), folder);
    run.erase();
    QCOMPARE(answers(run), noError());
    {
        Run other(configuration(), folder);
        other.record(4);
    }
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), true});
    run.record(1);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(5));
    QCOMPARE(run.told.dropped.of(purged), 0);
}

void tst_PipelineErase::aDisabledClientTriesAgain()
{
    {
        Run before(configuration(), m_folder->path());
        before.record(4);
    }
    putInTheWay();
    Run run(disabled(), m_folder->path());
    run.erase();
    QVERIFY(run.told.erasures.at(0).error.isError());
    run.advance(60'000);
    QVERIFY(names().contains(u"rudderEventsQueue.erase"_s));
    clearTheWay();
    run.advance(60'000);
    QCOMPARE(names(), QStringList(u"rudderEventsQueue.sqlite"_s));
    QCOMPARE(run.environment->activeTickers(), 0);

    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), true});
    run.record(20);
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
}

void tst_PipelineErase::aDisabledClientFinishesWhatAKilledOneBegan()
{
    Run alive(configuration(), m_folder->path()); // of the same owner, and so not left alone
    alive.record(4);
    QueueErasure(configuration(), m_folder->path()).want();
    Run run(disabled(), m_folder->path());
    run.collect();
    QCOMPARE(run.told.dropped.of(purged), 4);
    QVERIFY(run.told.erasures.empty());
    QCOMPARE(found(), QStringList());
    QCOMPARE(names().filter(u".erase"_s), QStringList());
    alive.record(1);
    QCOMPARE(alive.told.queuedCount, std::optional<qint64>(1));
}

void tst_PipelineErase::aDisabledClientAnswersAll()
{
    Run run(disabled(), m_folder->path());
    run.flush();
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.error().code(), Error::Code::Disabled);
    QVERIFY(run.failedEvents().isEmpty());
    run.erase();
    run.flushLast(60'000);
    run.advance(0);
    QVERIFY(run.isClosed);
    QCOMPARE(run.told.flushes.size(), size_t(2));
}

QTEST_GUILESS_MAIN(tst_PipelineErase)
#include "tst_pipelineerase.moc"
