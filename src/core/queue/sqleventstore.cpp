// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqleventstore_p.h"

#include "queue/sqlschema_p.h"
#include "queue/sqltransaction_p.h"

#include <QtSql/qsqlerror.h>

#include <algorithm>
#include <array>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A null byte array would be stored as NULL.
QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("", 0) : bytes;
}

void bind(const ImportedEvent &imported, QSqlQuery *query)
{
    const StoredEvent &event = imported.event;
    query->bindValue(0, event.id);
    query->bindValue(1, event.bytes);
    query->bindValue(2, notNull(event.anonymousId));
    query->bindValue(3, notNull(event.bootId));
    query->bindValue(4, event.bootMilliseconds);
    query->bindValue(5, event.attempts);
    if (!imported.failure)
        return;
    const QString &message = imported.failure->serverMessage;
    query->bindValue(6, int(imported.failure->reason));
    query->bindValue(7, message.isNull() ? u""_s : message);
    query->bindValue(8, imported.failure->at);
}

} // namespace

SqlEventStore::Statements::Statements(const QSqlDatabase &database)
    : append(database), claim(database), settle(database), settleRange(database),
      dropOldest(database), addCounts(database)
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
        error = makeSchema(m_connection, &m_isOfNewerVersion);
    if (!error.isError())
        error = prepareStatements();
    if (!error.isError())
        error = readCounts();
    if (!error.isError())
        error = readLastId();
    if (!error.isError())
        m_hasBackoffRecord = !backoffRecord().isEmpty();
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

Error SqlEventStore::prepareStatements()
{
    m_statements.emplace(m_connection.database());
    const std::array<std::pair<QSqlQuery *, QString>, 6> texts = {{
            {&m_statements->append,
             u"INSERT INTO events (id, bytes, anonymous_id, boot_id, boot_ms) VALUES (?, ?, ?, ?, ?)"_s},
            {&m_statements->claim,
             u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts FROM events "
             "WHERE id > ? ORDER BY id LIMIT ?"_s},
            {&m_statements->settle, u"DELETE FROM events WHERE id = ?"_s},
            {&m_statements->settleRange, u"DELETE FROM events WHERE id BETWEEN ? AND ?"_s},
            {&m_statements->dropOldest,
             u"DELETE FROM events WHERE id IN (SELECT id FROM events "
             "WHERE id NOT BETWEEN ? AND ? ORDER BY id LIMIT ?)"_s},
            {&m_statements->addCounts,
             u"UPDATE counts SET waiting = waiting + ?, failed = failed + ?, "
             "exhausted = exhausted + ?"_s},
    }};
    for (const auto &[query, text] : texts) {
        query->setForwardOnly(true);
        if (!query->prepare(text))
            return m_connection.failure(u"The queue can't be used"_s, *query);
    }
    return {};
}

Error SqlEventStore::readCounts()
{
    QSqlQuery query(m_connection.database());
    if (!query.exec(u"SELECT waiting, failed, exhausted FROM counts"_s) || !query.next())
        return m_connection.failure(u"The queue can't be read"_s, query);
    m_counts = {query.value(0).toLongLong(), query.value(1).toLongLong(),
                query.value(2).toLongLong()};
    return {};
}

Error SqlEventStore::recount()
{
    const Error error = m_connection.execute(
            u"UPDATE counts SET waiting = (SELECT count(*) FROM events), "
            "failed = (SELECT count(*) FROM failed), "
            "exhausted = (SELECT count(*) FROM failed WHERE reason = %1)"_s.arg(
                    int(FailedEvent::Reason::Exhausted)));
    return error.isError() ? error : readCounts();
}

// An event that failed comes back under its old id, so no other may get it.
Error SqlEventStore::readLastId()
{
    QSqlQuery query(m_connection.database());
    if (!query.exec(u"SELECT max(ifnull((SELECT max(id) FROM events), 0), "
                    "ifnull((SELECT max(id) FROM failed), 0))"_s)
        || !query.next()) {
        return m_connection.failure(u"The queue can't be read"_s, query);
    }
    m_lastId = std::max(m_lastId, query.value(0).toLongLong());
    return {};
}

template <typename Work> Error SqlEventStore::change(Work &&work)
{
    SqlTransaction transaction(m_connection);
    if (transaction.error().isError())
        return transaction.error();
    EventCounts difference;
    if (const Error error = work(&difference); error.isError())
        return error;
    if (difference.waiting != 0 || difference.failed != 0) {
        QSqlQuery &query = m_statements->addCounts;
        query.bindValue(0, difference.waiting);
        query.bindValue(1, difference.failed);
        query.bindValue(2, difference.exhausted);
        if (!query.exec())
            return m_connection.failure(u"The queue can't be written"_s, query);
    }
    if (const Error error = transaction.commit(); error.isError())
        return error;
    m_counts.waiting += difference.waiting;
    m_counts.failed += difference.failed;
    m_counts.exhausted += difference.exhausted;
    return {};
}

