// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>

#include "pipelinebench.h"

// What an end does with what waits, and what the next start finds.
class tst_PipelineEnds : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void closingStoresWhatIsInTheInbox();
    void closingSaysWhatRemains();
    void whatIsTooMuchForTheEndIsSpilled();
    void whatHasNoDatabaseAtTheEndIsSpilled();
    void whatAnotherWriteKeySpilledIsTakenOverWithItsQueue();
    void whatAnotherWriteKeyThatIsAliveSpilledComesWithThatKey();
    void aDamagedQueueAtTheEndLosesNothingNew();
    void aLastFlushEndsWhenAllIsDelivered();
    void aLastFlushEndsAtItsDeadline();
    void aLastFlushOfADisabledClientEndsAtOnce();
    void theCommitIntervalEndsWhenTheApplicationDoes();
};

void tst_PipelineEnds::closingStoresWhatIsInTheInbox()
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

void tst_PipelineEnds::closingSaysWhatRemains()
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

void tst_PipelineEnds::whatIsTooMuchForTheEndIsSpilled()
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
        run.record(3000,
                   std::make_shared<IdentityRecord>(
                           IdentityRecord{2, R"({"version":1,"userId":"u"})"}));
        QCOMPARE(run.told.stored, 0);
        run.close();
        QCOMPARE(run.told.stored, 3000);
        QCOMPARE(run.told.storedUpTo, "3005");
        QCOMPARE(run.told.queuedCount, std::optional<qint64>(3005));
        QCOMPARE(run.inbox.count(), 0);
    }
    QCOMPARE(spillFiles(), 1);
    QCOMPARE(IdentityFile(m_folder->path(), u"rudderEventsQueue"_s).read().userId, u"u"_s);

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

void tst_PipelineEnds::whatHasNoDatabaseAtTheEndIsSpilled()
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

void tst_PipelineEnds::whatAnotherWriteKeySpilledIsTakenOverWithItsQueue()
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

void tst_PipelineEnds::whatAnotherWriteKeyThatIsAliveSpilledComesWithThatKey()
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

void tst_PipelineEnds::aDamagedQueueAtTheEndLosesNothingNew()
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

void tst_PipelineEnds::aLastFlushEndsWhenAllIsDelivered()
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
    QCOMPARE(run.inbox.pushErasure(1, 1), Inbox::Push::Closed); // nobody would carry it out
    QCOMPARE(run.told.flushes.size(), size_t(1));
    QCOMPARE(run.told.flushes[0].result.delivered(), 3);
    QCOMPARE(run.told.flushes[0].result.remaining(), 0);
    QVERIFY(!run.told.flushes[0].result.error().isError());
    QCOMPARE(run.environment->activeTickers(), 0);
}

void tst_PipelineEnds::aLastFlushEndsAtItsDeadline()
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

void tst_PipelineEnds::aLastFlushOfADisabledClientEndsAtOnce()
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

void tst_PipelineEnds::theCommitIntervalEndsWhenTheApplicationDoes()
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

QTEST_GUILESS_MAIN(tst_PipelineEnds)
#include "tst_pipelineends.moc"
