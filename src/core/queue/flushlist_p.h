// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FLUSHLIST_P_H
#define RUDDERQT_FLUSHLIST_P_H

#include "flushresult.h"
#include "private_export_p.h"
#include "queue/inbox_p.h"

#include <functional>
#include <optional>
#include <vector>

namespace Rudder {

// Keeps account of what each flush() still waits for. Events leave the queue oldest first, so a
// count says it all; but where several clients send, see recount(). No clock of its own.
class RUDDERQT_CORE_PRIVATE_EXPORT FlushList
{
public:
    struct Finished
    {
        quint64 id = 0;
        FlushResult result;
    };

    bool isEmpty() const { return m_flushes.empty(); }
    std::optional<qint64> nextDeadline() const;

    void add(const FlushRequest &request);
    // All that was accepted before the flushes added so far is stored now, and that many wait, the
    // last of them with this id.
    void stored(qint64 waiting, qint64 lastId = 0);
    // Others may have delivered newer events than those that a flush waits for: it asks how many of
    // those there are, by their last id.
    enum class Recount { Ended, All };
    void recount(Recount which, const std::function<qint64(qint64 lastId)> &countUpTo);
    void delivered(qint64 events);
    void dropped(qint64 events);
    void failed(qint64 events);
    // What was in memory has ids from now on, up to this one.
    void moved(qint64 lastId);
    // More of what they wait for is there than was known.
    void added(qint64 events);
    // All that they wait for is gone.
    void erased();
    // Failed events are back in front of all that waits.
    void requeued(qint64 events);

    // waiting: what waits now, of which a flush that is not stored yet knows nothing.
    //
    // Those that have nothing left to wait for, and those whose time is up by now.
    std::vector<Finished> takeFinished(qint64 now, const Error &lastError, qint64 waiting);
    // All, with this error: nothing will be sent for a while.
    std::vector<Finished> takeAll(const Error &error, qint64 waiting);

private:
    struct Flush
    {
        FlushRequest request;
        std::optional<qint64> remaining; // unset: not all is stored yet
        qint64 lastId = 0;
        qint64 delivered = 0;
        qint64 failed = 0;
    };

    std::vector<Flush> m_flushes;
};

} // namespace Rudder

#endif
