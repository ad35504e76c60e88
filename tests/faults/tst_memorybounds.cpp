// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qfile.h>
#include <QtTest/qtest.h>

#include <functional>
#include <memory>

#include "smalldisk.h"
#include "storagebench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// Real clients that can store nothing: what they take into memory.
class tst_MemoryBounds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void onAFullDiskNoMoreIsTakenAndThatIsDelivered_data() { addBounds(); }
    void onAFullDiskNoMoreIsTakenAndThatIsDelivered();
    void withoutAFolderNoMoreIsTakenAndThatIsDelivered_data() { addBounds(); }
    void withoutAFolderNoMoreIsTakenAndThatIsDelivered();

private:
    static void addBounds();
    void setBounds();
    // Nothing more can be stored from now on, until it is mended.
    void recordPastTheBounds(Error::Code code, const std::function<bool()> &mend);

    std::unique_ptr<StorageBench> m_bench;
};

void tst_MemoryBounds::init()
{
    m_bench = std::make_unique<StorageBench>(QStringLiteral(DATA_PLANE));
    QVERIFY(m_bench->startDataPlane());
}

void tst_MemoryBounds::addBounds()
{
    QTest::addColumn<int>("most"); // 0: as by default
    QTest::addColumn<qint64>("mostBytes");
    QTest::newRow("by their number") << 300 << qint64(0);
    QTest::newRow("by their bytes") << 0 << qint64(300'000);
}

void tst_MemoryBounds::setBounds()
{
    QFETCH(int, most);
    QFETCH(qint64, mostBytes);
    if (most > 0)
        m_bench->configuration.setMaxInternalQueueSize(most);
    if (mostBytes > 0)
        m_bench->configuration.setMaxInternalQueueBytes(mostBytes);
}

void tst_MemoryBounds::recordPastTheBounds(Error::Code code, const std::function<bool()> &mend)
{
    QFETCH(int, most);
    QFETCH(qint64, mostBytes);
    const qsizetype before = m_bench->recorded().size();
    const auto refused = [this] {
        return m_bench->client().droppedCount(Analytics::DropReason::InboxFull);
    };
    m_bench->recordUntilRefused(Error::Code::InboxFull);
    const qsizetype taken = m_bench->recorded().size() - before;
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), code);
    // Neither what was tried in vain nor what is in memory by now makes room.
    for (int i = 0; i < 10; ++i)
        m_bench->recordUntilRefused(Error::Code::InboxFull);
    QCOMPARE(m_bench->recorded().size(), before + taken);
    QTRY_COMPARE(refused(), 11);
    QTRY_COMPARE(m_bench->client().queuedCount(), before + taken);

    QVERIFY(mend());
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 40'000);
    m_bench->record(100);
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QCOMPARE(refused(), 11);
    QCOMPARE(m_bench->errors().size(), 1);

    if (most > 0)
        QCOMPARE(taken, most);
    // All are alike, but for the one that begins the session, which is a little larger.
    const qint64 bytesEach = m_bench->bytesArrived() / m_bench->arrived().size();
    if (mostBytes > 0)
        QVERIFY(taken == mostBytes / bytesEach || taken == mostBytes / bytesEach - 1);
}

void tst_MemoryBounds::onAFullDiskNoMoreIsTakenAndThatIsDelivered()
{
    const SmallDisk disk(m_bench->path(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    m_bench->configuration.setStorageLocation(m_bench->path(u"disk/store"_s));
    setBounds();
    m_bench->record(1);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(disk.fill());
    recordPastTheBounds(Error::Code::StorageFailed, [&disk] { return disk.freeUp(); });
}

void tst_MemoryBounds::withoutAFolderNoMoreIsTakenAndThatIsDelivered()
{
    QFile inTheWay(m_bench->path(u"store"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    setBounds();
    recordPastTheBounds(Error::Code::StorageUnavailable, [&inTheWay] { return inTheWay.remove(); });
}

QTEST_GUILESS_MAIN(tst_MemoryBounds)
#include "tst_memorybounds.moc"
