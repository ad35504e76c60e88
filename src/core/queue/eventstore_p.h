// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTSTORE_P_H
#define RUDDERQT_EVENTSTORE_P_H

#include "error.h"
#include "failedevent.h"
#include "private_export_p.h"

#include <QtCore/qbytearray.h>

#include <memory>
#include <optional>
#include <vector>

namespace Rudder {

// The identity of the client at one moment, ready to be written to disk.
struct IdentityRecord
{
    quint64 revision = 0;
    QByteArray bytes;
};

// An accepted event on its way to the store.
struct RecordedEvent
{
    QByteArray bytes;
    QByteArray messageId;
    QByteArray anonymousId;                         // empty: the event has none
    qint64 bootMilliseconds = 0;                    // since boot, through suspend
    std::shared_ptr<const IdentityRecord> identity; // none: the event carries nothing remembered
};

struct StoredEvent
{
    qint64 id = 0;
    QByteArray bytes;
    QByteArray anonymousId;
    QByteArray bootId;
    qint64 bootMilliseconds = 0;
    int attempts = 0;
};

// Why events leave the queue without being delivered.
struct Failure
{
    FailedEvent::Reason reason = FailedEvent::Reason::Refused;
    QString serverMessage;
    qint64 at = 0; // ms since 1970
};

// An event of another store, with all that is known of it.
struct ImportedEvent
{
    StoredEvent event;
    std::optional<Failure> failure; // none: it waits
};

// Some of the failed events: those listed, or all of one reason, or all.
struct FailedFilter
{
    std::vector<qint64> ids; // empty: whatever their id
    std::optional<FailedEvent::Reason> reason;
};

// Where events wait, and where those stand aside that failed. Lives on the pipeline's thread. Ids rise in the order of the calls.
class RUDDERQT_CORE_PRIVATE_EXPORT EventStore
{
public:
    EventStore() = default;
    virtual ~EventStore();
    Q_DISABLE_COPY_MOVE(EventStore)

    // All of them or none.
    virtual Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) = 0;
    // The oldest events with a higher id, as many as fit both limits, at least one; they stay
    // until settled.
    virtual std::vector<StoredEvent> claim(qint64 after, int maxEvents, qint64 maxBytes,
                                           Error *error) = 0;
    // These are done with: delivered. The ids rise. With them the backoff ends, on disk too.
    virtual Error settle(const std::vector<qint64> &ids) = 0;
    // Forgets the oldest that are not in keepFrom…keepTo; says how many those were.
    virtual qint64 dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) = 0;

    // One attempt more for each; those that had maxAttempts are set aside. Says how many those are.
    virtual Error countAttempt(const std::vector<qint64> &ids, int maxAttempts,
                               const Failure &failure, qint64 *setAside) = 0;
    // Moves them to the failed events; they keep their ids.
    virtual Error setAside(const std::vector<qint64> &ids, const Failure &failure) = 0;
    // The failed events after that id, in the order of the calls.
    virtual std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const = 0;
    // Moves failed events back to their old place, as if they had never been tried.
    virtual Error requeue(const FailedFilter &filter, qint64 *count) = 0;
    virtual Error purge(const FailedFilter &filter, qint64 *count) = 0;
    virtual qint64 failedCount() const = 0;
    virtual qint64 exhaustedCount() const = 0;

    // What is in the way of the store is the store itself.
    virtual bool isDamaged() const { return false; }

    // How sending stands, for the next process. Empty: nothing is known.
    virtual QByteArray backoffRecord() const;
    virtual Error setBackoffRecord(const QByteArray &record);

    // Whose events these are, where the store keeps that: a hash of write key and data plane.
    virtual Error setOwner(const QByteArray &owner);

    virtual qint64 count() const = 0;
    virtual qint64 lastId() const = 0;
};

} // namespace Rudder

#endif
