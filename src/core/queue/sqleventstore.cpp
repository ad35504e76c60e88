// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqleventstore_p.h"

#include "hurry_p.h"
#include "queue/sqlschema_p.h"
#include "queue/sqltransaction_p.h"

#include <QtCore/qfile.h>
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

// Of ids that rise.
std::vector<IdRange> rangesOf(const std::vector<qint64> &ids)
{
    std::vector<IdRange> ranges;
    for (const qint64 id : ids) {
        if (ranges.empty() || ranges.back().last + 1 != id)
            ranges.push_back({id, id});
        ranges.back().last = id;
    }
    return ranges;
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
                          qint64 maxBytes)
{
    Error error = m_connection.open(path, durability);
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
             "VALUES (?, ?, ?, ?, ?, ?)"_s},
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
    QSqlQuery query(m_connection.database());
    query.prepare(u"SELECT value FROM facts WHERE name = ?"_s);
    query.addBindValue(name);
    const bool isFound = query.exec() && query.next();
    *value = isFound ? query.value(0).toByteArray() : QByteArray();
    return isFound || !query.lastError().isValid()
            ? Error()
            : m_connection.failure(u"The queue can't be read"_s, query);
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
    QSqlQuery query(m_connection.database());
    query.prepare(u"INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"_s);
    query.addBindValue(name);
    query.addBindValue(value);
    return query.exec() ? Error() : m_connection.failure(u"The queue can't be written"_s, query);
}

