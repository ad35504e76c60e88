// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/inbox_p.h"

#include <utility>

namespace Rudder {

Inbox::Inbox(qint64 maxEvents, qint64 maxBytes) : m_maxEvents(maxEvents), m_maxBytes(maxBytes) { }

Inbox::Push Inbox::accepted()
{
    return std::exchange(m_wakePending, true) ? Push::Accepted : Push::AcceptedFirst;
}

Inbox::Push Inbox::push(RecordedEvent &&event)
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    if (event.revision != 0 && event.revision < m_firstRevision)
        return Push::Erased;
    const qint64 bytes = event.bytes.size();
    if (m_events + 1 > m_maxEvents || m_bytes + bytes > m_maxBytes)
        return Push::Full;
    ++m_events;
    m_bytes += bytes;
    m_contents.events.push_back(std::move(event));
    return accepted();
}

Inbox::Push Inbox::pushFlush(const FlushRequest &flush)
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_contents.flushes.push_back(flush);
    return accepted();
}

Inbox::Push Inbox::pushFailedRequest(const FailedRequest &request)
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_contents.failedRequests.push_back(request);
    return accepted();
}

Inbox::Push Inbox::pushIdentity(std::shared_ptr<const IdentityRecord> identity)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return Push::Closed;
    m_contents.identity = std::move(identity);
    return accepted();
}

Inbox::Push Inbox::pushSettings(const DeliverySettings &settings)
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_contents.settings = settings;
    return accepted();
}

Inbox::Push Inbox::pushErasure(quint64 id, quint64 firstRevision,
                               std::shared_ptr<const IdentityRecord> identity)
{
    std::vector<RecordedEvent> dropped; // freed after the lock
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return Push::Closed;
    m_firstRevision = firstRevision;
    dropped.swap(m_contents.events);
    m_events -= qint64(dropped.size());
    for (const RecordedEvent &event : dropped)
        m_bytes -= event.bytes.size();
    m_contents.identity = std::move(identity);
    Erasure &erasure = m_contents.erasure ? *m_contents.erasure : m_contents.erasure.emplace();
    erasure.ids.push_back(id);
    erasure.events += qint64(dropped.size());
    erasure.flushes.insert(erasure.flushes.end(), m_contents.flushes.begin(),
                           m_contents.flushes.end());
    m_contents.flushes.clear();
    return accepted();
}

Inbox::Push Inbox::pushLastFlush(const FlushRequest &flush)
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_refuses = true;
    m_contents.flushes.push_back(flush);
    m_contents.lastFlush = flush.id;
    return accepted();
}

Inbox::Push Inbox::pushStoreAtOnce()
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_contents.isStoredAtOnce = true;
    return accepted();
}

Inbox::Push Inbox::pushStoreNow()
{
    const std::lock_guard lock(m_mutex);
    if (m_refuses)
        return Push::Closed;
    m_contents.isStoredNow = true;
    return accepted();
}

Inbox::Push Inbox::pushNetwork(const NetworkState &network)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return Push::Closed;
    m_contents.network = network;
    return accepted();
}

void Inbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_refuses = true;
    m_closed = true;
}

Inbox::Contents Inbox::take()
{
    const std::lock_guard lock(m_mutex);
    m_wakePending = false;
    Contents contents = std::exchange(m_contents, {});
    contents.closed = m_closed;
    return contents;
}

void Inbox::release(qint64 events, qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_events -= events;
    m_bytes -= bytes;
}

qint64 Inbox::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_events;
}

bool Inbox::hasWork() const
{
    const std::lock_guard lock(m_mutex);
    return m_events > 0 || m_contents.erasure || m_contents.identity;
}

} // namespace Rudder