QByteArray SqlEventStore::fact(const QString &name) const
{
    QSqlQuery query(m_connection.database());
    query.prepare(u"SELECT value FROM facts WHERE name = ?"_s);
    query.addBindValue(name);
    return query.exec() && query.next() ? query.value(0).toByteArray() : QByteArray();
}

Error SqlEventStore::setFact(const QString &name, const QByteArray &value)
{
    QSqlQuery query(m_connection.database());
    query.prepare(u"INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"_s);
    query.addBindValue(name);
    query.addBindValue(value);
    return query.exec() ? Error() : m_connection.failure(u"The queue can't be written"_s, query);
}

QByteArray SqlEventStore::owner() const
{
    return fact(u"owner"_s);
}

Error SqlEventStore::setOwner(const QByteArray &owner)
{
    return setFact(u"owner"_s, owner);
}

QByteArray SqlEventStore::backoffRecord() const
{
    return fact(u"backoff"_s);
}

Error SqlEventStore::setBackoffRecord(const QByteArray &record)
{
    const Error error = setFact(u"backoff"_s, record);
    m_hasBackoffRecord = m_hasBackoffRecord || !error.isError();
    return error;
}

Error SqlEventStore::adopt(const QString &path)
{
    QSqlQuery attach(m_connection.database());
    attach.prepare(u"ATTACH DATABASE ? AS orphan"_s);
    attach.addBindValue(path);
    if (!attach.exec())
        return m_connection.failure(u"The queue %1 can't be taken over"_s.arg(path), attach);
    attach.finish();
    // New ids, in the old order, behind all that is here.
    const QString copy = u"INSERT INTO main.%1 SELECT id + %2, %3 FROM orphan.%1"_s;
    const QString columns = u"bytes, anonymous_id, boot_id, boot_ms, attempts"_s;
    const Error error = change([&](EventCounts *difference) {
        QSqlQuery counts(m_connection.database());
        if (!counts.exec(u"SELECT waiting, failed, exhausted FROM orphan.counts"_s)
            || !counts.next()) {
            return m_connection.failure(u"The queue %1 can't be taken over"_s.arg(path), counts);
        }
        *difference = {counts.value(0).toLongLong(), counts.value(1).toLongLong(),
                       counts.value(2).toLongLong()};
        counts.finish();
        const std::array<QString, 5> statements = {
                copy.arg(u"events"_s).arg(m_lastId).arg(columns),
                copy.arg(u"failed"_s)
                        .arg(m_lastId)
                        .arg(columns + u", reason, message, failed_at"_s),
                u"DELETE FROM orphan.events"_s,
                u"DELETE FROM orphan.failed"_s,
                u"UPDATE orphan.counts SET waiting = 0, failed = 0, exhausted = 0"_s,
        };
        for (const QString &statement : statements) {
            if (const Error failure = m_connection.execute(statement); failure.isError())
                return failure;
        }
        return Error();
    });
    const Error detached = m_connection.execute(u"DETACH DATABASE orphan"_s);
    const Error read = readLastId();
    return error.isError() ? error : detached.isError() ? detached : read;
}

Error SqlEventStore::insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    QSqlQuery &query = m_statements->append;
    qint64 id = m_lastId;
    for (const RecordedEvent &event : events) {
        query.bindValue(0, ++id);
        query.bindValue(1, event.bytes);
        query.bindValue(2, notNull(event.anonymousId));
        query.bindValue(3, notNull(bootId));
        query.bindValue(4, event.bootMilliseconds);
        if (!query.exec())
            return m_connection.failure(u"Events can't be stored"_s, query);
    }
    return {};
}

Error SqlEventStore::append(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    if (events.empty())
        return {};
    const Error error = change([&](EventCounts *difference) {
        difference->waiting = qint64(events.size());
        return insert(events, bootId);
    });
    if (!error.isError())
        m_lastId += qint64(events.size());
    return error;
}

