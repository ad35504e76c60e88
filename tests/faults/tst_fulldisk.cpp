// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qfileinfo.h>
#include <QtTest/qtest.h>

#include <memory>

#include "smalldisk.h"
#include "storagebench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A real client on a real disk that is full, and freed again.
class tst_FullDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void nothingIsLostWhenItIsFreedAgain_data();
    void nothingIsLostWhenItIsFreedAgain();
    void whatWasCommittedStaysWhereTheCheckpointFindsNoRoom();
    void aClientThatStartsOnItGoesOnInMemory_data();
    void aClientThatStartsOnItGoesOnInMemory();
    void whatWasDeliveredFromItIsNotSentAgain();

private:
    qint64 sizeOfQueue(const QString &suffix) const
    {
        return QFileInfo(m_bench->path(u"disk/store/rudderEventsQueue.sqlite"_s) + suffix).size();
    }

    std::unique_ptr<StorageBench> m_bench;
    std::unique_ptr<SmallDisk> m_disk;
};

void tst_FullDisk::init()
{
    m_disk.reset();
    m_bench = std::make_unique<StorageBench>(QStringLiteral(DATA_PLANE));
    QVERIFY(m_bench->startDataPlane());
    m_bench->configuration.setStorageLocation(m_bench->path(u"disk/store"_s));
    m_disk = std::make_unique<SmallDisk>(m_bench->path(u"disk"_s));
    if (!m_disk->isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
}

void tst_FullDisk::nothingIsLostWhenItIsFreedAgain_data()
{
    QTest::addColumn<qint64>("left"); // bytes
    QTest::newRow("before a commit") << qint64(0);
    QTest::newRow("in the middle of a commit") << qint64(200'000);
}

void tst_FullDisk::nothingIsLostWhenItIsFreedAgain()
{
    QFETCH(qint64, left);
    m_bench->record(1);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(m_disk->fill(left));
    m_bench->record(1000);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageFailed);
    QTRY_COMPARE(m_bench->client().queuedCount(), m_bench->recorded().size());
    QVERIFY(!m_bench->isAllStored());
    QVERIFY(m_disk->freeUp());
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 40'000);
    QCOMPARE(m_bench->errors().size(), 1);
    m_bench->endClient();
    const FlushResult result = m_bench->flush();
    QVERIFY2(!result.error().isError(), qPrintable(result.error().message()));
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
}

// A commit goes to the log, and a checkpoint takes a log that has grown over to the queue's file.
void tst_FullDisk::whatWasCommittedStaysWhereTheCheckpointFindsNoRoom()
{
    constexpr qint64 checkpointAt = 2 * 1024 * 1024; // bytes of the log
    const auto logSize = [this] { return sizeOfQueue(u"-wal"_s); };
    // Each commit writes its pages anew: many small ones would take the room at once.
    m_bench->configuration.setCommitInterval(50ms).setMaxStoredBytes(12 * checkpointAt);
    do {
        m_bench->record(50);
        QTRY_VERIFY(m_bench->isAllStored());
    } while (logSize() < checkpointAt - 200'000);
    QVERIFY(logSize() < checkpointAt);

    QVERIFY(m_disk->fill(600'000));
    m_bench->record(300);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(logSize() > checkpointAt);
    QVERIFY(sizeOfQueue({}) < checkpointAt / 2);
    QVERIFY(m_bench->errors().isEmpty());

    m_bench->record(1000); // for which there is no room
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageFailed);
    QTRY_COMPARE(m_bench->client().queuedCount(), m_bench->recorded().size());
    QVERIFY(m_disk->freeUp());
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 40'000);
    QVERIFY(sizeOfQueue({}) > checkpointAt);
    QCOMPARE(m_bench->errors().size(), 1);
    m_bench->endClient();
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
}

void tst_FullDisk::aClientThatStartsOnItGoesOnInMemory_data()
{
    QTest::addColumn<int>("waiting");
    QTest::addColumn<qint64>("left"); // bytes
    for (const int waiting : {0, 300}) {
        for (const qint64 left : {0, 4096, 8192, 24'576}) {
            QTest::addRow("%d events in the queue, %lld bytes left", waiting, left)
                    << waiting << left;
        }
    }
}

void tst_FullDisk::aClientThatStartsOnItGoesOnInMemory()
{
    QFETCH(int, waiting);
    QFETCH(qint64, left);
    if (waiting > 0) {
        m_bench->record(waiting);
        QTRY_VERIFY(m_bench->isAllStored());
        m_bench->endClient();
    }
    QVERIFY(m_disk->fill(left));
    m_bench->record(300);
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Memory);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageUnavailable);
    m_bench->record(300);
    QTRY_COMPARE(m_bench->client().queuedCount(), 600);
    QVERIFY(!m_bench->isAllStored());

    QVERIFY(m_disk->freeUp());
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->client().storage(), Analytics::Storage::Database, 40'000);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QCOMPARE(m_bench->errors().size(), 1);
}

void tst_FullDisk::whatWasDeliveredFromItIsNotSentAgain()
{
    m_bench->record(300);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(m_disk->fill());
    QCOMPARE(m_bench->flush().delivered(), 300);
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QTRY_COMPARE(m_bench->client().queuedCount(), 0);
    m_bench->record(1);
    QVERIFY(m_disk->freeUp());
    QTRY_COMPARE_WITH_TIMEOUT((void(m_bench->flush()), m_bench->arrived()), m_bench->recorded(),
                              30'000);
    QTRY_COMPARE(m_bench->client().queuedCount(), 0);
}

QTEST_GUILESS_MAIN(tst_FullDisk)
#include "tst_fulldisk.moc"
