// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/flushlist_p.h"

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

std::optional<qint64> FlushList::nextDeadline() const
{
    std::optional<qint64> next;
    for (const Flush &flush : m_flushes) {
        if (flush.request.deadline >= 0 && (!next || flush.request.deadline < *next))
            next = flush.request.deadline;
    }
    return next;
}

void FlushList::add(const FlushRequest &request)
{
    m_flushes.push_back({request, std::nullopt, 0, 0});
}

void FlushList::stored(qint64 waiting, qint64 lastId)
{
    for (Flush &flush : m_flushes) {
        if (flush.remaining)
            continue;
        flush.remaining = waiting;
        flush.lastId = lastId;
    }
}

void FlushList::moved(qint64 lastId)
{
    for (Flush &flush : m_flushes) {
        if (flush.remaining && flush.lastId == 0)
            flush.lastId = lastId;
    }
}

void FlushList::recount(Recount which, const std::function<qint64(qint64)> &countUpTo)
{
    for (Flush &flush : m_flushes) {
        if (!flush.remaining || (which == Recount::Ended && *flush.remaining > 0))
            continue;
        const qint64 counted = countUpTo(flush.lastId);
        const qint64 notThese = std::max<qint64>(0, counted - *flush.remaining);
        flush.delivered -= std::min(flush.delivered, notThese);
        flush.remaining = counted;
    }
}

void FlushList::delivered(qint64 events)
{
    for (Flush &flush : m_flushes) {
        const qint64 covered = std::min(events, flush.remaining.value_or(0));
        flush.delivered += covered;
        if (flush.remaining)
            *flush.remaining -= covered;
    }
}

void FlushList::dropped(qint64 events)
{
    for (Flush &flush : m_flushes) {
        if (flush.remaining)
            *flush.remaining -= std::min(events, *flush.remaining);
    }
}

void FlushList::failed(qint64 events)
{
    for (Flush &flush : m_flushes) {
        const qint64 covered = std::min(events, flush.remaining.value_or(0));
        flush.failed += covered;
        if (flush.remaining)
            *flush.remaining -= covered;
    }
}

void FlushList::added(qint64 events)
{
    for (Flush &flush : m_flushes) {
        if (flush.remaining)
            *flush.remaining = std::max<qint64>(0, *flush.remaining + events);
    }
}

void FlushList::requeued(qint64 events)
{
    added(events);
    for (Flush &flush : m_flushes)
        flush.failed -= std::min(events, flush.failed);
}

void FlushList::erased()
{
    for (Flush &flush : m_flushes) {
        flush.remaining = 0;
        flush.failed = 0;
    }
}

std::vector<FlushList::Finished> FlushList::takeFinished(qint64 now, const Error &lastError,
                                                         qint64 waiting)
{
    std::vector<Finished> finished;
    std::erase_if(m_flushes, [&](const Flush &flush) {
        const qint64 remaining = flush.remaining.value_or(waiting);
        if (flush.remaining && remaining == 0) {
            Error error;
            if (flush.failed > 0) {
                error = Error(Error::Code::EventsFailed,
                              u"%1 events were set aside as failed: see failedEvents()."_s.arg(
                                      flush.failed));
            }
            finished.push_back({flush.request.id, FlushResult(flush.delivered, 0, error)});
            return true;
        }
        if (flush.request.deadline < 0 || flush.request.deadline > now)
            return false;
        const QString why = lastError.isError() ? u" "_s + lastError.message() : QString();
        finished.push_back({flush.request.id,
                            FlushResult(flush.delivered, remaining,
                                        Error(Error::Code::TimedOut,
                                              u"Not everything was delivered in time."_s + why))});
        return true;
    });
    return finished;
}

std::vector<FlushList::Finished> FlushList::takeAll(const Error &error, qint64 waiting)
{
    std::vector<Finished> finished;
    for (const Flush &flush : m_flushes) {
        finished.push_back(
                {flush.request.id,
                 FlushResult(flush.delivered, flush.remaining.value_or(waiting), error)});
    }
    m_flushes.clear();
    return finished;
}

} // namespace Rudder
