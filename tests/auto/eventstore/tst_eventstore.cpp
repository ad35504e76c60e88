// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/memoryeventstore_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtSql/qsqlerror.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Rudder;
using namespace Qt::StringLiterals;

// Both stores keep the same promises.
class tst_EventStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eventsComeBackInOrderWithAllTheyCarry_data() { stores(); }
    void eventsComeBackInOrderWithAllTheyCarry();
    void aClaimKeepsBothLimits_data() { stores(); }
    void aClaimKeepsBothLimits();
    void whatIsSettledIsGone_data() { stores(); }
    void whatIsSettledIsGone();
    void theOldestAreDroppedButWhatIsBeingSent_data() { stores(); }
    void theOldestAreDroppedButWhatIsBeingSent();

    void storedEventsSurviveTheStore();
    void theFilesAreForTheirOwnerOnly();
    void durabilityIsWhatWasAskedFor();
    void aNewerSchemaIsLeftAlone();
    void theDefaultConnectionIsNotTouched();
    void anotherQueueIsTakenOverInItsOrder();
    void aTextFileIsNoQueue();

private:
    static void stores();
    std::unique_ptr<EventStore> makeStore();
    QString path() const { return m_folder->filePath(u"q.sqlite"_s); }
    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
};

static std::vector<RecordedEvent> events(int count, const QByteArray &prefix = "e")
{
    std::vector<RecordedEvent> result;
    for (int i = 0; i < count; ++i) {
        RecordedEvent event;
        event.bytes = prefix + QByteArray::number(i);
        event.anonymousId = i % 2 ? QByteArray("anonymous") : QByteArray();
        event.bootMilliseconds = 1000 + i;
        result.push_back(event);
    }
    return result;
}

static std::vector<qint64> idsOf(const std::vector<StoredEvent> &events)
{
    std::vector<qint64> ids;
    for (const StoredEvent &event : events)
        ids.push_back(event.id);
    return ids;
}

void tst_EventStore::stores()
{
    QTest::addColumn<bool>("inMemory");
    QTest::newRow("SQL") << false;
    QTest::newRow("memory") << true;
}

std::unique_ptr<EventStore> tst_EventStore::makeStore()
{
    QFETCH(bool, inMemory);
    if (inMemory)
        return std::make_unique<MemoryEventStore>();
    auto store = std::make_unique<SqlEventStore>();
    const Error error = store->open(path(), Configuration::Durability::Normal);
    if (error.isError())
        qFatal("%s", qPrintable(error.message()));
    return store;
}

void tst_EventStore::eventsComeBackInOrderWithAllTheyCarry()
{
    const auto store = makeStore();
    QVERIFY(!store->append(events(3), "boot").isError());
    QCOMPARE(store->count(), 3);
    Error error;
    const auto claimed = store->claim(100, 1'000'000, &error);
    QVERIFY(!error.isError());
    QCOMPARE(claimed.size(), size_t(3));
    QCOMPARE(claimed[0].bytes, QByteArray("e0"));
    QCOMPARE(claimed[2].bytes, QByteArray("e2"));
    QVERIFY(claimed[0].id < claimed[1].id && claimed[1].id < claimed[2].id);
    QCOMPARE(claimed[2].id, store->lastId());
    QCOMPARE(claimed[0].anonymousId, QByteArray());
    QCOMPARE(claimed[1].anonymousId, QByteArray("anonymous"));
    QCOMPARE(claimed[1].bootId, QByteArray("boot"));
    QCOMPARE(claimed[1].bootMilliseconds, 1001);
    QCOMPARE(claimed[1].attempts, 0);
}

void tst_EventStore::aClaimKeepsBothLimits()
{
    const auto store = makeStore();
    store->append(events(10), "boot");
    Error error;
    QCOMPARE(store->claim(4, 1'000'000, &error).size(), size_t(4));
    QCOMPARE(store->claim(100, 9, &error).size(), size_t(3)); // two bytes and a comma each
    QCOMPARE(store->claim(100, 11, &error).size(), size_t(3));
    QCOMPARE(store->claim(100, 1, &error).size(), size_t(1)); // one at least
}

void tst_EventStore::whatIsSettledIsGone()
{
    const auto store = makeStore();
    store->append(events(6), "boot");
    Error error;
    const auto ids = idsOf(store->claim(6, 1'000'000, &error));
    QVERIFY(!store->settle({ids[0], ids[1]}).isError());
    QCOMPARE(store->count(), 4);
    QVERIFY(!store->settle({ids[3], ids[5]}).isError()); // not in a row
    const auto left = store->claim(6, 1'000'000, &error);
    QCOMPARE(idsOf(left), std::vector<qint64>({ids[2], ids[4]}));
    QVERIFY(!store->settle({}).isError());
    QCOMPARE(store->count(), 2);
}

