// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Which of the events this client may send next.

#include "queue/sqleventstore_p.h"

#include <QtCore/qfile.h>

#include <algorithm>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

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

} // namespace

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

} // namespace Rudder
