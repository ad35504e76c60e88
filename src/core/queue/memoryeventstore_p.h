// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_MEMORYEVENTSTORE_P_H
#define RUDDERQT_MEMORYEVENTSTORE_P_H

#include "queue/eventstore_p.h"

#include <deque>

namespace Rudder {

// Takes over where no database can be had. What it holds ends with the process.
class RUDDERQT_CORE_PRIVATE_EXPORT MemoryEventStore final : public EventStore
{
public:
    Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) override;
    std::vector<StoredEvent> oldest(qint64 after, int maxEvents, qint64 maxBytes,
                                    Error *error) override;
    Error settle(const std::vector<qint64> &ids, qint64 heldUntil = 0) override;
    Dropped dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) override;
    qint64 drop(const std::vector<qint64> &ids) override;
    Error countAttempt(const std::vector<qint64> &ids, int maxAttempts, const Failure &failure,
                       qint64 *setAside) override;
    Error setAside(const std::vector<qint64> &ids, const Failure &failure) override;
    std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const override;
    std::vector<ImportedEvent> failedToExport(qint64 after, int limit, Error *error) const override;
    Error requeue(const FailedFilter &filter, qint64 *count) override;
    Error purge(const FailedFilter &filter, qint64 *count) override;
    qint64 count() const override { return qint64(m_events.size()); }
    qint64 failedCount() const override { return qint64(m_failed.size()); }
    qint64 exhaustedCount() const override;
    qint64 bytes() const;
    // All of it, in the order of the calls.
    std::vector<ImportedEvent> all() const;
    void forgetFirst(qint64 count);
    qint64 lastId() const override { return m_lastId; }

private:
    static bool matches(const ImportedEvent &one, const FailedFilter &filter);

    std::deque<StoredEvent> m_events;
    std::deque<ImportedEvent> m_failed; // ids rise, as above
    qint64 m_lastId = 0;
};

} // namespace Rudder

#endif
