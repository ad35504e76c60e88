// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "notices_p.h"

#include <utility>

namespace Rudder {

template <typename Change> void Notices::change(Change &&change)
{
    const std::lock_guard lock(m_mutex);
    change(m_contents);
    if (!std::exchange(m_wakePending, true) && m_wake)
        m_wake();
}

void Notices::setWake(std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    m_wake = std::move(wake);
}

void Notices::stored(const QByteArray &upToMessageId, qint64 count)
{
    change([&](Contents &contents) {
        contents.storedUpTo = upToMessageId;
        contents.stored += count;
    });
}

void Notices::delivered(qint64 count)
{
    change([&](Contents &contents) { contents.delivered += count; });
}

void Notices::dropped(Analytics::DropReason reason, qint64 count)
{
    if (count > 0)
        change([&](Contents &contents) { contents.dropped.add(reason, count); });
}

void Notices::failed(const Error &error)
{
    constexpr size_t most = 100; // the client's thread may never take them
    change([&](Contents &contents) {
        if (contents.errors.size() >= most)
            contents.errors.erase(contents.errors.begin());
        contents.errors.push_back(error);
    });
}

void Notices::flushed(std::vector<FlushList::Finished> flushes)
{
    if (flushes.empty())
        return;
    change([&](Contents &contents) {
        contents.flushes.insert(contents.flushes.end(), std::make_move_iterator(flushes.begin()),
                                std::make_move_iterator(flushes.end()));
    });
}

void Notices::answered(FailedAnswer answer)
{
    change([&](Contents &contents) { contents.failedAnswers.push_back(std::move(answer)); });
}

void Notices::erased(const std::vector<ErasureAnswer> &answers)
{
    if (answers.empty())
        return;
    change([&](Contents &contents) {
        contents.erasures.insert(contents.erasures.end(), answers.begin(), answers.end());
    });
}

void Notices::failedEvents(qint64 count)
{
    change([&](Contents &contents) { contents.failedEvents += count; });
}

void Notices::failedCount(qint64 count)
{
    change([&](Contents &contents) { contents.failedCount = count; });
}

void Notices::queuedCount(qint64 count)
{
    change([&](Contents &contents) { contents.queuedCount = count; });
}

void Notices::state(Analytics::State state)
{
    change([&](Contents &contents) { contents.state = state; });
}

void Notices::storage(Analytics::Storage storage)
{
    change([&](Contents &contents) { contents.storage = storage; });
}

void Notices::clockSkew(qint64 milliseconds)
{
    change([&](Contents &contents) { contents.clockSkew = milliseconds; });
}

bool Notices::hasAnswers() const
{
    const std::lock_guard lock(m_mutex);
    return !m_contents.flushes.empty() || !m_contents.failedAnswers.empty()
            || !m_contents.erasures.empty();
}

Notices::Contents Notices::take()
{
    const std::lock_guard lock(m_mutex);
    m_wakePending = false;
    return std::exchange(m_contents, {});
}

} // namespace Rudder
