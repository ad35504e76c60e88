// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qdir.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include "childprocess.h"
#include "smalldisk.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Real clients on disks that fail, and a real data plane.
class tst_Storage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void aFullDiskLosesNothingWhenItIsFreedAgain_data();
    void aFullDiskLosesNothingWhenItIsFreedAgain();
    void whatWasDeliveredFromAFullDiskIsNotSentAgain();
    void aWriteLockHeldByAnotherProcessIsWaitedFor();
    void aFolderThatVanishesIsMadeAnewWithItsEvents();
    void withoutSqliteAClientWorksFromMemory();
    void aReadOnlyFolderIsWorkedOnWithoutUntilItIsMended();

private:
    static bool isLong() { return qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS"); }
    Configuration configuration(const QString &folder) const
    {
        return Configuration(u"KEY"_s, m_dataPlane->url())
                .setStorageLocation(folder)
                .setFlushAt(10'000)
                .setFlushInterval(1h);
    }
    static QString record(Analytics &client)
    {
        const QString filler = QString(400, u'x');
        return client.track(u"e"_s, {{u"filler"_s, filler}}).messageId();
    }
    static FlushResult flush(Analytics &client)
    {
        QFuture<FlushResult> future = client.flush(30s);
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 40'000))
            return FlushResult(0, -1, Error(Error::Code::TimedOut, u"no result"_s));
        return future.result();
    }
    QStringList arrived() const
    {
        QStringList ids;
        for (const QJsonObject &event : m_dataPlane->events())
            ids.append(event[u"messageId"].toString());
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
};

void tst_Storage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"events.jsonl"_s));
    QVERIFY(m_dataPlane->listen());
}

