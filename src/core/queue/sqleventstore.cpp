// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqleventstore_p.h"

#include "hurry_p.h"
#include "queue/sqlschema_p.h"
#include "queue/sqltransaction_p.h"

#include <QtSql/qsqlerror.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A null byte array would be stored as NULL.
QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("", 0) : bytes;
}

bool areQuick(const std::vector<RecordedEvent> &events)
{
    qint64 bytes = 0;
    for (const RecordedEvent &event : events)
        bytes += event.bytes.size();
    return isQuickToStore(qint64(events.size()), bytes);
}

// They rise.
bool isRange(const std::vector<qint64> &ids)
{
    return ids.back() - ids.front() + 1 == qint64(ids.size());
}

Error brokenOff()
{
    return storageError(u"Events can't be stored"_s, u"the client ended meanwhile"_s);
}

} // namespace

SqlEventStore::Statements::Statements(const QSqlDatabase &database)
    : append(database), oldest(database), oldestOfClient(database), oldestOfNobody(database),
      settle(database), settleRange(database), readCounts(database), addCounts(database),
      import(database), importFailed(database), bytesAt(database)
{
}

SqlEventStore::SqlEventStore() = default;

SqlEventStore::~SqlEventStore()
{
    close();
}

Error SqlEventStore::open(const QString &path, Configuration::Durability durability,
                          qint64 maxBytes, SqlConnection::Pages pages)
{
    Error error = m_connection.open(path, durability, pages);
    if (!error.isError())
        error = makeSchema(m_connection, &m_isOfNewerVersion);
    if (!error.isError())
        error = m_space.begin(path, maxBytes);
    if (!error.isError())
        error = prepareStatements();
    if (!error.isError())
        error = readCounts();
    if (!error.isError())
        error = readFact(u"backoff"_s, &m_backoffRecord);
    QByteArray owner;
    if (!error.isError()) // or damage there would pass for nobody's queue
        error = readFact(u"owner"_s, &owner);
    m_claims.begin();
    m_elsewhere = {};
    if (error.isError())
        close();
    return error;
}

void SqlEventStore::close()
{
    // Else others wait for nothing, until the lease or the process ends.
    if (isOpen() && m_isEnrolled)
        change([&](EventCounts *) { return m_claims.resign(m_inherited); });
    else if (isOpen() && m_hasClaim)
        m_claims.remove();
    m_hasClaim = false;
    m_isEnrolled = false;
    m_unclaimedLock.reset();
    m_claims.end();
    // A query that outlives its connection would keep the file open.
    m_statements.reset();
    m_connection.close();
}

void SqlEventStore::setEachSends(bool eachSends)
{
    m_eachSends = eachSends;
    m_claims.setEachSends(eachSends);
}

