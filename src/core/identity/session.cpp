// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/session_p.h"

#include <algorithm>

namespace Rudder {

namespace {

// Clocks that are kept right by the network go back a little now and then.
constexpr qint64 mostSetBack = 60 * 1000;
// How old the note on disk of the last activity gets, as a part of the time-out: after a crash a
// session ends that much too early at most.
constexpr qint64 notesPerTimeout = 5;

bool isSameBoot(const Moment &a, const Moment &b)
{
    return !a.bootId.isEmpty() && a.bootId == b.bootId && a.boot <= b.boot;
}

qint64 elapsed(const Moment &since, const Moment &now)
{
    return isSameBoot(since, now) ? now.boot - since.boot : now.wall - since.wall;
}

} // namespace

bool Session::operator==(const Session &other) const
{
    return id == other.id && isManual == other.isManual && isStarted == other.isStarted
            && lastActivity.wall == other.lastActivity.wall
            && lastActivity.boot == other.lastActivity.boot
            && lastActivity.bootId == other.lastActivity.bootId;
}

bool hasTimedOut(const Moment &lastActivity, const Moment &now, qint64 timeout)
{
    return now.wall < lastActivity.wall - mostSetBack || elapsed(lastActivity, now) > timeout;
}

Session sessionAt(const Session &session, const Moment &now, const SessionRules &rules,
                  qint64 newId)
{
    Session next = session;
    if (!session.isManual) {
        const bool isOver =
                session.id == 0 || hasTimedOut(session.lastActivity, now, rules.timeout);
        if (isOver || !rules.areAutomatic)
            next = {};
        if (isOver && rules.areAutomatic)
            next.id = newId;
    }
    if (next.id != 0)
        next.lastActivity = now;
    return next;
}

bool isUndisturbed(const Session &session, const Moment &lastActivity, const Moment &now,
                   const SessionRules &rules)
{
    if (session.id == 0)
        return !rules.areAutomatic;
    if (!session.isStarted)
        return false;
    return session.isManual
            || (rules.areAutomatic && !hasTimedOut(lastActivity, now, rules.timeout)
                && !hasTimedOut(session.lastActivity, now, rules.timeout / notesPerTimeout));
}

qint64 newSessionId(qint64 wallClock, qint64 before, double random)
{
    qint64 id = wallClock / 1000;
    if (id < leastSessionId)
        id = leastSessionId + qint64(random * double(leastSessionId));
    return before < mostSessionId ? std::max(id, before + 1) : id;
}

} // namespace Rudder
