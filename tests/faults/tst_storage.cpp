// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qdir.h>
#include <QtTest/qtest.h>

#include <memory>

#include "storagebench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Real clients whose store is in another's hands, or gone, or can't be had.
class tst_Storage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void aWriteLockHeldByAnotherProcessIsWaitedFor();
    void aQueueThatAnotherProcessHasLockedIsOpenedWhenItIsFree_data();
    void aQueueThatAnotherProcessHasLockedIsOpenedWhenItIsFree();
    void aDamagedFileIsNotRescuedWhileAnotherProcessHasItOpen();
    void aFolderThatVanishesIsMadeAnewWithItsEvents();
    void aFileInTheFoldersPlaceIsWorkedOnWithoutUntilItIsGone();
    void withoutSqliteAClientWorksFromMemory();

private:
    static bool isLong() { return qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS"); }

    std::unique_ptr<StorageBench> m_bench;
};

namespace {

// Another process that holds the write lock of a queue.
class Locker
{
public:
    bool lock(const QString &file)
    {
        m_process.setArguments({file});
        m_process.start();
        return QTest::qWaitFor([this] { return !m_process.linesAfter(u"locked"_s).isEmpty(); });
    }
    bool unlock()
    {
        m_process.write("end\n");
        return QTest::qWaitFor([this] { return m_process.hasEnded(); })
                && m_process.exitCode() == 0;
    }

private:
    ChildProcess m_process{QStringLiteral(LOCKING_CHILD)};
};

} // namespace

void tst_Storage::init()
{
    m_bench = std::make_unique<StorageBench>(QStringLiteral(DATA_PLANE));
    QVERIFY(m_bench->startDataPlane());
}

void tst_Storage::aWriteLockHeldByAnotherProcessIsWaitedFor()
{
    m_bench->record(1);
    QTRY_VERIFY(m_bench->isAllStored());

    Locker other;
    QVERIFY(other.lock(m_bench->path(u"store/rudderEventsQueue.sqlite"_s)));
    const QDeadlineTimer atLeast(isLong() ? 30s : 0s);
    m_bench->record(50);
    QTRY_COMPARE(m_bench->errors().size(), 1); // after the busy time-out
    QVERIFY(m_bench->errors().first().message().contains(u"locked"_s));
    QTRY_VERIFY_WITH_TIMEOUT(atLeast.hasExpired(), 60'000);
    m_bench->record(50);
    QTRY_COMPARE(m_bench->client().queuedCount(), m_bench->recorded().size());
    QVERIFY(other.unlock());

    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isAllStored(), 60'000);
    QCOMPARE(m_bench->errors().size(), 1);
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
}

void tst_Storage::aQueueThatAnotherProcessHasLockedIsOpenedWhenItIsFree_data()
{
    QTest::addColumn<int>("waiting");
    QTest::newRow("a new queue") << 0;
    QTest::newRow("with events of an earlier run") << 300;
}

void tst_Storage::aQueueThatAnotherProcessHasLockedIsOpenedWhenItIsFree()
{
    QFETCH(int, waiting);
    QVERIFY(QDir().mkpath(m_bench->path(u"store"_s)));
    if (waiting > 0) {
        m_bench->record(waiting);
        QTRY_VERIFY(m_bench->isAllStored());
        m_bench->endClient();
    }
    Locker other;
    QVERIFY(other.lock(m_bench->path(u"store/rudderEventsQueue.sqlite"_s)));

    m_bench->record(100);
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Memory);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageUnavailable);
    QVERIFY(m_bench->errors().first().message().contains(u"locked"_s));
    m_bench->record(100);
    QTRY_COMPARE(m_bench->client().queuedCount(), 200);
    QVERIFY(!m_bench->isAllStored());
    QVERIFY(other.unlock());

    QTRY_COMPARE_WITH_TIMEOUT(m_bench->client().storage(), Analytics::Storage::Database, 40'000);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QCOMPARE(m_bench->errors().size(), 1);
}