std::vector<StoredEvent> SqlEventStore::claim(qint64 after, int maxEvents, qint64 maxBytes,
                                              Error *error)
{
    std::vector<StoredEvent> claimed;
    QSqlQuery &query = m_statements->claim;
    query.bindValue(0, after);
    query.bindValue(1, maxEvents);
    if (!query.exec()) {
        *error = m_connection.failure(u"The queue can't be read"_s, query);
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
        *error = m_connection.failure(u"The queue can't be read"_s, query);
    // A statement left open holds a read lock, and the WAL could never be reset.
    query.finish();
    if (claimed.empty() && m_counts.waiting > 0 && after == 0 && !error->isError())
        *error = recount(); // somebody took them who knows nothing of the counts
    return claimed;
}

Error SqlEventStore::removeEach(const std::vector<qint64> &ids, qint64 *removed)
{
    QSqlQuery &query = m_statements->settle;
    for (const qint64 id : ids) {
        query.bindValue(0, id);
        if (!query.exec())
            return m_connection.failure(u"Delivered events can't be removed"_s, query);
        *removed += query.numRowsAffected();
    }
    return {};
}

Error SqlEventStore::settle(const std::vector<qint64> &ids)
{
    if (ids.empty())
        return {};
    const Error error = change([&](EventCounts *difference) {
        qint64 removed = 0;
        if (ids.back() - ids.front() + 1 == qint64(ids.size())) {
            QSqlQuery &query = m_statements->settleRange;
            query.bindValue(0, ids.front());
            query.bindValue(1, ids.back());
            if (!query.exec())
                return m_connection.failure(u"Delivered events can't be removed"_s, query);
            removed = query.numRowsAffected();
        } else if (const Error failure = removeEach(ids, &removed); failure.isError()) {
            return failure;
        }
        difference->waiting = -removed;
        return m_hasBackoffRecord
                ? m_connection.execute(u"DELETE FROM facts WHERE name = 'backoff'"_s)
                : Error();
    });
    if (!error.isError())
        m_hasBackoffRecord = false;
    return error;
}

// Each in its old place. Two that claim the same one can't both have it.
Error SqlEventStore::import(const std::vector<ImportedEvent> &events)
{
    const Error error = change([&](EventCounts *difference) {
        QSqlQuery waiting(m_connection.database());
        waiting.prepare(u"INSERT OR IGNORE INTO events (id, bytes, anonymous_id, boot_id, boot_ms, "
                        "attempts) VALUES (?, ?, ?, ?, ?, ?)"_s);
        QSqlQuery failed(m_connection.database());
        failed.prepare(
                u"INSERT OR IGNORE INTO failed (id, bytes, anonymous_id, boot_id, boot_ms, "
                "attempts, reason, message, failed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
        for (const ImportedEvent &event : events) {
            QSqlQuery &query = event.failure ? failed : waiting;
            bind(event, &query);
            if (!query.exec())
                return m_connection.failure(u"Events can't be stored"_s, query);
            if (!event.failure) {
                difference->waiting += query.numRowsAffected();
                continue;
            }
            difference->failed += query.numRowsAffected();
            if (event.failure->reason == FailedEvent::Reason::Exhausted)
                difference->exhausted += query.numRowsAffected();
        }
        return Error();
    });
    return error.isError() ? error : readLastId();
}

qint64 SqlEventStore::dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo)
{
    qint64 dropped = 0;
    const Error error = change([&](EventCounts *difference) {
        QSqlQuery &query = m_statements->dropOldest;
        query.bindValue(0, keepFrom);
        query.bindValue(1, keepTo);
        query.bindValue(2, count);
        if (!query.exec())
            return m_connection.failure(u"The oldest events can't be dropped"_s, query);
        dropped = query.numRowsAffected();
        difference->waiting = -dropped;
        return Error();
    });
    return error.isError() ? 0 : dropped;
}

Error SqlEventStore::countAttempt(const std::vector<qint64> &ids, int maxAttempts,
                                  const Failure &failure, qint64 *setAside)
{
    const qint64 before = m_counts.failed;
    const Error error = change([&](EventCounts *difference) {
        const Error counted = m_failed.countAttempt(ids);
        return counted.isError()
                ? counted
                : m_failed.setAsideExhausted(ids, maxAttempts, failure, difference);
    });
    *setAside = m_counts.failed - before;
    return error;
}

Error SqlEventStore::setAside(const std::vector<qint64> &ids, const Failure &failure)
{
    return change(
            [&](EventCounts *difference) { return m_failed.setAside(ids, failure, difference); });
}

std::vector<FailedEvent> SqlEventStore::failedEvents(qint64 after, int limit, Error *error) const
{
    return m_failed.list(after, limit, error);
}

Error SqlEventStore::requeue(const FailedFilter &filter, qint64 *count)
{
    const qint64 before = m_counts.failed;
    const Error error =
            change([&](EventCounts *difference) { return m_failed.requeue(filter, difference); });
    *count = before - m_counts.failed;
    return error;
}

Error SqlEventStore::purge(const FailedFilter &filter, qint64 *count)
{
    const qint64 before = m_counts.failed;
    const Error error =
            change([&](EventCounts *difference) { return m_failed.purge(filter, difference); });
    *count = before - m_counts.failed;
    return error;
}

} // namespace Rudder
