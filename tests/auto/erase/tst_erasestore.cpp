// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqleventstore_p.h"

#include <QtCore/qfileinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "bytesearch.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// One database: what SQLite keeps in it of what was deleted.
class tst_EraseStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void noByteIsLeft_data();
    void noByteIsLeft();
    void theFileIsCutOff();
    void noIdIsGivenTwice();
    void whoGoesOnLeavesAloneWhatCameSince();
    void anotherErasureTakesWhatCameSince();
    void whatOthersAreSendingGoesToo();
    void whatOthersHaveInMemoryComesAndIsCounted();
    void theOwnerStaysAndTheBackoffGoes();
    void countsThatSomebodyMadeWrongAreRight();
    void theLogStaysWithinItsShare();
    void whoReadsIsInTheWayUntilItEnds();

private:
    QString path() const { return m_folder->filePath(u"q.sqlite"_s); }
    std::unique_ptr<SqlEventStore> open(qint64 maxBytes = SqlEventStore::anySize) const
    {
        auto store = std::make_unique<SqlEventStore>();
        const Error error = store->open(path(), Configuration::Durability::Normal, maxBytes);
        if (error.isError())
            qFatal("%s", qPrintable(error.message()));
        return store;
    }
    static void append(SqlEventStore *store, int count, qsizetype bytes = 300,
                       const QByteArray &text = "waiting-text ")
    {
        std::vector<RecordedEvent> events;
        for (int i = 0; i < count; ++i)
            events.push_back(
                    {text.repeated(bytes / text.size() + 1), "id", "anonymous-text", 1, {}});
        const Error error = store->append(events, "boot");
        if (error.isError())
            qFatal("%s", qPrintable(error.message()));
    }
    static std::vector<qint64> idsOf(SqlEventStore *store, int count)
    {
        Error error;
        std::vector<qint64> ids;
        for (const StoredEvent &event : store->oldest(0, count, SqlEventStore::anySize, &error))
            ids.push_back(event.id);
        return ids;
    }
    static void setAside(SqlEventStore *store, int count)
    {
        const Error error = store->setAside(idsOf(store, count),
                                            {FailedEvent::Reason::Exhausted, u"server-text"_s, 1});
        if (error.isError())
            qFatal("%s", qPrintable(error.message()));
    }
    static ClaimRequest request()
    {
        return {100, 1'000'000, {}, true, 1'000, 60'000, "backoff-text"};
    }
    static qint64 erase(SqlEventStore *store, const QByteArray &mark = "mark")
    {
        qint64 count = 0;
        const Error error = store->erase(mark, &count);
        if (error.isError())
            qWarning("%s", qPrintable(error.message()));
        return error.isError() ? -1 : count;
    }
    QStringList found() const
    {
        return textsInFilesOf(m_folder->path(),
                              {u"waiting-text"_s, u"anonymous-text"_s, u"server-text"_s,
                               u"backoff-text"_s, u"deleted-text"_s});
    }
    // As SQLite is in most systems: it overwrites nothing of what it deletes.
    void deleteAllByAnother() const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"another"_s);
            database.setDatabaseName(path());
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"PRAGMA secure_delete = OFF"_s));
            QVERIFY(query.exec(u"DELETE FROM events"_s));
            QVERIFY(query.exec(u"UPDATE counts SET waiting = 0"_s));
        }
        QSqlDatabase::removeDatabase(u"another"_s);
    }

    std::optional<QTemporaryDir> m_folder;
};

void tst_EraseStore::noByteIsLeft_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<bool>("isInUse");
    for (const qsizetype bytes : {100, 2'000, 20'000}) {
        QTest::addRow("events of %lld bytes", qint64(bytes)) << bytes << true;
        QTest::addRow("events of %lld bytes, closed since", qint64(bytes)) << bytes << false;
    }
}

