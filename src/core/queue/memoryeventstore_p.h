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
    std::vector<StoredEvent> claim(int maxEvents, qint64 maxBytes, Error *error) override;
    Error settle(const std::vector<qint64> &ids) override;
    qint64 dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) override;
    qint64 count() const override { return qint64(m_events.size()); }
    qint64 lastId() const override { return m_lastId; }

private:
    std::deque<StoredEvent> m_events;
    qint64 m_lastId = 0;
};

} // namespace Rudder

#endif
