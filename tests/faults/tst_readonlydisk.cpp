// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtTest/qtest.h>

#include <memory>

#include "failingdisk.h"
#include "readonlymount.h"
#include "smalldisk.h"
#include "storagebench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// A real client on what can only be read, until it can be written to again.
class tst_ReadOnlyDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void aClientThatStartsOnItGoesOnInMemory_data();
    void aClientThatStartsOnItGoesOnInMemory();
    void aFolderThatBecomesReadOnlyUnderAClientIsWaitedFor();
    void aDiskThatFailsUnderAClientIsWaitedForUntilItIsReplaced_data();
    void aDiskThatFailsUnderAClientIsWaitedForUntilItIsReplaced();

private:
    std::unique_ptr<StorageBench> m_bench;
};

void tst_ReadOnlyDisk::init()
{
    m_bench = std::make_unique<StorageBench>(QStringLiteral(DATA_PLANE));
    QVERIFY(m_bench->startDataPlane());
}

void tst_ReadOnlyDisk::aClientThatStartsOnItGoesOnInMemory_data()
{
    QTest::addColumn<int>("waiting");
    QTest::newRow("there is no queue") << 0;
    QTest::newRow("there are events of an earlier run") << 300;
}

void tst_ReadOnlyDisk::aClientThatStartsOnItGoesOnInMemory()
{
    QFETCH(int, waiting);
    const SmallDisk disk(m_bench->path(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    m_bench->configuration.setStorageLocation(m_bench->path(u"disk/store"_s));
    if (waiting > 0) {
        m_bench->identify(u"user"_s);
        m_bench->record(waiting - 1);
        QTRY_VERIFY(m_bench->isAllStored());
        // No client meets this while it runs: what it has open is in the way.
        QVERIFY(!disk.makeReadOnly());
        m_bench->endClient();
    }
    QVERIFY(disk.makeReadOnly());
    m_bench->record(300);
    QCOMPARE(m_bench->client().userId(), waiting > 0 ? u"user"_s : QString());
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Memory);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageUnavailable);
    m_bench->identify(u"another"_s);
    m_bench->record(299);
    QTRY_COMPARE(m_bench->client().queuedCount(), 600);
    QVERIFY(!m_bench->isAllStored());

    QVERIFY(disk.makeWritable());
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->client().storage(), Analytics::Storage::Database, 40'000);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QCOMPARE(m_bench->errors().size(), 1);
    m_bench->endClient();
    QCOMPARE(m_bench->client().userId(), u"another"_s);
}

// Its queue is open, but the identity's file is made anew for each change of it, and no event may be
// stored before the identity that it carries.
void tst_ReadOnlyDisk::aFolderThatBecomesReadOnlyUnderAClientIsWaitedFor()
{
    m_bench->identify(u"user"_s);
    m_bench->record(100);
    QTRY_VERIFY(m_bench->isAllStored());
    ReadOnlyMount mount(m_bench->path(u"store"_s));
    if (!mount.isReadOnly())
        QSKIP("A folder can't be made read-only here: that takes root.");
    m_bench->record(100);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(m_bench->errors().isEmpty());

    m_bench->identify(u"another"_s);
    m_bench->record(100);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageFailed);
    m_bench->record(100);
    QTRY_COMPARE(m_bench->client().queuedCount(), m_bench->recorded().size());
    QVERIFY(!m_bench->isAllStored());

    QVERIFY(mount.end());
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 40'000);
    QCOMPARE(m_bench->errors().size(), 1);
    m_bench->endClient();
    QCOMPARE(m_bench->client().userId(), u"another"_s);
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
}

void tst_ReadOnlyDisk::aDiskThatFailsUnderAClientIsWaitedForUntilItIsReplaced_data()
{
    QTest::addColumn<bool>("isDelivered");
    QTest::newRow("with what waits") << false;
    QTest::newRow("with what was delivered, and can't be removed") << true;
}

// The client still has the queue open on the one that failed, and can read there what is not on the
// other.
void tst_ReadOnlyDisk::aDiskThatFailsUnderAClientIsWaitedForUntilItIsReplaced()
{
    QFETCH(bool, isDelivered);
    FailingDisk disk(m_bench->path(u"image"_s), m_bench->path(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A file system that can be made to fail can't be mounted here: that takes root, a "
              "loop device and ext4.");
    m_bench->configuration.setStorageLocation(m_bench->path(u"disk/store"_s));
    m_bench->identify(u"user"_s);
    m_bench->record(100);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(disk.fail());
    if (isDelivered)
        QCOMPARE(m_bench->flush().delivered(), m_bench->recorded().size());
    m_bench->record(100);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageFailed);
    m_bench->record(100);
    QTRY_COMPARE(m_bench->client().queuedCount(),
                 m_bench->recorded().size() - m_bench->arrived().size());
    QVERIFY(!m_bench->isAllStored());

    QVERIFY(disk.replace());
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 40'000);
    m_bench->endClient();
    QCOMPARE(m_bench->client().userId(), u"user"_s);
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
}

QTEST_GUILESS_MAIN(tst_ReadOnlyDisk)
#include "tst_readonlydisk.moc"