void tst_Storage::aFullDiskLosesNothingWhenItIsFreedAgain_data()
{
    QTest::addColumn<qint64>("left"); // bytes
    QTest::newRow("before a commit") << qint64(0);
    QTest::newRow("in the middle of a commit") << qint64(200'000);
}

void tst_Storage::aFullDiskLosesNothingWhenItIsFreedAgain()
{
    QFETCH(qint64, left);
    const SmallDisk disk(m_folder->filePath(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    const QString folder = m_folder->filePath(u"disk/store"_s);
    QStringList recorded;
    {
        Analytics client(configuration(folder));
        recorded.append(record(client));
        QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
        QSignalSpy stored(&client, &Analytics::stored);
        QSignalSpy errors(&client, &Analytics::errorOccurred);
        QVERIFY(disk.fill(left));
        for (int i = 0; i < 1000; ++i)
            recorded.append(record(client));
        QTRY_VERIFY(!errors.isEmpty());
        QCOMPARE(client.lastError().code(), Error::Code::StorageFailed);
        QTRY_COMPARE(client.queuedCount(), recorded.size());
        QVERIFY(disk.freeUp());
        QTRY_VERIFY_WITH_TIMEOUT(
                !stored.isEmpty() && stored.last().at(0).toString() == recorded.last(), 20'000);
        QCOMPARE(errors.size(), 1);
    }
    Analytics client(configuration(folder));
    const FlushResult result = flush(client);
    QVERIFY2(!result.error().isError(), qPrintable(result.error().message()));
    QCOMPARE(arrived(), recorded);
}

void tst_Storage::whatWasDeliveredFromAFullDiskIsNotSentAgain()
{
    const SmallDisk disk(m_folder->filePath(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    Analytics client(configuration(m_folder->filePath(u"disk/store"_s)));
    QStringList recorded;
    for (int i = 0; i < 300; ++i)
        recorded.append(record(client));
    QSignalSpy stored(&client, &Analytics::stored);
    QTRY_VERIFY(!stored.isEmpty() && stored.last().at(0).toString() == recorded.last());
    QVERIFY(disk.fill());
    QCOMPARE(flush(client).delivered(), 300);
    QCOMPARE(arrived(), recorded);
    QTRY_COMPARE(client.queuedCount(), 0);
    recorded.append(record(client));
    QVERIFY(disk.freeUp());
    QTRY_COMPARE_WITH_TIMEOUT((void(flush(client)), arrived()), recorded, 30'000);
    QTRY_COMPARE(client.queuedCount(), 0);
}

void tst_Storage::aWriteLockHeldByAnotherProcessIsWaitedFor()
{
    Analytics client(configuration(m_folder->filePath(u"store"_s)));
    QStringList recorded{record(client)};
    QSignalSpy stored(&client, &Analytics::stored);
    QTRY_VERIFY(!stored.isEmpty());
    QSignalSpy errors(&client, &Analytics::errorOccurred);

    ChildProcess other(QStringLiteral(LOCKING_CHILD));
    other.setArguments({m_folder->filePath(u"store/rudderEventsQueue.sqlite"_s)});
    other.start();
    QTRY_VERIFY(!other.linesAfter(u"locked"_s).isEmpty());
    const QDeadlineTimer atLeast(isLong() ? 30s : 0s);
    for (int i = 0; i < 50; ++i)
        recorded.append(record(client));
    QTRY_VERIFY(!errors.isEmpty()); // after the busy time-out
    QVERIFY(errors.first().at(0).value<Error>().message().contains(u"locked"_s));
    QTRY_VERIFY_WITH_TIMEOUT(atLeast.hasExpired(), 60'000);
    for (int i = 0; i < 50; ++i)
        recorded.append(record(client));
    QTRY_COMPARE(client.queuedCount(), recorded.size());
    other.write("end\n");
    QTRY_VERIFY(other.hasEnded());
    QCOMPARE(other.exitCode(), 0);

    QTRY_COMPARE_WITH_TIMEOUT(stored.last().at(0).toString(), recorded.last(), 60'000);
    QCOMPARE(errors.size(), 1);
    QVERIFY(!flush(client).error().isError());
    QCOMPARE(arrived(), recorded);
}

void tst_Storage::aFolderThatVanishesIsMadeAnewWithItsEvents()
{
    const QString folder = m_folder->filePath(u"store"_s);
    QStringList recorded;
    {
        Analytics client(configuration(folder));
        recorded.append(client.identify(u"user"_s).messageId());
        for (int i = 0; i < 100; ++i)
            recorded.append(record(client));
        QSignalSpy stored(&client, &Analytics::stored);
        QTRY_VERIFY(!stored.isEmpty() && stored.last().at(0).toString() == recorded.last());
        QSignalSpy errors(&client, &Analytics::errorOccurred);

        QVERIFY(QDir(folder).removeRecursively());
        for (int i = 0; i < 100; ++i)
            recorded.append(record(client));
        QTRY_COMPARE(stored.last().at(0).toString(), recorded.last());
        QTRY_COMPARE(errors.size(), 1);
        QCOMPARE(errors.first().at(0).value<Error>().code(), Error::Code::StorageUnavailable);
        QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
    }
    Analytics client(configuration(folder));
    QCOMPARE(client.userId(), u"user"_s);
    QVERIFY(!flush(client).error().isError());
    QStringList ids = arrived();
    ids.removeDuplicates(); // of a request that the first client let go when it ended
    QCOMPARE(ids, recorded);
}

void tst_Storage::withoutSqliteAClientWorksFromMemory()
{
    const QString folder = m_folder->filePath(u"store"_s);
    ChildProcess child(QStringLiteral(DRIVERLESS_CHILD));
    child.setArguments({m_dataPlane->url().toString(), folder});
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
    QCOMPARE(arrived(), recorded.first(3));

    Analytics client(configuration(folder)); // which has it again
    QVERIFY(!flush(client).error().isError());
    QCOMPARE(arrived(), recorded);
}

void tst_Storage::aReadOnlyFolderIsWorkedOnWithoutUntilItIsMended()
{
    // A file where the folder should be keeps root out too.
    QFile inTheWay(m_folder->filePath(u"store"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    Analytics client(configuration(inTheWay.fileName()));
    QSignalSpy stored(&client, &Analytics::stored);
    QSignalSpy errors(&client, &Analytics::errorOccurred);
    QStringList recorded{record(client), record(client)};
    QTRY_COMPARE(client.storage(), Analytics::Storage::Memory);
    QTRY_COMPARE(errors.size(), 1);
    QVERIFY(stored.isEmpty());
    QVERIFY(inTheWay.remove());
    QTRY_COMPARE_WITH_TIMEOUT(client.storage(), Analytics::Storage::Database, 20'000);
    QTRY_COMPARE(stored.size(), 1);
    QCOMPARE(stored.last().at(0).toString(), recorded.last());
    QVERIFY(!flush(client).error().isError());
    QCOMPARE(arrived(), recorded);
    QCOMPARE(errors.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Storage)
#include "tst_storage.moc"