void tst_EraseStore::noByteIsLeft()
{
    QFETCH(qsizetype, bytes);
    QFETCH(bool, isInUse);
    auto store = open();
    append(store.get(), 200, bytes, "deleted-text ");
    QCOMPARE(store->setOwner("owner"), Error());
    deleteAllByAnother();
    append(store.get(), 50, bytes);
    setAside(store.get(), 10);
    Error error;
    QCOMPARE(store->claim(request(), &error).events.size(), size_t(40));
    if (!isInUse) {
        store.reset();
        store = open();
    }
    for (const char *text : {"waiting-text", "anonymous-text", "server-text", "deleted-text"}) {
        const QString name = QLatin1String(text);
        QVERIFY2(!textsInFilesOf(m_folder->path(), {name}).isEmpty(), text);
    }
    QCOMPARE(erase(store.get()), 50);
    QCOMPARE(found(), QStringList());
    QCOMPARE(QFileInfo(path() + u"-wal"_s).size(), 0);
    store.reset();
    QCOMPARE(found(), QStringList());
}

void tst_EraseStore::theFileIsCutOff()
{
    const auto store = open();
    append(store.get(), 20'000);
    const qint64 empty = [] {
        const QTemporaryDir folder;
        SqlEventStore other;
        other.open(folder.filePath(u"q"_s), Configuration::Durability::Normal);
        other.close();
        return QFileInfo(folder.filePath(u"q"_s)).size();
    }();
    QCOMPARE(erase(store.get()), 20'000);
    QVERIFY(QFileInfo(path()).size() <= empty);
}

void tst_EraseStore::noIdIsGivenTwice()
{
    auto store = open();
    append(store.get(), 5);
    setAside(store.get(), 2);
    QCOMPARE(erase(store.get()), 5);
    QCOMPARE(store->count(), 0);
    QCOMPARE(store->failedCount(), 0);
    QCOMPARE(store->exhaustedCount(), 0);
    append(store.get(), 1);
    QCOMPARE(idsOf(store.get(), 10), std::vector<qint64>{6});
    QCOMPARE(erase(store.get(), "another"), 1);
    store.reset();
    store = open();
    append(store.get(), 1);
    QCOMPARE(idsOf(store.get(), 10), std::vector<qint64>{7});
}

// As after a kill.
void tst_EraseStore::whoGoesOnLeavesAloneWhatCameSince()
{
    auto store = open();
    append(store.get(), 5);
    QCOMPARE(erase(store.get()), 5);
    append(store.get(), 3);
    setAside(store.get(), 1);
    Error error;
    QCOMPARE(store->claim(request(), &error).events.size(), size_t(2));
    QCOMPARE(erase(store.get()), 0);
    QCOMPARE(store->count(), 2);
    QCOMPARE(store->failedCount(), 1);
    QCOMPARE(store->backoffRecord(), QByteArray("backoff-text"));
    store.reset();
    store = open();
    QCOMPARE(store->backoffRecord(), QByteArray("backoff-text"));
    QCOMPARE(idsOf(store.get(), 10), std::vector<qint64>({7, 8}));
}

void tst_EraseStore::anotherErasureTakesWhatCameSince()
{
    const auto store = open();
    append(store.get(), 5);
    QCOMPARE(erase(store.get()), 5);
    append(store.get(), 3);
    QCOMPARE(erase(store.get(), "another"), 3);
    QCOMPARE(found(), QStringList());
    append(store.get(), 3);
    QCOMPARE(erase(store.get(), {}), 3); // of a note that was damaged: then always
    append(store.get(), 3);
    QCOMPARE(erase(store.get(), {}), 3);
}

void tst_EraseStore::whatOthersAreSendingGoesToo()
{
    const auto other = open();
    append(other.get(), 5);
    Error error;
    QCOMPARE(other->claim(request(), &error).events.size(), size_t(5));
    const auto store = open();
    QCOMPARE(erase(store.get()), 5);
    QCOMPARE(found(), QStringList());

    // Until it has its answer, no other client sends: they would overtake.
    append(store.get(), 1);
    QVERIFY(store->claim(request(), &error).heldUntil.has_value());
    QCOMPARE(other->settle({1, 2, 3, 4, 5}), Error());
    QCOMPARE(other->count(), 1);
    QCOMPARE(other->claim(request(), &error).events.size(), size_t(1));
    qint64 exhausted = 0;
    QCOMPARE(other->countAttempt({1, 2}, 1, {}, &exhausted), Error());
    QCOMPARE(exhausted, 0);
    QCOMPARE(other->setAside({3}, {}), Error());
    QCOMPARE(other->failedCount(), 0);
    QCOMPARE(other->count(), 1);
}

void tst_EraseStore::whatOthersHaveInMemoryComesAndIsCounted()
{
    const auto other = open();
    append(other.get(), 5);
    const auto store = open();
    QCOMPARE(erase(store.get()), 5);
    append(other.get(), 2);
    QCOMPARE(other->count(), 2);
    store->refresh();
    QCOMPARE(store->count(), 2);
    QCOMPARE(idsOf(store.get(), 10), std::vector<qint64>({6, 7}));
}

void tst_EraseStore::theOwnerStaysAndTheBackoffGoes()
{
    auto store = open();
    QCOMPARE(store->setOwner("owner"), Error());
    QCOMPARE(store->setBackoffRecord("backoff-text"), Error());
    QCOMPARE(erase(store.get()), 0);
    QCOMPARE(store->backoffRecord(), QByteArray());
    store.reset();
    store = open();
    QCOMPARE(store->backoffRecord(), QByteArray());
    QCOMPARE(store->owner(), QByteArray("owner"));
}

void tst_EraseStore::countsThatSomebodyMadeWrongAreRight()
{
    const auto store = open();
    append(store.get(), 5);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"another"_s);
        database.setDatabaseName(path());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"UPDATE counts SET waiting = 100, failed = 7, last_id = 2"_s));
    }
    QSqlDatabase::removeDatabase(u"another"_s);
    QCOMPARE(erase(store.get()), 5);
    QCOMPARE(found(), QStringList());
    QCOMPARE(store->count(), 0);
    QCOMPARE(store->failedCount(), 0);
    append(store.get(), 1);
    QCOMPARE(idsOf(store.get(), 10), std::vector<qint64>{6});
}