void tst_EventStore::theOldestAreDroppedButWhatIsBeingSent()
{
    const auto store = makeStore();
    store->append(events(6), "boot");
    Error error;
    const auto ids = idsOf(store->claim(6, 1'000'000, &error));
    QCOMPARE(store->dropOldest(2, ids[0], ids[2]), 2);
    QCOMPARE(idsOf(store->claim(6, 1'000'000, &error)),
             std::vector<qint64>({ids[0], ids[1], ids[2], ids[5]}));
    QCOMPARE(store->dropOldest(100, 0, 0), 4);
    QCOMPARE(store->count(), 0);
}

void tst_EventStore::storedEventsSurviveTheStore()
{
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        store.append(events(3), "boot");
        store.setOwner("somebody");
    }
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    QCOMPARE(store.count(), 3);
    QCOMPARE(store.owner(), QByteArray("somebody"));
}

void tst_EventStore::theFilesAreForTheirOwnerOnly()
{
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    store.append(events(3), "boot");
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
            | QFileDevice::WriteOther;
    const QFileInfoList files = QDir(m_folder->path()).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 3); // with -wal and -shm
    for (const QFileInfo &file : files)
        QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
}

void tst_EventStore::durabilityIsWhatWasAskedFor()
{
    const auto pragma = [this](Configuration::Durability durability, const QString &name) {
        SqlConnection connection;
        if (connection.open(path(), durability).isError())
            return QString();
        QSqlQuery query(connection.database());
        query.exec(u"PRAGMA "_s + name);
        return query.next() ? query.value(0).toString() : QString();
    };
    QCOMPARE(pragma(Configuration::Durability::Normal, u"synchronous"_s), u"1"_s);
    QCOMPARE(pragma(Configuration::Durability::Full, u"synchronous"_s), u"2"_s);
    QCOMPARE(pragma(Configuration::Durability::Full, u"journal_mode"_s), u"wal"_s);
    QCOMPARE(pragma(Configuration::Durability::Full, u"busy_timeout"_s), u"2000"_s);
}

void tst_EventStore::aNewerSchemaIsLeftAlone()
{
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        store.append(events(3), "boot");
    }
    {
        SqlConnection connection;
        QVERIFY(!connection.open(path(), Configuration::Durability::Normal).isError());
        QVERIFY(!connection.execute(u"PRAGMA user_version = 99"_s).isError());
    }
    SqlEventStore store;
    const Error error = store.open(path(), Configuration::Durability::Normal);
    QCOMPARE(error.code(), Error::Code::StorageFailed);
    QVERIFY(error.message().contains(u"newer version"_s));
}

void tst_EventStore::theDefaultConnectionIsNotTouched()
{
    const QStringList before = QSqlDatabase::connectionNames();
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        QVERIFY(!QSqlDatabase::contains(QLatin1String(QSqlDatabase::defaultConnection)));
    }
    QCOMPARE(QSqlDatabase::connectionNames(), before);
}

void tst_EventStore::anotherQueueIsTakenOverInItsOrder()
{
    const QString orphanPath = m_folder->filePath(u"orphan.sqlite"_s);
    {
        SqlEventStore orphan;
        QVERIFY(!orphan.open(orphanPath, Configuration::Durability::Normal).isError());
        orphan.append(events(2, "o"), "boot");
    }
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    store.append(events(1, "s"), "boot");
    const Error error = store.adopt(orphanPath);
    QVERIFY2(!error.isError(), qPrintable(error.message()));
    QCOMPARE(store.count(), 3);
    Error claimError;
    const auto claimed = store.claim(10, 1000, &claimError);
    QCOMPARE(claimed[0].bytes, QByteArray("s0"));
    QCOMPARE(claimed[1].bytes, QByteArray("o0"));
    QCOMPARE(claimed[2].bytes, QByteArray("o1"));
}

void tst_EventStore::aTextFileIsNoQueue()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("This is not a database, and was never meant to be one; it goes on for a while.");
    file.close();
    SqlEventStore store;
    const Error error = store.open(path(), Configuration::Durability::Normal);
    QVERIFY(error.isError());
    QVERIFY(QFile::exists(path()));
}

QTEST_GUILESS_MAIN(tst_EventStore)
#include "tst_eventstore.moc"
