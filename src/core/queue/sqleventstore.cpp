// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqleventstore_p.h"

#include <QtSql/qsqlerror.h>

#include <array>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// Ends in a rollback unless committed.
class Transaction
{
public:
    explicit Transaction(const SqlConnection &connection) : m_connection(connection)
    {
        // IMMEDIATE takes the write lock at once: a plain BEGIN that turns into a writer later
        // fails at once when another process wrote in between, whatever the busy time-out.
        m_error = m_connection.execute(u"BEGIN IMMEDIATE"_s);
        m_open = !m_error.isError();
    }
    ~Transaction()
    {
        if (m_open)
            m_connection.execute(u"ROLLBACK"_s);
    }
    Q_DISABLE_COPY_MOVE(Transaction)

    Error error() const { return m_error; }
    Error commit()
    {
        const Error error = m_connection.execute(u"COMMIT"_s);
        m_open = error.isError();
        return error;
    }

private:
    const SqlConnection &m_connection;
    Error m_error;
    bool m_open = false;
};

Error failed(const QString &what, const QSqlQuery &query)
{
    return storageError(what, query.lastError().text());
}

} // namespace

SqlEventStore::Statements::Statements(const QSqlDatabase &database)
    : append(database), claim(database), settle(database), settleRange(database),
      dropOldest(database)
{
}

SqlEventStore::SqlEventStore() = default;

SqlEventStore::~SqlEventStore()
{
    close();
}

Error SqlEventStore::open(const QString &path, Configuration::Durability durability)
{
    Error error = m_connection.open(path, durability);
    if (!error.isError())
        error = createSchema();
    if (!error.isError())
        error = prepareStatements();
    if (!error.isError())
        error = countEvents();
    if (error.isError())
        close();
    return error;
}

void SqlEventStore::close()
{
    // A query that outlives its connection would keep the file open.
    m_statements.reset();
    m_connection.close();
}

Error SqlEventStore::createSchema()
{
    Transaction transaction(m_connection);
    if (transaction.error().isError())
        return transaction.error();

    QSqlQuery version(m_connection.database());
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return failed(u"The queue can't be read"_s, version);
    const int found = version.value(0).toInt();
    version.finish();
    if (found == schemaVersion)
        return {};
    if (found > schemaVersion) {
        return storageError(u"The queue can't be used"_s,
                            u"it was written by a newer version of this library"_s);
    }
    const std::array<QString, 3> statements = {
            u"CREATE TABLE events (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
            "anonymous_id BLOB NOT NULL, boot_id BLOB NOT NULL, boot_ms INTEGER NOT NULL, "
            "attempts INTEGER NOT NULL DEFAULT 0)"_s,
            u"CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"_s,
            u"PRAGMA user_version = %1"_s.arg(schemaVersion),
    };
    for (const QString &statement : statements) {
        if (const Error error = m_connection.execute(statement); error.isError())
            return error;
    }
    return transaction.commit();
}

Error SqlEventStore::prepareStatements()
{
    m_statements.emplace(m_connection.database());
    const std::array<std::pair<QSqlQuery *, QString>, 5> texts = {{
            {&m_statements->append,
             u"INSERT INTO events (bytes, anonymous_id, boot_id, boot_ms) VALUES (?, ?, ?, ?)"_s},
            {&m_statements->claim,
             u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts FROM events "
             "ORDER BY id LIMIT ?"_s},
            {&m_statements->settle, u"DELETE FROM events WHERE id = ?"_s},
            {&m_statements->settleRange, u"DELETE FROM events WHERE id BETWEEN ? AND ?"_s},
            {&m_statements->dropOldest,
             u"DELETE FROM events WHERE id IN (SELECT id FROM events "
             "WHERE id NOT BETWEEN ? AND ? ORDER BY id LIMIT ?)"_s},
    }};
    for (const auto &[query, text] : texts) {
        query->setForwardOnly(true);
        if (!query->prepare(text))
            return failed(u"The queue can't be used"_s, *query);
    }
    return {};
}

Error SqlEventStore::countEvents()
{
    QSqlQuery query(m_connection.database());
    if (!query.exec(u"SELECT count(*), ifnull(max(id), 0) FROM events"_s) || !query.next())
        return failed(u"The queue can't be read"_s, query);
    m_count = query.value(0).toLongLong();
    m_lastId = query.value(1).toLongLong();
    return {};
}

QByteArray SqlEventStore::owner() const
{
    QSqlQuery query(m_connection.database());
    if (!query.exec(u"SELECT value FROM facts WHERE name = 'owner'"_s) || !query.next())
        return {};
    return query.value(0).toByteArray();
}

