// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/sendschedule_p.h"

#include "delivery/backoff_p.h"

#include <algorithm>
#include <utility>

namespace Rudder {

namespace {

// A wrong write key or address does not mend itself soon, but it may be mended at the other end.
constexpr qint64 pauseMilliseconds = 15 * 60 * 1000;
constexpr qint64 offlineMilliseconds = 15 * 60 * 1000;
constexpr qint64 longestBackoff = 30 * 1000;

} // namespace

SendSchedule::SendSchedule(int flushAt, qint64 flushInterval)
    : m_flushAt(flushAt), m_flushInterval(flushInterval)
{
}

void SendSchedule::stored(qint64 events, qint64 waitingBefore, qint64 recordedAt)
{
    if (waitingBefore == 0)
        m_oldestAt = recordedAt;
    if (m_arrivedSinceClaim == 0)
        m_firstSinceClaim = recordedAt;
    m_arrivedSinceClaim += events;
}

void SendSchedule::claimed(qint64 now)
{
    m_claimedAt = now;
    m_offlineAttemptAt = now + offlineMilliseconds;
    m_backAt.reset();
    m_arrivedSinceClaim = 0;
}

void SendSchedule::delivered(qint64 stillWaiting, qint64 batchesLeft, double random)
{
    if (batchesLeft == 0) {
        m_batchesLeft = 0;
    } else if (m_failures > 0) {
        m_failuresBefore = failuresToKeep();
        m_batchesAtFirst = batchesLeft;
        m_batchesLeft = batchesLeft;
    } else if (m_batchesLeft > 0) {
        --m_batchesLeft; // what came since is not of the backlog
    }
    m_failures = 0;
    m_backoffUntil = m_claimedAt
            + recoveryGap(m_failuresBefore, m_batchesAtFirst, m_batchesLeft, random).count();
    m_toldUntil = 0;
    m_pausedUntil = 0;
    m_isOffline = false;
    m_hurriedAt.reset();
    // What waits came after the claim, or it is a backlog as old as the batch that just left.
    if (stillWaiting <= m_arrivedSinceClaim)
        m_oldestAt = m_firstSinceClaim;
}

void SendSchedule::failed(qint64 now, double random)
{
    ++m_failures;
    m_backoffUntil = now + backoff(m_failures, random).count();
}

void SendSchedule::failedFor(qint64 milliseconds, qint64 now, double random)
{
    failed(now, random);
    m_toldUntil = now + milliseconds + qint64(double(milliseconds) * random / 10);
    m_backoffUntil = std::max(m_backoffUntil, m_toldUntil);
}

void SendSchedule::restore(int failures, qint64 waitFor, qint64 now)
{
    m_failures = failures;
    m_backoffUntil = now + waitFor;
    m_toldUntil = waitFor > longestBackoff ? m_backoffUntil : 0;
}

void SendSchedule::paused(qint64 now)
{
    m_pausedUntil = now + pauseMilliseconds;
}

void SendSchedule::resume()
{
    m_backoffUntil = 0;
    m_toldUntil = 0;
    m_pausedUntil = 0;
    m_failures = 0;
    m_batchesLeft = 0;
}

void SendSchedule::goOffline(qint64 now)
{
    if (!m_isOffline)
        m_offlineAttemptAt = now + offlineMilliseconds;
    m_isOffline = true;
    m_backAt.reset();
}

std::optional<qint64> SendSchedule::goOnline(qint64 waiting, qint64 now, double random)
{
    constexpr int jitter = 1000;
    constexpr qint64 hurryMilliseconds = 60 * 1000;

    if (!std::exchange(m_isOffline, false) || waiting == 0)
        return std::nullopt;
    // A network that comes and goes must not undo the backoff.
    if (m_hurriedAt && now - *m_hurriedAt < hurryMilliseconds)
        return std::nullopt;
    m_hurriedAt = now;
    m_backAt = now + qint64(random * jitter);
    m_backoffUntil =
            m_failures > 0 ? std::max(*m_backAt, m_toldUntil) : std::max(*m_backAt, m_backoffUntil);
    return m_backAt;
}

int SendSchedule::failuresToKeep() const
{
    return std::max(m_failures, isRecovering() ? m_failuresBefore : 0);
}

std::optional<qint64> SendSchedule::nextAttempt(qint64 waiting, bool flushing, qint64 now) const
{
    if (waiting == 0)
        return std::nullopt;
    const bool isDue = flushing || waiting >= m_flushAt;
    qint64 due = isDue ? now : m_oldestAt + m_flushInterval;
    if (m_backAt)
        due = std::min(due, *m_backAt);
    return std::max({due, m_backoffUntil, m_pausedUntil, m_isOffline ? m_offlineAttemptAt : 0});
}

} // namespace Rudder
