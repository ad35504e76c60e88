// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/memoryeventstore_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
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
    void allThatWaitsCanBeSettledAtOnce_data() { stores(); }
    void allThatWaitsCanBeSettledAtOnce();
    void theOldestAreDroppedButWhatIsBeingSent_data() { stores(); }
    void theOldestAreDroppedButWhatIsBeingSent();

    void whatIsDeliveredAlreadyIsNotClaimed_data() { stores(); }
    void whatIsDeliveredAlreadyIsNotClaimed();
    void attemptsAreCountedUntilAnEventIsExhausted_data() { stores(); }
    void attemptsAreCountedUntilAnEventIsExhausted();
    void failedEventsSayWhyAndAreRead_data() { stores(); }
    void failedEventsSayWhyAndAreRead();
    void requeuedEventsComeBackInTheirOldPlace_data() { stores(); }
    void requeuedEventsComeBackInTheirOldPlace();
    void purgedEventsAreGone_data() { stores(); }
    void purgedEventsAreGone();

    void storedEventsSurviveTheStore();
    void failedEventsSurviveTheStore();
    void anIdOfAFailedEventIsNotGivenAgain();
    void aDeliveryEndsTheBackoffOnDisk();
    void aQueueOfTheFirstVersionIsBroughtUpWithItsEvents();
    void theFilesAreForTheirOwnerOnly();
    void durabilityIsWhatWasAskedFor();
    void aNewFileHasPagesAsAskedFor();
    void aNewerSchemaIsLeftAlone();
    void theDefaultConnectionIsNotTouched();
    void anotherQueueIsTakenOverInItsOrder();
    void aTakeOverThatIsBrokenOffGoesOnTheNextTime();
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
    const auto claimed = store->oldest(0, 100, 1'000'000, &error);
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
    QCOMPARE(store->oldest(0, 4, 1'000'000, &error).size(), size_t(4));
    QCOMPARE(store->oldest(0, 100, 9, &error).size(), size_t(3)); // two bytes and a comma each
    QCOMPARE(store->oldest(0, 100, 11, &error).size(), size_t(3));
    QCOMPARE(store->oldest(0, 100, 1, &error).size(), size_t(1)); // one at least
}

void tst_EventStore::whatIsSettledIsGone()
{
    const auto store = makeStore();
    store->append(events(6), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 6, 1'000'000, &error));
    QVERIFY(!store->settle({ids[0], ids[1]}).isError());
    QCOMPARE(store->count(), 4);
    QVERIFY(!store->settle({ids[3], ids[5]}).isError()); // not in a row
    const auto left = store->oldest(0, 6, 1'000'000, &error);
    QCOMPARE(idsOf(left), std::vector<qint64>({ids[2], ids[4]}));
    QVERIFY(!store->settle({}).isError());
    QCOMPARE(store->count(), 2);
}

void tst_EventStore::allThatWaitsCanBeSettledAtOnce()
{
    const auto store = makeStore();
    store->append(events(4), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 4, 1'000'000, &error));
    store->setAside({ids[1]}, Failure());
    QVERIFY(!store->settle({ids[0]}).isError());
    QVERIFY(!store->settle({ids[2], ids[3]}).isError()); // what failed does not wait
    QCOMPARE(store->count(), 0);
    QCOMPARE(store->failedCount(), 1);
    store->append(events(2), "boot");
    const auto next = idsOf(store->oldest(0, 4, 1'000'000, &error));
    QVERIFY(next.front() > ids.back());
    QVERIFY(!store->settle({ids[2], ids[3]}).isError()); // as many, but others
    QCOMPARE(idsOf(store->oldest(0, 4, 1'000'000, &error)), next);
}

void tst_EventStore::theOldestAreDroppedButWhatIsBeingSent()
{
    const auto store = makeStore();
    store->append(events(6), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 6, 1'000'000, &error));
    QCOMPARE(store->dropOldest(2, ids[0], ids[2]).waiting, 2);
    QCOMPARE(idsOf(store->oldest(0, 6, 1'000'000, &error)),
             std::vector<qint64>({ids[0], ids[1], ids[2], ids[5]}));
    QCOMPARE(store->dropOldest(100, 0, 0).waiting, 4);
    QCOMPARE(store->count(), 0);
}

