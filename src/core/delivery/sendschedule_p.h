// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SENDSCHEDULE_P_H
#define RUDDERQT_SENDSCHEDULE_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>

#include <optional>

namespace Rudder {

// When the next batch is due. Counts and times in, a time out; no clock of its own.
// Times are milliseconds of the boot clock.
class RUDDERQT_CORE_PRIVATE_EXPORT SendSchedule
{
public:
    SendSchedule(int flushAt, qint64 flushInterval);

    // Events came that were recorded at that time; as many as waiting were there before.
    void stored(qint64 events, qint64 waitingBefore, qint64 recordedAt);
    void claimed(qint64 now);
    // So many events still wait. With those that now come back to the queue they make so many
    // batches, which leave at a measured pace if this ends a row of failures.
    void delivered(qint64 stillWaiting, qint64 batchesLeft, double random);
    void failed(qint64 now, double random);
    // The server said how long to stay away at least. Not all come at once: up to a tenth later.
    void failedFor(qint64 milliseconds, qint64 now, double random);
    void paused(qint64 now);
    // As an earlier process left it.
    void restore(int failures, qint64 waitFor, qint64 now);
    // What was wrong may be right now: a new write key or address.
    void resume();

    // The system says that there is no network. It can be wrong: an attempt every 15 minutes.
    void goOffline(qint64 now);
    // An attempt within a second, whatever the backoff; but not before the server's own time. Says
    // when, if there is one.
    std::optional<qint64> goOnline(qint64 waiting, qint64 now, double random);
    // A delivery shows that the system was wrong.
    bool isOffline() const { return m_isOffline; }

    bool isBackingOff(qint64 now) const { return m_failures > 0 && now < m_backoffUntil; }
    bool isPaused(qint64 now) const { return now < m_pausedUntil; }
    int consecutiveFailures() const { return m_failures; }
    qint64 backoffUntil() const { return m_backoffUntil; }
    // Sending what a row of failures left.
    bool isRecovering() const { return m_batchesLeft > 0; }
    // In a row, now or before what is being recovered from: what a restart must not forget.
    int failuresToKeep() const;

    // None: nothing waits. A time that has passed: now.
    std::optional<qint64> nextAttempt(qint64 waiting, bool flushing, qint64 now) const;

private:
    const int m_flushAt;
    const qint64 m_flushInterval;
    qint64 m_oldestAt = 0;
    qint64 m_arrivedSinceClaim = 0;
    qint64 m_firstSinceClaim = 0;
    qint64 m_claimedAt = 0;
    int m_failures = 0;
    qint64 m_backoffUntil = 0;
    qint64 m_toldUntil = 0; // by the server
    qint64 m_pausedUntil = 0;
    bool m_isOffline = false;
    qint64 m_offlineAttemptAt = 0;
    std::optional<qint64> m_backAt;    // what waits is due then
    std::optional<qint64> m_hurriedAt; // came back so soon, with no delivery since
    int m_failuresBefore = 0;          // the recovery, if there is one
    qint64 m_batchesAtFirst = 0;
    qint64 m_batchesLeft = 0;
};

} // namespace Rudder

#endif
