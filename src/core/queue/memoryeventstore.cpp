// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/memoryeventstore_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qtimezone.h>

#include <algorithm>
#include <iterator>

namespace Rudder {

namespace {

bool isOlder(const ImportedEvent &a, const ImportedEvent &b)
{
    return a.event.id < b.event.id;
}

} // namespace

Error MemoryEventStore::append(const std::vector<RecordedEvent> &events, const QByteArray &bootId)
{
    for (const RecordedEvent &event : events) {
        m_events.push_back(
                {++m_lastId, event.bytes, event.anonymousId, bootId, event.bootMilliseconds, 0});
    }
    return {};
}

std::vector<StoredEvent> MemoryEventStore::oldest(qint64 after, int maxEvents, qint64 maxBytes,
                                                  Error *)
{
    std::vector<StoredEvent> claimed;
    qint64 bytes = 0;
    for (const StoredEvent &event : m_events) {
        if (event.id <= after)
            continue;
        bytes += event.bytes.size() + 1;
        if (int(claimed.size()) == maxEvents || (!claimed.empty() && bytes > maxBytes))
            break;
        claimed.push_back(event);
    }
    return claimed;
}

Error MemoryEventStore::settle(const std::vector<qint64> &ids, qint64)
{
    drop(ids);
    return {};
}

qint64 MemoryEventStore::drop(const std::vector<qint64> &ids)
{
    return qint64(std::erase_if(m_events, [&ids](const StoredEvent &event) {
        return std::binary_search(ids.begin(), ids.end(), event.id);
    }));
}

Dropped MemoryEventStore::dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo)
{
    Dropped dropped;
    dropped.failed = std::min(count, failedCount());
    m_failed.erase(m_failed.begin(), m_failed.begin() + dropped.failed);
    std::erase_if(m_events, [&](const StoredEvent &event) {
        const bool kept = event.id >= keepFrom && event.id <= keepTo;
        if (kept || dropped.waiting + dropped.failed == count)
            return false;
        ++dropped.waiting;
        return true;
    });
    return dropped;
}

Error MemoryEventStore::countAttempt(const std::vector<qint64> &ids, int maxAttempts,
                                     const Failure &failure, qint64 *setAside)
{
    std::vector<qint64> exhausted;
    for (StoredEvent &event : m_events) {
        if (std::binary_search(ids.begin(), ids.end(), event.id) && ++event.attempts >= maxAttempts)
            exhausted.push_back(event.id);
    }
    *setAside = qint64(exhausted.size());
    return this->setAside(exhausted, failure);
}

Error MemoryEventStore::setAside(const std::vector<qint64> &ids, const Failure &failure)
{
    std::erase_if(m_events, [&](const StoredEvent &event) {
        if (!std::binary_search(ids.begin(), ids.end(), event.id))
            return false;
        m_failed.push_back({event, failure});
        return true;
    });
    std::sort(m_failed.begin(), m_failed.end(), isOlder);
    return {};
}

std::vector<FailedEvent> MemoryEventStore::failedEvents(qint64 after, int limit, Error *) const
{
    std::vector<FailedEvent> events;
    for (const ImportedEvent &one : m_failed) {
        if (one.event.id <= after || qint64(events.size()) >= limit)
            continue;
        events.emplace_back(one.event.id, one.event.bytes, one.failure->reason,
                            one.failure->serverMessage,
                            QDateTime::fromMSecsSinceEpoch(one.failure->at, QTimeZone::utc()),
                            one.event.attempts);
    }
    return events;
}

std::vector<ImportedEvent> MemoryEventStore::failedToExport(qint64 after, int limit, Error *) const
{
    std::vector<ImportedEvent> events;
    for (const ImportedEvent &one : m_failed) {
        if (one.event.id > after && qint64(events.size()) < limit)
            events.push_back(one);
    }
    return events;
}

bool MemoryEventStore::matches(const ImportedEvent &one, const FailedFilter &filter)
{
    const bool isListed =
            !filter.ids || std::binary_search(filter.ids->begin(), filter.ids->end(), one.event.id);
    return isListed && (!filter.reason || *filter.reason == one.failure->reason);
}

Error MemoryEventStore::requeue(const FailedFilter &filter, qint64 *count)
{
    for (const ImportedEvent &one : m_failed) {
        if (!matches(one, filter))
            continue;
        m_events.push_back(one.event);
        m_events.back().attempts = 0;
    }
    std::sort(m_events.begin(), m_events.end(),
              [](const StoredEvent &a, const StoredEvent &b) { return a.id < b.id; });
    return purge(filter, count);
}

Error MemoryEventStore::purge(const FailedFilter &filter, qint64 *count)
{
    *count = qint64(std::erase_if(
            m_failed, [&filter](const ImportedEvent &one) { return matches(one, filter); }));
    return {};
}

qint64 MemoryEventStore::bytes() const
{
    qint64 sum = 0;
    for (const StoredEvent &event : m_events)
        sum += event.bytes.size();
    for (const ImportedEvent &one : m_failed)
        sum += one.event.bytes.size();
    return sum;
}

std::vector<ImportedEvent> MemoryEventStore::all() const
{
    std::vector<ImportedEvent> waiting;
    waiting.reserve(m_events.size());
    for (const StoredEvent &event : m_events)
        waiting.push_back({event, std::nullopt});
    std::vector<ImportedEvent> events;
    events.reserve(m_events.size() + m_failed.size());
    std::merge(waiting.begin(), waiting.end(), m_failed.begin(), m_failed.end(),
               std::back_inserter(events), isOlder);
    return events;
}

void MemoryEventStore::forgetFirst(qint64 count)
{
    while (count-- > 0) {
        const bool isFailed = m_events.empty()
                || (!m_failed.empty() && m_failed.front().event.id < m_events.front().id);
        if (isFailed)
            m_failed.pop_front();
        else
            m_events.pop_front();
    }
}

qint64 MemoryEventStore::exhaustedCount() const
{
    return std::count_if(m_failed.begin(), m_failed.end(), [](const ImportedEvent &one) {
        return one.failure->reason == FailedEvent::Reason::Exhausted;
    });
}

} // namespace Rudder