void tst_EventStore::whatIsDeliveredAlreadyIsNotClaimed()
{
    const auto store = makeStore();
    store->append(events(6), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 6, 1'000'000, &error));
    QCOMPARE(idsOf(store->oldest(ids[3], 6, 1'000'000, &error)),
             std::vector<qint64>({ids[4], ids[5]}));
}

void tst_EventStore::attemptsAreCountedUntilAnEventIsExhausted()
{
    const auto store = makeStore();
    store->append(events(3), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 3, 1'000'000, &error));
    const Failure failure{FailedEvent::Reason::Exhausted, u"503"_s, 5000};
    qint64 setAside = 0;
    QVERIFY(!store->countAttempt({ids[0], ids[1]}, 3, failure, &setAside).isError());
    QVERIFY(!store->countAttempt({ids[0]}, 3, failure, &setAside).isError());
    QCOMPARE(setAside, 0);
    const auto claimed = store->oldest(0, 3, 1'000'000, &error);
    QCOMPARE(claimed[0].attempts, 2);
    QCOMPARE(claimed[1].attempts, 1);
    QCOMPARE(claimed[2].attempts, 0);
    QVERIFY(!store->countAttempt({ids[0], ids[1]}, 3, failure, &setAside).isError());
    QCOMPARE(setAside, 1);
    QCOMPARE(store->count(), 2);
    QCOMPARE(store->failedCount(), 1);
    QCOMPARE(store->exhaustedCount(), 1);
    QCOMPARE(store->failedEvents(0, 10, &error).at(0).attempts(), 3);
}

void tst_EventStore::failedEventsSayWhyAndAreRead()
{
    const auto store = makeStore();
    std::vector<RecordedEvent> recorded = events(3);
    recorded[1].bytes = "{\"messageId\":\"m\",\"event\":\"x\"}";
    store->append(recorded, "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 3, 1'000'000, &error));
    QVERIFY(!store->setAside({ids[2]}, {FailedEvent::Reason::TooLarge, {}, 1}).isError());
    QVERIFY(!store->setAside({ids[1]}, {FailedEvent::Reason::Refused, u"bad"_s, 1500}).isError());
    QCOMPARE(store->count(), 1);
    QCOMPARE(store->failedCount(), 2);
    QCOMPARE(store->exhaustedCount(), 0);
    const auto failed = store->failedEvents(0, 10, &error);
    QCOMPARE(failed.size(), size_t(2));
    QCOMPARE(failed[0].id(), ids[1]); // in the order of the calls
    QCOMPARE(failed[0].messageId(), u"m"_s);
    QCOMPARE(failed[0].event()[u"event"].toString(), u"x"_s);
    QCOMPARE(failed[0].reason(), FailedEvent::Reason::Refused);
    QCOMPARE(failed[0].serverMessage(), u"bad"_s);
    QCOMPARE(failed[0].failedAt().toMSecsSinceEpoch(), 1500);
    QCOMPARE(failed[0].failedAt().offsetFromUtc(), 0);
    QCOMPARE(store->failedEvents(0, 1, &error).size(), size_t(1));
    const auto page = store->failedEvents(ids[1], 10, &error);
    QCOMPARE(page.size(), size_t(1));
    QCOMPARE(page[0].reason(), FailedEvent::Reason::TooLarge);
    QVERIFY(store->failedEvents(ids[2], 10, &error).empty());
    QVERIFY(!error.isError());
}

void tst_EventStore::requeuedEventsComeBackInTheirOldPlace()
{
    const auto store = makeStore();
    store->append(events(5), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 5, 1'000'000, &error));
    store->setAside({ids[3]}, {FailedEvent::Reason::Refused, {}, 1});
    qint64 count = 0;
    store->countAttempt({ids[1]}, 1, {FailedEvent::Reason::Exhausted, {}, 1}, &count);
    QCOMPARE(store->count(), 3);

    QVERIFY(!store->requeue({{}, FailedEvent::Reason::Exhausted}, &count).isError());
    QCOMPARE(count, 1);
    QCOMPARE(store->exhaustedCount(), 0);
    QCOMPARE(store->failedCount(), 1);
    const auto claimed = store->oldest(0, 5, 1'000'000, &error);
    QCOMPARE(idsOf(claimed), std::vector<qint64>({ids[0], ids[1], ids[2], ids[4]}));
    QCOMPARE(claimed[1].attempts, 0);
    QCOMPARE(claimed[1].anonymousId, QByteArray("anonymous"));
    QCOMPARE(claimed[1].bootMilliseconds, 1001);

    QVERIFY(!store->requeue({std::vector{ids[0], ids[4]}, {}}, &count).isError()); // did not fail
    QCOMPARE(count, 0);
    QVERIFY(!store->requeue({std::vector{ids[3]}, {}}, &count).isError());
    QCOMPARE(count, 1);
    QCOMPARE(store->count(), 5);
    QCOMPARE(store->failedCount(), 0);
    QCOMPARE(idsOf(store->oldest(0, 5, 1'000'000, &error)), ids);
}

