// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NOTICES_P_H
#define RUDDERQT_NOTICES_P_H

#include "analytics.h"
#include "private_export_p.h"
#include "queue/flushlist_p.h"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace Rudder {

// What the pipeline has to tell the client, gathered until the client's thread takes it.
class RUDDERQT_CORE_PRIVATE_EXPORT Notices
{
public:
    struct Contents
    {
        QByteArray storedUpTo;
        qint64 stored = 0;
        qint64 delivered = 0;
        qint64 dropped = 0;
        std::optional<qint64> queuedCount;
        std::optional<Analytics::State> state;
        std::optional<Analytics::Storage> storage;
        std::vector<Error> errors;
        std::vector<FlushList::Finished> flushes;
    };

    Notices() = default;
    Q_DISABLE_COPY_MOVE(Notices)

    // Who is told that there is something to take: a function that any thread may call.
    void setWake(std::function<void()> wake);

    void stored(const QByteArray &upToMessageId, qint64 count);
    void delivered(qint64 count);
    void dropped(qint64 count);
    void failed(const Error &error);
    void flushed(std::vector<FlushList::Finished> flushes);
    void queuedCount(qint64 count);
    void state(Analytics::State state);
    void storage(Analytics::Storage storage);

    bool hasFlushes() const;
    Contents take();

private:
    template <typename Change> void change(Change &&change);

    mutable std::mutex m_mutex;
    std::function<void()> m_wake;
    Contents m_contents;
    bool m_wakePending = false;
};

} // namespace Rudder

#endif