void tst_EraseStore::theLogStaysWithinItsShare()
{
    constexpr qint64 maxBytes = 8 * 1024 * 1024;
    constexpr qint64 logShare = maxBytes / 8;
    const auto store = open(maxBytes);
    while (store->excessWith(100'000) == 0)
        append(store.get(), 100, 1'000);
    std::atomic<bool> isDone = false;
    qint64 largest = 0;
    std::thread watching([&] {
        while (!isDone)
            largest = std::max(largest, QFileInfo(path() + u"-wal"_s).size());
    });
    const qint64 count = erase(store.get());
    isDone = true;
    watching.join();
    QVERIFY2(count > 3'000, qPrintable(QString::number(count)));
    QVERIFY2(largest > 0 && largest <= logShare, qPrintable(QString::number(largest)));
}

void tst_EraseStore::whoReadsIsInTheWayUntilItEnds()
{
    const auto store = open();
    append(store.get(), 5);
    QSqlDatabase reader = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"reader"_s);
    reader.setDatabaseName(path());
    QVERIFY(reader.open());
    qint64 count = 0;
    {
        QSqlQuery query(reader);
        QVERIFY(query.exec(u"BEGIN"_s) && query.exec(u"SELECT bytes FROM events"_s));
        QVERIFY(query.next());
        const Error error = store->erase("mark", &count);
        QCOMPARE(error.code(), Error::Code::StorageFailed);
        QVERIFY2(error.message().startsWith(path() + u" can't be erased: "),
                 qPrintable(error.message()));
    }
    QCOMPARE(count, 5);
    QCOMPARE(store->count(), 0);
    QVERIFY(!found().isEmpty());
    append(store.get(), 1, 10, "newer ");
    reader.close();
    reader = {};
    QSqlDatabase::removeDatabase(u"reader"_s);
    QCOMPARE(erase(store.get()), 0);
    QCOMPARE(found(), QStringList(u"q.sqlite: anonymous-text"_s));
    QCOMPARE(store->count(), 1);
}

QTEST_GUILESS_MAIN(tst_EraseStore)
#include "tst_erasestore.moc"