void tst_EventStore::purgedEventsAreGone()
{
    const auto store = makeStore();
    store->append(events(4), "boot");
    Error error;
    const auto ids = idsOf(store->oldest(0, 4, 1'000'000, &error));
    store->setAside({ids[0], ids[1], ids[2]}, {FailedEvent::Reason::Exhausted, {}, 1});
    qint64 count = 0;
    QVERIFY(!store->purge({std::vector{ids[0], ids[2]}, {}}, &count).isError());
    QCOMPARE(count, 2);
    QVERIFY(!store->purge({}, &count).isError());
    QCOMPARE(count, 1);
    QCOMPARE(store->failedCount(), 0);
    QCOMPARE(store->exhaustedCount(), 0);
    QCOMPARE(store->count(), 1);
}

void tst_EventStore::failedEventsSurviveTheStore()
{
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        store.append(events(3), "boot");
        store.setAside({1}, {FailedEvent::Reason::Refused, u"bad"_s, 1});
        qint64 count = 0;
        store.countAttempt({2}, 1, {FailedEvent::Reason::Exhausted, {}, 1}, &count);
    }
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    QCOMPARE(store.count(), 1);
    QCOMPARE(store.failedCount(), 2);
    QCOMPARE(store.exhaustedCount(), 1);
}

void tst_EventStore::anIdOfAFailedEventIsNotGivenAgain()
{
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        store.append(events(3), "boot");
        store.setAside({3}, {FailedEvent::Reason::Refused, {}, 1});
        store.settle({1, 2});
    }
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    store.append(events(1, "new"), "boot");
    QCOMPARE(store.lastId(), 4);
    qint64 count = 0;
    QVERIFY(!store.requeue({}, &count).isError());
    Error error;
    const auto claimed = store.oldest(0, 10, 1000, &error);
    QCOMPARE(claimed.size(), size_t(2));
    QCOMPARE(claimed[0].bytes, QByteArray("e2"));
    QCOMPARE(claimed[1].bytes, QByteArray("new0"));
}

void tst_EventStore::aDeliveryEndsTheBackoffOnDisk()
{
    {
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        QVERIFY(store.backoffRecord().isEmpty());
        store.append(events(2), "boot");
        store.setBackoffRecord("record");
    }
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    QCOMPARE(store.backoffRecord(), QByteArray("record"));
    QVERIFY(!store.settle({1}).isError());
    QVERIFY(store.backoffRecord().isEmpty());
}

void tst_EventStore::aQueueOfTheFirstVersionIsBroughtUpWithItsEvents()
{
    {
        SqlConnection connection;
        QVERIFY(!connection.open(path(), Configuration::Durability::Normal).isError());
        const QStringList statements = {
                u"CREATE TABLE events (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
                "anonymous_id BLOB NOT NULL, boot_id BLOB NOT NULL, boot_ms INTEGER NOT NULL, "
                "attempts INTEGER NOT NULL DEFAULT 0)"_s,
                u"CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"_s,
                u"INSERT INTO facts VALUES ('owner', x'6f')"_s,
                u"INSERT INTO events VALUES (7, x'6130', x'', x'62', 5, 2), "
                "(9, x'6131', x'', x'62', 6, 0)"_s,
                u"PRAGMA user_version = 1"_s,
        };
        for (const QString &statement : statements)
            QVERIFY(!connection.execute(statement).isError());
    }
    SqlEventStore store;
    const Error error = store.open(path(), Configuration::Durability::Normal);
    QVERIFY2(!error.isError(), qPrintable(error.message()));
    QCOMPARE(store.count(), 2);
    QCOMPARE(store.failedCount(), 0);
    QCOMPARE(store.owner(), QByteArray("o"));
    store.append(events(1), "boot");
    Error claimError;
    const auto claimed = store.oldest(0, 10, 1000, &claimError);
    QCOMPARE(idsOf(claimed), std::vector<qint64>({7, 9, 10}));
    QCOMPARE(claimed[0].bytes, QByteArray("a0"));
    QCOMPARE(claimed[0].attempts, 2);
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
    QCOMPARE(pragma(Configuration::Durability::Full, u"busy_timeout"_s), u"20"_s);
}