Error SqlEventStore::setOwner(const QByteArray &owner)
{
    QSqlQuery query(m_connection.database());
    query.prepare(u"INSERT OR REPLACE INTO facts (name, value) VALUES ('owner', ?)"_s);
    query.addBindValue(owner);
    return query.exec() ? Error() : failed(u"The queue's owner can't be written"_s, query);
}

Error SqlEventStore::adopt(const QString &path)
{
    QSqlQuery attach(m_connection.database());
    attach.prepare(u"ATTACH DATABASE ? AS orphan"_s);
    attach.addBindValue(path);
    if (!attach.exec())
        return failed(u"The queue %1 can't be taken over"_s.arg(path), attach);
    attach.finish();
    Error error = m_connection.execute(
            u"INSERT INTO main.events (bytes, anonymous_id, boot_id, boot_ms, attempts) SELECT "
            "bytes, anonymous_id, boot_id, boot_ms, attempts FROM orphan.events ORDER BY id"_s);
    if (!error.isError())
        error = m_connection.execute(u"DELETE FROM orphan.events"_s);
    const Error detached = m_connection.execute(u"DETACH DATABASE orphan"_s);
    const Error counted = countEvents();
    return error.isError() ? error : detached.isError() ? detached : counted;
}

Error SqlEventStore::insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    static const QByteArray none("", 0); // a null byte array would be stored as NULL
    QSqlQuery &query = m_statements->append;
    for (const RecordedEvent &event : events) {
        query.bindValue(0, event.bytes);
        query.bindValue(1, event.anonymousId.isNull() ? none : event.anonymousId);
        query.bindValue(2, bootId.isNull() ? none : bootId);
        query.bindValue(3, event.bootMilliseconds);
        if (!query.exec())
            return failed(u"Events can't be stored"_s, query);
    }
    return {};
}

Error SqlEventStore::append(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    if (events.empty())
        return {};
    Transaction transaction(m_connection);
    if (transaction.error().isError())
        return transaction.error();
    if (const Error error = insert(events, bootId); error.isError())
        return error;
    const qint64 last = m_statements->append.lastInsertId().toLongLong();
    m_statements->append.finish();
    if (const Error error = transaction.commit(); error.isError())
        return error;
    m_lastId = last;
    m_count += qint64(events.size());
    return {};
}

std::vector<StoredEvent> SqlEventStore::claim(int maxEvents, qint64 maxBytes, Error *error)
{
    std::vector<StoredEvent> claimed;
    QSqlQuery &query = m_statements->claim;
    query.bindValue(0, maxEvents);
    if (!query.exec()) {
        *error = failed(u"The queue can't be read"_s, query);
        return claimed;
    }
    qint64 bytes = 0;
    while (query.next()) {
        StoredEvent event;
        event.bytes = query.value(1).toByteArray();
        bytes += event.bytes.size() + 1;
        if (!claimed.empty() && bytes > maxBytes)
            break;
        event.id = query.value(0).toLongLong();
        event.anonymousId = query.value(2).toByteArray();
        event.bootId = query.value(3).toByteArray();
        event.bootMilliseconds = query.value(4).toLongLong();
        event.attempts = query.value(5).toInt();
        claimed.push_back(std::move(event));
    }
    if (claimed.empty() && query.lastError().isValid())
        *error = failed(u"The queue can't be read"_s, query);
    // A statement left open holds a read lock, and the WAL could never be reset.
    query.finish();
    if (claimed.empty() && !error->isError())
        *error = countEvents(); // somebody else took them
    return claimed;
}

Error SqlEventStore::settle(const std::vector<qint64> &ids)
{
    if (ids.empty())
        return {};
    Transaction transaction(m_connection);
    if (transaction.error().isError())
        return transaction.error();

    qint64 removed = 0;
    const bool isRange = ids.back() - ids.front() + 1 == qint64(ids.size());
    if (isRange) {
        QSqlQuery &query = m_statements->settleRange;
        query.bindValue(0, ids.front());
        query.bindValue(1, ids.back());
        if (!query.exec())
            return failed(u"Delivered events can't be removed"_s, query);
        removed = query.numRowsAffected();
    } else {
        QSqlQuery &query = m_statements->settle;
        for (const qint64 id : ids) {
            query.bindValue(0, id);
            if (!query.exec())
                return failed(u"Delivered events can't be removed"_s, query);
            removed += query.numRowsAffected();
        }
    }
    if (const Error error = transaction.commit(); error.isError())
        return error;
    m_count -= removed;
    return {};
}

qint64 SqlEventStore::dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo)
{
    QSqlQuery &query = m_statements->dropOldest;
    query.bindValue(0, keepFrom);
    query.bindValue(1, keepTo);
    query.bindValue(2, count);
    if (!query.exec())
        return 0;
    const qint64 dropped = query.numRowsAffected();
    m_count -= dropped;
    return dropped;
}

} // namespace Rudder
