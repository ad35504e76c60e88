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
    bool mayYield = false;  // to the anonymousId of another process that was first to store one
    QByteArray loaded = {}; // what the client began with
};

// An accepted event on its way to the store.
struct RecordedEvent
{
    QByteArray bytes;
    QByteArray messageId;
    QByteArray anonymousId;                         // empty: the event has none
    qint64 bootMilliseconds = 0;                    // since boot, through suspend
    std::shared_ptr<const IdentityRecord> identity; // none: the event carries nothing remembered
    quint64 revision = 0; // of the identity, when it was recorded; 0: it is never forgotten
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
    std::optional<std::vector<qint64>> ids; // they rise; none: whatever their id
    std::optional<FailedEvent::Reason> reason;
};

// Ids from first to last.
struct IdRange
{
    qint64 first = 0;
    qint64 last = 0;

    bool holds(qint64 id) const { return id >= first && id <= last; }
};

// What a client wants to send next, as much as fits both limits.
struct ClaimRequest
{
    int maxEvents = 0;
    qint64 maxBytes = 0;
    std::vector<qint64> done; // sent already, though still in the store; the ids rise
    bool isExclusive = true;  // only when no other client sends
    qint64 bootClock = 0;
    qint64 lease = 0;         // ms, after which others need not wait for this client
    QByteArray backoffRecord; // noted with the claim, if there is one
};

struct Claim
{
    std::vector<StoredEvent> events;
    std::optional<qint64> heldUntil; // by the boot clock: others are sending all that one may have
    bool hasOthersBackoff = false;   // another client noted one, which comes first: there are none
};

// How the store changed by what other clients did.
struct Elsewhere
{
    qint64 delivered = 0; // or dropped
    qint64 failed = 0;    // set aside
    qint64 requeued = 0;
};

struct Dropped
{
    qint64 waiting = 0;
    qint64 failed = 0;

    qint64 count() const { return waiting + failed; }
    Dropped &operator+=(const Dropped &other)
    {
        waiting += other.waiting;
        failed += other.failed;
        return *this;
    }
};

// Where events wait, and where those stand aside that failed. Lives on the pipeline's thread. Ids
// rise in the order of the calls, and none is given twice.
class RUDDERQT_CORE_PRIVATE_EXPORT EventStore
{
public:
    EventStore() = default;
    virtual ~EventStore();
    Q_DISABLE_COPY_MOVE(EventStore)

    // All of them or none.
    virtual Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) = 0;
    // The oldest events with a higher id, as many as fit both limits, at least one.
    virtual std::vector<StoredEvent> oldest(qint64 after, int maxEvents, qint64 maxBytes,
                                            Error *error) = 0;
    // The oldest that nobody is sending; they are this client's until it claims others, or settles,
    // or its lease ends.
    virtual Claim claim(const ClaimRequest &request, Error *error);
    // They stay this client's until then.
    virtual Error renewClaim(const IdRange &range, qint64 until);
    // These are done with: delivered. The ids rise. With them the backoff ends, on disk too. With
    // more to send, others wait for this client until then; 0: as before.
    virtual Error settle(const std::vector<qint64> &ids, qint64 heldUntil = 0) = 0;
    // Forgets the oldest: failed ones first, then such as wait and are neither in keepFrom…keepTo
    // nor being sent by others.
    virtual Dropped dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) = 0;
    // Forgets these, but for what others are sending; says how many were there. The ids rise.
    virtual qint64 drop(const std::vector<qint64> &ids) = 0;

    // One attempt more for each; those that had maxAttempts are set aside. Says how many those are.
    virtual Error countAttempt(const std::vector<qint64> &ids, int maxAttempts,
                               const Failure &failure, qint64 *setAside) = 0;
    // Moves them to the failed events; they keep their ids.
    virtual Error setAside(const std::vector<qint64> &ids, const Failure &failure) = 0;
    // The failed events after that id, in the order of the calls.
    virtual std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const = 0;
    // The same, with all that is known of them.
    virtual std::vector<ImportedEvent> failedToExport(qint64 after, int limit,
                                                      Error *error) const = 0;
    // Moves failed events back to their old place, as if they had never been tried.
    virtual Error requeue(const FailedFilter &filter, qint64 *count) = 0;
    virtual Error purge(const FailedFilter &filter, qint64 *count) = 0;
    virtual qint64 failedCount() const = 0;
    virtual qint64 exhaustedCount() const = 0;

    // What is in the way of the store is the store itself.
    virtual bool isDamaged() const { return false; }
    // Its file has no name any more, or another file has it: nobody will find it again.
    virtual bool isDetached() const { return false; }
    // Looks for what other clients did.
    virtual void refresh() { }
    virtual Elsewhere takeElsewhere() { return {}; }

    // How many bytes too many the store would take with so many more; 0: there is room.
    virtual qint64 excessWith(qint64) { return 0; }
    // What it reckons for so many.
    virtual qint64 diskBytesOf(qint64 bytes) const { return bytes; }
    virtual qint64 bytesPerEvent() { return 1; } // those of its own use, on the average
    // How many bytes of events are best added at once.
    virtual qint64 transactionBytes() const;
    // Disk space that is not needed, if it is much.
    virtual void giveBack() { }

    // How sending stands, for the next process. Empty: nothing is known.
    virtual QByteArray backoffRecord() const;
    virtual Error setBackoffRecord(const QByteArray &record);
    // What is known of the source that the events are for, for the next process. Empty: nothing.
    virtual QByteArray sourceRecord() const;
    virtual Error setSourceRecord(const QByteArray &record);
    // This client sends nothing now, and has settled all that it sent.
    virtual void letGo() { }

    // Whose events these are, where the store keeps that: a hash of write key and data plane.
    virtual Error setOwner(const QByteArray &owner);

    virtual qint64 count() const = 0;
    virtual qint64 lastId() const = 0;
};

} // namespace Rudder

#endif