void tst_EventStore::aNewFileHasPagesAsAskedFor()
{
    const auto pageSize = [this](const QString &name, SqlConnection::Pages pages) {
        SqlConnection connection;
        if (connection.open(m_folder->filePath(name), Configuration::Durability::Normal, pages)
                    .isError())
            return 0;
        QSqlQuery query(connection.database());
        query.exec(u"CREATE TABLE IF NOT EXISTS t (a)"_s);
        query.exec(u"PRAGMA page_size"_s);
        return query.next() ? query.value(0).toInt() : 0;
    };
    QCOMPARE(pageSize(u"large"_s, SqlConnection::Pages::Large), 4096);
    QCOMPARE(pageSize(u"small"_s, SqlConnection::Pages::Small), 512);
    QCOMPARE(pageSize(u"large"_s, SqlConnection::Pages::Small), 4096); // it is there already
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
    SqlEventStore orphan;
    QVERIFY(!orphan.open(m_folder->filePath(u"orphan.sqlite"_s), Configuration::Durability::Normal)
                     .isError());
    orphan.append(events(3, "o"), "boot");
    orphan.setAside({2}, {FailedEvent::Reason::Exhausted, u"503"_s, 1});
    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    store.append(events(1, "s"), "boot");
    const Error error = store.adopt(&orphan);
    QVERIFY2(!error.isError(), qPrintable(error.message()));
    QCOMPARE(orphan.count() + orphan.failedCount(), 0);
    QCOMPARE(store.count(), 3);
    Error claimError;
    const auto claimed = store.oldest(0, 10, 1000, &claimError);
    QCOMPARE(claimed[0].bytes, QByteArray("s0"));
    QCOMPARE(claimed[1].bytes, QByteArray("o0"));
    QCOMPARE(claimed[2].bytes, QByteArray("o2"));
    QCOMPARE(store.exhaustedCount(), 1);
    qint64 requeued = 0;
    QVERIFY(!store.requeue({}, &requeued).isError());
    QCOMPARE(store.oldest(0, 10, 1000, &claimError)[2].bytes, QByteArray("o1"));
}

void tst_EventStore::aTakeOverThatIsBrokenOffGoesOnTheNextTime()
{
    constexpr int count = 2000;
    const QString orphanPath = m_folder->filePath(u"orphan.sqlite"_s);
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        SqlEventStore orphan;
        QVERIFY(!orphan.open(orphanPath, Configuration::Durability::Normal).isError());
        orphan.append(events(count), "boot");
        SqlEventStore store;
        QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
        QThread::currentThread()->requestInterruption(); // the client ends
        QVERIFY(store.adopt(&orphan).isError());
        QCOMPARE(orphan.count(), count);
        QCOMPARE(store.count(), 0);
    }));
    thread->start();
    QVERIFY(thread->wait());

    SqlEventStore store;
    QVERIFY(!store.open(path(), Configuration::Durability::Normal).isError());
    SqlEventStore orphan;
    QVERIFY(!orphan.open(orphanPath, Configuration::Durability::Normal).isError());
    store.append(events(1, "s"), "boot");
    QVERIFY(!store.adopt(&orphan).isError());
    QCOMPARE(orphan.count(), 0);
    Error error;
    const auto all = store.oldest(0, 2 * count, 1'000'000, &error);
    QCOMPARE(all.size(), size_t(count + 1));
    QCOMPARE(all[0].bytes, QByteArray("s0"));
    for (int i = 0; i < count; ++i)
        QCOMPARE(all[size_t(i + 1)].bytes, events(count)[size_t(i)].bytes);
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