Error SqlEventStore::prepareStatements()
{
    m_statements.emplace(m_connection.database());
    const std::array<std::pair<QSqlQuery *, QString>, 11> texts = {{
            {&m_statements->append,
             u"INSERT INTO events (id, bytes, anonymous_id, boot_id, boot_ms, client) "
             "VALUES (:id, :bytes, :anonymous, :boot, :ms, :client)"_s},
            {&m_statements->oldest,
             u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts FROM events "
             "WHERE id > ? ORDER BY id LIMIT ?"_s},
            {&m_statements->oldestOfClient,
             u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts FROM events "
             "WHERE client = ? AND id > ? ORDER BY id LIMIT ?"_s},
            {&m_statements->oldestOfNobody,
             u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts FROM events "
             "WHERE client IS NULL AND id > ? ORDER BY id LIMIT ?"_s},
            {&m_statements->settle, u"DELETE FROM events WHERE id = ?"_s},
            {&m_statements->settleRange, u"DELETE FROM events WHERE id BETWEEN ? AND ?"_s},
            {&m_statements->readCounts,
             u"SELECT waiting, failed, exhausted, last_id FROM counts"_s},
            {&m_statements->addCounts,
             u"UPDATE counts SET waiting = waiting + ?, failed = failed + ?, "
             "exhausted = exhausted + ?, last_id = ?"_s},
            {&m_statements->import,
             u"INSERT INTO events (id, bytes, anonymous_id, boot_id, boot_ms, "
             "attempts, client) VALUES (?, ?, ?, ?, ?, ?, ?)"_s},
            {&m_statements->bytesAt,
             u"SELECT bytes FROM events WHERE id = ? UNION ALL "
             "SELECT bytes FROM failed WHERE id = ?"_s},
            {&m_statements->importFailed,
             u"INSERT INTO failed (id, bytes, anonymous_id, boot_id, boot_ms, "
             "attempts, reason, message, failed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s},
    }};
    for (const auto &[query, text] : texts) {
        query->setForwardOnly(true);
        if (!query->prepare(text))
            return m_connection.failure(u"The queue can't be used"_s, *query);
    }
    return {};
}

// Compared with what this client knows, they tell what others did.
Error SqlEventStore::readCounts()
{
    QSqlQuery &query = m_statements->readCounts;
    if (!query.exec() || !query.next())
        return m_connection.failure(u"The queue can't be read"_s, query);
    const EventCounts found = {query.value(0).toLongLong(), query.value(1).toLongLong(),
                               query.value(2).toLongLong()};
    const qint64 lastId = query.value(3).toLongLong();
    query.finish();

    const qint64 left = m_counts.waiting + (lastId - m_storedLastId) - found.waiting;
    const qint64 failed =
            std::clamp<qint64>(found.failed - m_counts.failed, 0, std::max<qint64>(left, 0));
    m_elsewhere.failed += failed;
    m_elsewhere.delivered += std::max<qint64>(left - failed, 0);
    m_elsewhere.requeued += std::max<qint64>(-left, 0);
    m_hasNobodys = m_hasNobodys || left < 0;
    m_counts = found;
    m_lastId = lastId;
    m_storedLastId = lastId;
    return {};
}

void SqlEventStore::refresh()
{
    readCounts(); // a failure shows again when it matters
}

// For a file that somebody changed who knows nothing of the counts.
Error SqlEventStore::recount()
{
    const Error error = m_connection.execute(
            u"UPDATE counts SET waiting = (SELECT count(*) FROM events), "
            "failed = (SELECT count(*) FROM failed), "
            "exhausted = (SELECT count(*) FROM failed WHERE reason = %1), "
            "last_id = max(last_id, ifnull((SELECT max(id) FROM events), 0), "
            "ifnull((SELECT max(id) FROM failed), 0))"_s.arg(int(FailedEvent::Reason::Exhausted)));
    return error.isError() ? error : readCounts();
}

Error SqlEventStore::changeInTransaction(const Work &work)
{
    SqlTransaction transaction(m_connection);
    if (transaction.error().isError())
        return transaction.error();
    m_isEnrolling = false;
    if (const Error error = readCounts(); error.isError())
        return error;
    EventCounts difference;
    if (const Error error = work(&difference); error.isError())
        return error;
    const bool isEmpty = m_counts.waiting + difference.waiting == 0;
    if ((m_hasClaim || m_isEnrolled || m_isEnrolling) && isEmpty) {
        if (const Error error = m_claims.remove(m_inherited); error.isError())
            return error;
    }
    if (difference.waiting != 0 || difference.failed != 0 || m_lastId != m_storedLastId) {
        QSqlQuery &query = m_statements->addCounts;
        query.bindValue(0, difference.waiting);
        query.bindValue(1, difference.failed);
        query.bindValue(2, difference.exhausted);
        query.bindValue(3, m_lastId);
        if (!query.exec())
            return m_connection.failure(u"The queue can't be written"_s, query);
    }
    if (const Error error = transaction.commit(); error.isError())
        return error;
    m_storedLastId = m_lastId;
    m_counts.waiting += difference.waiting;
    m_counts.failed += difference.failed;
    m_counts.exhausted += difference.exhausted;
    m_isEnrolled = m_isEnrolled || m_isEnrolling;
    if (isEmpty) {
        m_hasClaim = false;
        m_isEnrolled = false;
        m_inherited.clear();
        m_claims.keepLiving({});
    }
    return {};
}

Error SqlEventStore::change(const Work &work)
{
    const Error error = changeInTransaction(work);
    if (error.isError()) {
        m_lastId = m_storedLastId; // ids that were given are to be had again
        readCounts();
    }
    return error;
}

Error SqlEventStore::readFact(const QString &name, QByteArray *value) const
{
    QSqlQuery &query = m_connection.prepared(u"SELECT value FROM facts WHERE name = ?"_s);
    query.bindValue(0, name);
    const bool isFound = query.exec() && query.next();
    *value = isFound ? query.value(0).toByteArray() : QByteArray();
    const Error error = isFound || !query.lastError().isValid()
            ? Error()
            : m_connection.failure(u"The queue can't be read"_s, query);
    query.finish();
    return error;
}

// Where it can't be read, that shows in isDamaged().
QByteArray SqlEventStore::fact(const QString &name) const
{
    QByteArray value;
    readFact(name, &value);
    return value;
}

Error SqlEventStore::setFact(const QString &name, const QByteArray &value)
{
    QSqlQuery &query =
            m_connection.prepared(u"INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"_s);
    query.bindValue(0, name);
    query.bindValue(1, value);
    return query.exec() ? Error() : m_connection.failure(u"The queue can't be written"_s, query);
}

Error SqlEventStore::forgetBackoff()
{
    return m_connection.executePrepared(u"DELETE FROM facts WHERE name = 'backoff'"_s);
}

QByteArray SqlEventStore::owner() const
{
    return fact(u"owner"_s);
}

// Each that was killed left a row; one more does no harm.
void SqlEventStore::forgetDeadClients()
{
    change([&](EventCounts *) { return m_claims.removeDead(); });
}

Error SqlEventStore::setOwner(const QByteArray &owner)
{
    if (owner == this->owner())
        return {};
    // How another data plane was doing says nothing of this one.
    const Error error = change([&](EventCounts *) {
        const Error failure = setFact(u"owner"_s, owner);
        return failure.isError() ? failure : forgetBackoff();
    });
    if (!error.isError())
        m_backoffRecord.clear();
    return error;
}

QByteArray SqlEventStore::backoffRecord() const
{
    return m_backoffRecord;
}

Error SqlEventStore::setBackoffRecord(const QByteArray &record)
{
    const Error error = change([&](EventCounts *) { return setFact(u"backoff"_s, record); });
    if (!error.isError())
        m_backoffRecord = record;
    return error;
}

QByteArray SqlEventStore::sourceRecord() const
{
    return fact(u"source"_s);
}

Error SqlEventStore::setSourceRecord(const QByteArray &record)
{
    return change([&](EventCounts *) { return setFact(u"source"_s, record); });
}

QVariant SqlEventStore::whose() const
{
    return m_eachSends ? QVariant(m_claims.client()) : QVariant(QMetaType::fromType<qint64>());
}

// Together with its first event, or others would take that for one of a client that is gone.
Error SqlEventStore::enrol(qint64 bootClock)
{
    constexpr qint64 untilItSends = 60'000;
    if (!m_eachSends || m_isEnrolled || std::exchange(m_isEnrolling, true))
        return {};
    return m_claims.enrol(bootClock + untilItSends);
}

Error SqlEventStore::insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    // By name, for Qt SQL makes a name of each number, which takes longer than SQLite does. What was
    // bound stays so.
    QSqlQuery &query = m_statements->append;
    query.bindValue(u":boot"_s, notNull(bootId));
    query.bindValue(u":client"_s, whose());
    const bool canWait = !areQuick(events);
    for (const RecordedEvent &event : events) {
        if (canWait && isHurried())
            return brokenOff();
        query.bindValue(u":id"_s, ++m_lastId);
        query.bindValue(u":bytes"_s, event.bytes);
        query.bindValue(u":anonymous"_s, notNull(event.anonymousId));
        query.bindValue(u":ms"_s, event.bootMilliseconds);
        if (!query.exec())
            return m_connection.failure(u"Events can't be stored"_s, query);
    }
    query.bindValue(u":bytes"_s, QByteArray()); // or the last event would be kept in memory
    return {};
}

