// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/inbox_p.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rudder {

Inbox::Inbox(qint64 maxEvents, qint64 maxBytes) : m_maxEvents(maxEvents), m_maxBytes(maxBytes) { }

// In chunks: to let one vector grow would hold up whoever calls for as long as all are moved.
void Inbox::append(RecordedEvent &&event)
{
    constexpr size_t chunk = 128;
    if (m_chunks.empty() || m_chunks.back().size() == chunk) {
        m_chunks.emplace_back();
        m_chunks.back().reserve(chunk);
    }
    m_chunks.back().push_back(std::move(event));
}

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
    append(std::move(event));
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
    Chunks dropped; // freed after the lock
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return Push::Closed;
    m_firstRevision = firstRevision;
    dropped.swap(m_chunks);
    qint64 events = 0;
    for (const std::vector<RecordedEvent> &chunk : dropped) {
        events += qint64(chunk.size());
        for (const RecordedEvent &event : chunk)
            m_bytes -= event.bytes.size();
    }
    m_events -= events;
    m_contents.identity = std::move(identity);
    Erasure &erasure = m_contents.erasure ? *m_contents.erasure : m_contents.erasure.emplace();
    erasure.ids.push_back(id);
    erasure.events += events;
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
    Chunks chunks;
    Contents contents;
    {
        const std::lock_guard lock(m_mutex);
        m_wakePending = false;
        contents = std::exchange(m_contents, {});
        contents.closed = m_closed;
        chunks.swap(m_chunks);
    }
    size_t count = 0;
    for (const std::vector<RecordedEvent> &chunk : chunks)
        count += chunk.size();
    contents.events.reserve(count);
    for (std::vector<RecordedEvent> &chunk : chunks) {
        std::move(chunk.begin(), chunk.end(), std::back_inserter(contents.events));
        chunk = {}; // each when it is empty, so that memory has one of them twice at most
    }
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
