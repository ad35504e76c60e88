// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/memoryeventstore_p.h"

#include <algorithm>

namespace Rudder {

Error MemoryEventStore::append(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    for (const RecordedEvent &event : events) {
        m_events.push_back(
                {++m_lastId, event.bytes, event.anonymousId, bootId, event.bootMilliseconds, 0});
    }
    return {};
}

std::vector<StoredEvent> MemoryEventStore::claim(int maxEvents, qint64 maxBytes, Error *)
{
    std::vector<StoredEvent> claimed;
    qint64 bytes = 0;
    for (const StoredEvent &event : m_events) {
        bytes += event.bytes.size() + 1;
        if (int(claimed.size()) == maxEvents || (!claimed.empty() && bytes > maxBytes))
            break;
        claimed.push_back(event);
    }
    return claimed;
}

Error MemoryEventStore::settle(const std::vector<qint64> &ids)
{
    std::erase_if(m_events, [&ids](const StoredEvent &event) {
        return std::binary_search(ids.begin(), ids.end(), event.id);
    });
    return {};
}

qint64 MemoryEventStore::dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo)
{
    qint64 dropped = 0;
    std::erase_if(m_events, [&](const StoredEvent &event) {
        const bool kept = event.id >= keepFrom && event.id <= keepTo;
        if (kept || dropped == count)
            return false;
        ++dropped;
        return true;
    });
    return dropped;
}

} // namespace Rudder