Error SqlEventStore::forgetBackoff()
{
    return m_connection.execute(u"DELETE FROM facts WHERE name = 'backoff'"_s);
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
    QSqlQuery &query = m_statements->append;
    const bool canWait = !areQuick(events);
    for (const RecordedEvent &event : events) {
        if (canWait && isHurried())
            return brokenOff();
        query.bindValue(0, ++m_lastId);
        query.bindValue(1, event.bytes);
        query.bindValue(2, notNull(event.anonymousId));
        query.bindValue(3, notNull(bootId));
        query.bindValue(4, event.bootMilliseconds);
        query.bindValue(5, whose());
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

std::vector<StoredEvent> SqlEventStore::firstFree(const ClaimRequest &request,
                                                  std::vector<IdRange> taken, Error *error)
{
    const std::vector<IdRange> done = rangesOf(request.done);
    taken.insert(taken.end(), done.begin(), done.end());
    const auto taker = [&taken](qint64 id) {
        return std::find_if(taken.begin(), taken.end(),
                            [id](const IdRange &range) { return range.holds(id); });
    };
    qint64 after = 0;
    while (true) {
        std::vector<StoredEvent> events = oldest(after, request.maxEvents, request.maxBytes, error);
        const auto isFree = [&](const StoredEvent &event) {
            return taker(event.id) == taken.end();
        };
        const auto first = std::find_if(events.begin(), events.end(), isFree);
        if (first == events.end()) {
            if (events.empty())
                return {};
            after = taker(events.back().id)->last;
            continue;
        }
        const auto end = std::find_if_not(first, events.end(), isFree);
        return {std::make_move_iterator(first), std::make_move_iterator(end)};
    }
}

Error SqlEventStore::claimInTransaction(const ClaimRequest &request, Claim *claim)
{
    return change([&](EventCounts *) {
        *claim = {};
        SqlClaims::Others others;
        Error error = m_claims.readOthers(request.bootClock, &others);
        if (error.isError())
            return error;
        claim->heldUntil = others.heldUntil;
        if (claim->heldUntil)
            return Error();
        const QByteArray record = fact(u"backoff"_s);
        claim->hasOthersBackoff = record != m_backoffRecord;
        m_backoffRecord = record;
        if (claim->hasOthersBackoff)
            return Error();
        claim->events = firstFree(request, others.ranges, &error);
        if (error.isError())
            return error;
        if (claim->events.empty())
            return m_counts.waiting > 0 && request.done.empty() ? recount() : Error();
        error = m_claims.set({claim->events.front().id, claim->events.back().id},
                             request.bootClock + request.lease);
        return error.isError() ? error : setFact(u"backoff"_s, request.backoffRecord);
    });
}

std::vector<StoredEvent> SqlEventStore::nextOf(qint64 client, const ClaimRequest &request,
                                               const std::vector<IdRange> &taken, Error *error)
{
    QSqlQuery &query = client == SqlClaims::nobody ? m_statements->oldestOfNobody
                                                   : m_statements->oldestOfClient;
    const auto isTaken = [&](const StoredEvent &event) {
        return std::binary_search(request.done.begin(), request.done.end(), event.id)
                || std::any_of(taken.begin(), taken.end(),
                               [&event](const IdRange &range) { return range.holds(event.id); });
    };
    for (qint64 after = 0;;) {
        int column = 0;
        if (client != SqlClaims::nobody)
            query.bindValue(column++, client);
        query.bindValue(column++, after);
        query.bindValue(column, request.maxEvents);
        std::vector<StoredEvent> events = read(&query, request.maxBytes, error);
        if (events.empty())
            return events;
        after = events.back().id;
        std::erase_if(events, isTaken);
        if (!events.empty())
            return events;
    }
}

std::vector<StoredEvent> SqlEventStore::nextOwn(const std::set<qint64> &inherited,
                                                const ClaimRequest &request,
                                                const std::vector<IdRange> &taken, Error *error)
{
    for (const qint64 client : inherited) {
        if (client == SqlClaims::nobody && !m_hasNobodys)
            continue;
        std::vector<StoredEvent> events = nextOf(client, request, taken, error);
        if (error->isError() || !events.empty())
            return events;
        if (client == SqlClaims::nobody && taken.empty())
            m_hasNobodys = false;
    }
    return nextOf(m_claims.client(), request, taken, error);
}

// One that sends for all may have stored some since; it counts them among the others'. The index has
// all but those.
bool SqlEventStore::lookForNobodys()
{
    if (m_hasNobodys || m_nobodysSoughtAt == m_lastId)
        return false;
    m_nobodysSoughtAt = m_lastId;
    QSqlQuery query(m_connection.database());
    m_hasNobodys = query.exec(u"SELECT (SELECT waiting FROM counts) > (SELECT count(*) FROM events "
                              "WHERE client IS NOT NULL)"_s)
            && query.next() && query.value(0).toBool();
    return m_hasNobodys;
}

Error SqlEventStore::claimOwnInTransaction(const ClaimRequest &request, bool mayInherit,
                                           Claim *claim, std::set<qint64> *inherited)
{
    const qint64 until = request.bootClock + request.lease;
    return change([&](EventCounts *) {
        *claim = {};
        *inherited = m_inherited;
        if (m_counts.waiting == 0)
            return Error();
        SqlClaims::Others others;
        std::set<qint64> dead;
        Error error = m_claims.readOthers(request.bootClock, &others);
        m_isEnrolling = true;
        if (!error.isError()) // even if it is: who took it for gone may have removed its row
            error = m_claims.enrol(until);
        if (!error.isError() && mayInherit)
            error = m_claims.findDead(request.bootClock, inherited, &dead);
        if (!error.isError())
            error = m_claims.inherit(dead, until);
        inherited->merge(dead);
        if (!error.isError())
            claim->events = nextOwn(*inherited, request, others.ofAll, &error);
        if (!error.isError() && claim->events.empty() && lookForNobodys())
            claim->events = nextOwn(*inherited, request, others.ofAll, &error);
        if (error.isError())
            return error;
        if (claim->events.empty()) {
            claim->heldUntil = until;
            const bool isAlone =
                    others.ofAll.empty() && m_claims.livingOthers(*inherited).isEmpty();
            return request.done.empty() && isAlone ? recount() : Error();
        }
        error = m_claims.set({claim->events.front().id, claim->events.back().id}, until);
        return error.isError() ? error : setFact(u"backoff"_s, request.backoffRecord);
    });
}

// None of those can be another's, so they need no claim; it tells whose they are if the process dies.
Claim SqlEventStore::claimOwn(const ClaimRequest &request, Error *error)
{
    Claim claim;
    std::set<qint64> inherited;
    *error = claimOwnInTransaction(request, !isUnclaimedSentElsewhere(), &claim, &inherited);
    if (!error->isError() && m_counts.waiting > 0)
        m_inherited = std::move(inherited);
    m_claims.keepLiving(m_inherited);
    if (!error->isError())
        m_unclaimedLock.reset();
    if (!error->isError() && !claim.events.empty()) {
        m_hasClaim = true;
        m_backoffRecord = request.backoffRecord;
    }
    if (!error->isError())
        return claim;
    return m_connection.isBusy() || isDamaged() ? Claim() : ownWithoutClaim(request, error);
}

// As in claimForAll(); but its own events each client sends, and those of the gone one alone.
Claim SqlEventStore::ownWithoutClaim(const ClaimRequest &request, Error *error)
{
    Claim claim;
    SqlClaims::Others others;
    std::set<qint64> inherited = m_inherited;
    *error = m_claims.readOthers(request.bootClock, &others);
    if (!error->isError())
        claim.events = nextOwn(inherited, request, others.ofAll, error);
    if (error->isError() || !claim.events.empty())
        return claim;
    claim.heldUntil = request.bootClock + request.lease;
    if (!lockUnclaimed())
        return claim;
    std::set<qint64> dead;
    *error = m_claims.findDead(request.bootClock, &inherited, &dead);
    inherited.merge(dead);
    if (!error->isError())
        claim.events = nextOwn(inherited, request, others.ofAll, error);
    if (claim.events.empty())
        m_unclaimedLock.reset();
    else
        claim.heldUntil.reset();
    return claim;
}

Claim SqlEventStore::claim(const ClaimRequest &request, Error *error)
{
    return request.isExclusive ? claimForAll(request, error) : claimOwn(request, error);
}

Claim SqlEventStore::claimForAll(const ClaimRequest &request, Error *error)
{
    Claim claim;
    SqlClaims::Others others;
    *error = m_claims.readOthers(request.bootClock, &others); // which costs no lock
    if (error->isError())
        return claim;
    if (!others.heldUntil && isUnclaimedSentElsewhere())
        others.heldUntil = request.bootClock + request.lease;
    if (others.heldUntil) {
        refresh();
        claim.heldUntil = others.heldUntil;
        return claim;
    }
    *error = claimInTransaction(request, &claim);
    if (!error->isError()) {
        m_unclaimedLock.reset();
        if (!claim.events.empty()) {
            m_hasClaim = true;
            m_backoffRecord = request.backoffRecord;
        }
        return claim;
    }
    claim = {};
    if (m_connection.isBusy() || isDamaged())
        return claim;
    // The disk is full, or can't be written to at all. To send is what makes room on it; but one
    // alone does, which a file of no bytes tells. Where there can't be even that, two may.
    *error = {};
    if (!lockUnclaimed()) {
        claim.heldUntil = request.bootClock + request.lease;
        return claim;
    }
    claim.events = firstFree(request, others.ranges, error);
    if (claim.events.empty())
        m_unclaimedLock.reset();
    return claim;
}

QString SqlEventStore::unclaimedLockPath() const
{
    return m_connection.path() + u".sender.lock"_s;
}

bool SqlEventStore::isUnclaimedSentElsewhere() const
{
    if (m_unclaimedLock || !QFile::exists(unclaimedLockPath()))
        return false;
    FileLock lock(unclaimedLockPath());
    return lock.tryLock() == FileLock::Attempt::IsAnothers;
}

bool SqlEventStore::lockUnclaimed()
{
    if (!m_unclaimedLock) {
        auto lock = std::make_unique<FileLock>(unclaimedLockPath());
        if (lock->tryLock() == FileLock::Attempt::IsAnothers)
            return false;
        m_unclaimedLock = std::move(lock);
    }
    return true;
}

Error SqlEventStore::renewClaim(const IdRange &range, qint64 until)
{
    if (!m_hasClaim)
        return {};
    return change([&](EventCounts *) { return m_claims.set(range, until); });
}

Error SqlEventStore::remove(const std::vector<qint64> &ids, qint64 *removed)
{
    *removed = 0;
    if (ids.empty())
        return {};
    if (ids.back() - ids.front() + 1 == qint64(ids.size())) {
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
    if (m_space.hasMuchToGiveBack())
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