void tst_Storage::aDamagedFileIsNotRescuedWhileAnotherProcessHasItOpen()
{
    const Configuration own = m_bench->configuration;
    QString left;
    {
        Analytics first(own);
        QTRY_COMPARE(first.storage(), Analytics::Storage::Database);
        Analytics second(Configuration(own).setWriteKey(u"OTHER"_s));
        QTRY_COMPARE(second.storage(), Analytics::Storage::Database);
        second.setWriteKey(own.writeKey());
        left = second.track(u"e"_s).messageId();
    }
    const QString path = m_bench->path(u"store/rudderEventsQueue.2.sqlite"_s);
    Locker other;
    QVERIFY(other.lock(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QCOMPARE(file.write(QByteArray(100, '\0')), 100);
    file.close();

    const auto kept = [&] { return QDir(own.storageLocation()).entryList({u"*.damaged-*"_s}); };
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Database);
    QCOMPARE(kept(), QStringList());
    QVERIFY(m_bench->errors().isEmpty());
    m_bench->endClient();
    QVERIFY(other.unlock());

    QTRY_COMPARE(m_bench->client().lastError().code(), Error::Code::StorageDamaged);
    QVERIFY(!kept().isEmpty());
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), QStringList{left});
}

void tst_Storage::aFolderThatVanishesIsMadeAnewWithItsEvents()
{
    m_bench->identify(u"user"_s);
    m_bench->record(100);
    QTRY_VERIFY(m_bench->isAllStored());

    QVERIFY(QDir(m_bench->path(u"store"_s)).removeRecursively());
    m_bench->record(100);
    QTRY_VERIFY(m_bench->isAllStored());
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageUnavailable);
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Database);
    m_bench->endClient();

    QCOMPARE(m_bench->client().userId(), u"user"_s);
    QVERIFY(!m_bench->flush().error().isError());
    QStringList ids = m_bench->arrived();
    ids.removeDuplicates(); // of a request that the first client let go when it ended
    QCOMPARE(ids, m_bench->recorded());
}

// It keeps root out too.
void tst_Storage::aFileInTheFoldersPlaceIsWorkedOnWithoutUntilItIsGone()
{
    QFile inTheWay(m_bench->path(u"store"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    m_bench->record(2);
    QTRY_COMPARE(m_bench->client().storage(), Analytics::Storage::Memory);
    QTRY_COMPARE(m_bench->errors().size(), 1);
    QCOMPARE(m_bench->errors().first().code(), Error::Code::StorageUnavailable);
    QVERIFY(!m_bench->isAllStored());
    QVERIFY(inTheWay.remove());
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->client().storage(), Analytics::Storage::Database, 40'000);
    QTRY_VERIFY(m_bench->isAllStored());
    QVERIFY(!m_bench->flush().error().isError());
    QCOMPARE(m_bench->arrived(), m_bench->recorded());
    QCOMPARE(m_bench->errors().size(), 1);
}

void tst_Storage::withoutSqliteAClientWorksFromMemory()
{
    ChildProcess child(QStringLiteral(DRIVERLESS_CHILD));
    child.setArguments({m_bench->configuration.dataPlaneUrl().toString(),
                        m_bench->configuration.storageLocation()});
    child.start();
    QTRY_VERIFY_WITH_TIMEOUT(child.hasEnded(), 60'000);
    QCOMPARE(child.exitCode(), 0);
    QCOMPARE(child.exitStatus(), QProcess::NormalExit);
    const QStringList errors = child.linesAfter(u"error "_s);
    QCOMPARE(errors.size(), 1);
    QVERIFY(errors.first().contains(u"QSQLITE"_s));
    QCOMPARE(child.linesAfter(u"delivered "_s), QStringList{u"3"_s});
    const QStringList recorded = child.linesAfter(u"recorded "_s);
    QCOMPARE(recorded.size(), 5);
    QCOMPARE(m_bench->arrived(), recorded.first(3));

    QVERIFY(!m_bench->flush().error().isError()); // by a client that has it again
    QCOMPARE(m_bench->arrived(), recorded);
}

QTEST_GUILESS_MAIN(tst_Storage)
#include "tst_storage.moc"
