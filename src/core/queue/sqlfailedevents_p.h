// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLFAILEDEVENTS_P_H
#define RUDDERQT_SQLFAILEDEVENTS_P_H

#include "queue/eventstore_p.h"
#include "queue/sqlconnection_p.h"

#include <vector>

namespace Rudder {

// By how much each count changed, or what it is.
struct EventCounts
{
    qint64 waiting = 0;
    qint64 failed = 0;
    qint64 exhausted = 0;
};

// The table of the failed events. The caller has a transaction open for all that writes.
class SqlFailedEvents
{
public:
    explicit SqlFailedEvents(const SqlConnection *connection);

    Error setAside(const std::vector<qint64> &ids, const Failure &failure,
                   EventCounts *change) const;
    Error countAttempt(const std::vector<qint64> &ids) const;
    Error setAsideExhausted(const std::vector<qint64> &ids, int maxAttempts, const Failure &failure,
                            EventCounts *change) const;
    std::vector<FailedEvent> list(qint64 after, int limit, Error *error) const;
    Error dropOldest(qint64 count, EventCounts *change) const;
    Error dropUpTo(qint64 id, EventCounts *change) const;
    // They are that client's then; null: nobody's.
    Error requeue(const FailedFilter &filter, const QVariant &client, EventCounts *change) const;
    Error purge(const FailedFilter &filter, EventCounts *change) const;

private:
    Error drop(const QString &condition, EventCounts *change) const;
    Error move(const QString &condition, const Failure &failure, EventCounts *change) const;
    Error count(const QString &condition, EventCounts *counts) const;

    const SqlConnection *m_connection;
};

} // namespace Rudder

#endif
