// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NOTICES_P_H
#define RUDDERQT_NOTICES_P_H

#include "analytics.h"
#include "dropcounts_p.h"
#include "private_export_p.h"
#include "queue/flushlist_p.h"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace Rudder {

// The answer to a FailedRequest.
struct FailedAnswer
{
    quint64 id = 0;
    FailedRequest::What what = FailedRequest::What::List;
    QList<FailedEvent> events;
    qint64 count = 0;
};

// The answer to an Erasure.
struct ErasureAnswer
{
    quint64 id = 0;
    Error error;
};

// What the pipeline has to tell the client, gathered until the client's thread takes it.
class RUDDERQT_CORE_PRIVATE_EXPORT Notices
{
public:
    struct Contents
    {
        QByteArray storedUpTo;
        qint64 stored = 0;
        qint64 delivered = 0;
        DropCounts dropped;
        std::optional<qint64> queuedCount;
        qint64 failedEvents = 0;
        std::optional<qint64> failedCount;
        std::optional<Analytics::State> state;
        std::optional<Analytics::Storage> storage;
        std::optional<qint64> clockSkew;
        std::vector<Error> errors;
        std::vector<FlushList::Finished> flushes;
        std::vector<FailedAnswer> failedAnswers;
        std::vector<ErasureAnswer> erasures;
    };

    Notices() = default;
    Q_DISABLE_COPY_MOVE(Notices)

    // Who is told that there is something to take: a function that any thread may call.
    void setWake(std::function<void()> wake);

    void stored(const QByteArray &upToMessageId, qint64 count);
    void delivered(qint64 count);
    void dropped(Analytics::DropReason reason, qint64 count);
    void failed(const Error &error); // of those not taken the last 100 are kept
    void flushed(std::vector<FlushList::Finished> flushes);
    void answered(FailedAnswer answer);
    void erased(const std::vector<ErasureAnswer> &answers);
    void failedEvents(qint64 count); // were set aside
    void failedCount(qint64 count);  // are there now
    void queuedCount(qint64 count);
    void state(Analytics::State state);
    void storage(Analytics::Storage storage);
    void clockSkew(qint64 milliseconds);

    // Somebody waits for a future.
    bool hasAnswers() const;
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