Error SqlEventStore::append(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    if (events.empty())
        return {};
    const Error error = change([&](EventCounts *difference) {
        difference->waiting = qint64(events.size());
        const Error enrolled = enrol(events.back().bootMilliseconds);
        return enrolled.isError() ? enrolled : insert(events, bootId);
    });
    m_isDetached = !m_connection.isInPlace(); // also where its disk failed, and was replaced
    return error;
}

std::vector<StoredEvent> SqlEventStore::oldest(qint64 after, int maxEvents, qint64 maxBytes,
                                               Error *error)
{
    QSqlQuery &query = m_statements->oldest;
    query.bindValue(0, after);
    query.bindValue(1, maxEvents);
    return read(&query, maxBytes, error);
}

std::vector<StoredEvent> SqlEventStore::read(QSqlQuery *prepared, qint64 maxBytes,
                                             Error *error) const
{
    std::vector<StoredEvent> events;
    QSqlQuery &query = *prepared;
    if (!query.exec()) {
        *error = m_connection.failure(u"The queue can't be read"_s, query);
        return events;
    }
    qint64 bytes = 0;
    while (query.next()) {
        StoredEvent event;
        event.bytes = query.value(1).toByteArray();
        bytes += event.bytes.size() + 1;
        if (!events.empty() && bytes > maxBytes)
            break;
        event.id = query.value(0).toLongLong();
        event.anonymousId = query.value(2).toByteArray();
        event.bootId = query.value(3).toByteArray();
        event.bootMilliseconds = query.value(4).toLongLong();
        event.attempts = query.value(5).toInt();
        events.push_back(std::move(event));
    }
    if (events.empty() && query.lastError().isValid())
        *error = m_connection.failure(u"The queue can't be read"_s, query);
    // A statement left open holds a read lock, and the WAL could never be reset.
    query.finish();
    return events;
}

// Nothing else waits. In a transaction, which has read the counts.
bool SqlEventStore::isAll(const std::vector<qint64> &ids) const
{
    if (!isRange(ids) || m_counts.waiting != qint64(ids.size()))
        return false;
    QSqlQuery &query = m_connection.prepared(
            u"SELECT (SELECT min(id) FROM events), (SELECT max(id) FROM events)"_s);
    const bool isSame = query.exec() && query.next() && query.value(0).toLongLong() == ids.front()
            && query.value(1).toLongLong() == ids.back();
    query.finish();
    return isSame;
}

Error SqlEventStore::remove(const std::vector<qint64> &ids, qint64 *removed)
{
    *removed = 0;
    if (ids.empty())
        return {};
    if (isAll(ids)) {
        // Without a condition SQLite looks at no row, and writes none of the pages that it frees.
        QSqlQuery &query = m_connection.prepared(u"DELETE FROM events"_s);
        if (!query.exec())
            return m_connection.failure(u"Events can't be removed"_s, query);
        *removed = query.numRowsAffected();
        return {};
    }
    if (isRange(ids)) {
        QSqlQuery &query = m_statements->settleRange;
        query.bindValue(0, ids.front());
        query.bindValue(1, ids.back());
        if (!query.exec())
            return m_connection.failure(u"Events can't be removed"_s, query);
        *removed = query.numRowsAffected();
        return {};
    }
    QSqlQuery &query = m_statements->settle;
    for (const qint64 id : ids) {
        query.bindValue(0, id);
        if (!query.exec())
            return m_connection.failure(u"Events can't be removed"_s, query);
        *removed += query.numRowsAffected();
    }
    return {};
}

Error SqlEventStore::settle(const std::vector<qint64> &ids, qint64 heldUntil)
{
    if (ids.empty())
        return {};
    const Error error = change([&](EventCounts *difference) {
        qint64 removed = 0;
        if (const Error failure = remove(ids, &removed); failure.isError())
            return failure;
        difference->waiting = -removed;
        if (heldUntil > 0 && m_hasClaim) {
            if (const Error failure = m_claims.set({}, heldUntil); failure.isError())
                return failure;
        }
        return m_backoffRecord.isEmpty() ? Error() : forgetBackoff();
    });
    if (!error.isError())
        m_backoffRecord.clear();
    return error;
}

qint64 SqlEventStore::drop(const std::vector<qint64> &ids)
{
    qint64 removed = 0;
    const Error error = change([&](EventCounts *difference) {
        SqlClaims::Others others;
        Error failure =
                m_claims.readOthers(0, &others); // whatever the time: better too much is kept
        if (failure.isError())
            return failure;
        std::vector<qint64> free;
        std::copy_if(ids.begin(), ids.end(), std::back_inserter(free), [&others](qint64 id) {
            return std::none_of(others.ranges.begin(), others.ranges.end(),
                                [id](const IdRange &range) { return range.holds(id); });
        });
        failure = remove(free, &removed);
        difference->waiting = -removed;
        return failure;
    });
    return error.isError() ? 0 : removed;
}

Dropped SqlEventStore::dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo)
{
    Dropped dropped;
    const Error error = change([&](EventCounts *difference) {
        dropped = {};
        Error failure = m_failed.dropOldest(count, difference);
        dropped.failed = -difference->failed;
        if (failure.isError() || dropped.failed == count)
            return failure;
        SqlClaims::Others others;
        failure = m_claims.readOthers(0, &others); // whatever the time: better too much is kept
        if (failure.isError())
            return failure;
        others.ranges.push_back({keepFrom, keepTo});
        QSqlQuery query(m_connection.database());
        if (!query.exec(u"DELETE FROM events WHERE id IN (SELECT id FROM events WHERE "_s
                        + outside(others.ranges)
                        + u" ORDER BY id LIMIT %1)"_s.arg(count - dropped.failed))) {
            return m_connection.failure(u"The oldest events can't be dropped"_s, query);
        }
        dropped.waiting = query.numRowsAffected();
        difference->waiting = -dropped.waiting;
        return Error();
    });
    return error.isError() ? Dropped() : dropped;
}

qint64 SqlEventStore::bytesPerEvent()
{
    const qint64 events = m_counts.waiting + m_counts.failed;
    return std::max<qint64>(1, m_space.bytesInUse() / std::max<qint64>(1, events));
}

qint64 SqlEventStore::countUpTo(qint64 id) const
{
    // What came later, and others' events by the index: to count all would take time. In one
    // statement, for others store and settle meanwhile.
    const QString statement = m_eachSends
            ? u"SELECT (SELECT waiting FROM counts) - (SELECT count(*) FROM events WHERE id > :id) "
              "- (SELECT count(*) FROM events WHERE client IN (%1) AND id <= :id)"_s.arg(
                      m_claims.livingOthers(m_inherited).join(u','))
            : u"SELECT count(*) FROM events WHERE id <= :id"_s;
    QSqlQuery query(m_connection.database());
    query.prepare(statement);
    query.bindValue(u":id"_s, id);
    if (!query.exec() || !query.next())
        return m_counts.waiting; // who waits for none to be left goes on waiting
    return std::max<qint64>(0, query.value(0).toLongLong());
}

void SqlEventStore::giveBack()
{
    if (m_space.hasMuchToGiveBack(m_counts.waiting == 0))
        m_space.giveBack(); // a failure is the next commit's as well
}

Error SqlEventStore::countAttempt(const std::vector<qint64> &ids, int maxAttempts,
                                  const Failure &failure, qint64 *setAside)
{
    qint64 exhausted = 0;
    const Error error = change([&](EventCounts *difference) {
        Error counted = m_failed.countAttempt(ids);
        if (!counted.isError())
            counted = m_failed.setAsideExhausted(ids, maxAttempts, failure, difference);
        exhausted = difference->failed;
        return counted;
    });
    *setAside = error.isError() ? 0 : exhausted;
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
    m_hasNobodys = m_hasNobodys || !m_eachSends;
    const auto requeueThem = [&](EventCounts *difference) {
        const Error error = enrol(0); // the claim that follows says until when
        return error.isError() ? error : m_failed.requeue(filter, whose(), difference);
    };
    return changeFailed(requeueThem, count);
}

Error SqlEventStore::purge(const FailedFilter &filter, qint64 *count)
{
    return changeFailed([&](EventCounts *difference) { return m_failed.purge(filter, difference); },
                        count);
}

Error SqlEventStore::changeFailed(const Work &work, qint64 *count)
{
    qint64 changed = 0;
    const Error error = change([&](EventCounts *difference) {
        const Error failure = work(difference);
        changed = -difference->failed;
        return failure;
    });
    *count = error.isError() ? 0 : changed;
    return error;
}

} // namespace Rudder
