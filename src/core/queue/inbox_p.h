// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_INBOX_P_H
#define RUDDERQT_INBOX_P_H

#include "delivery/networkstate_p.h"
#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <QtCore/qurl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace Rudder {

struct FlushRequest
{
    quint64 id = 0;
    qint64 deadline = -1; // by the boot clock; -1: none
};

// A question about the failed events, or what is to become of them.
struct FailedRequest
{
    enum class What { List, Requeue, Purge };

    quint64 id = 0;
    What what = What::List;
    qint64 after = 0;    // List: those with a higher id
    int limit = 0;       // List
    FailedFilter filter; // Requeue, Purge
};

// All that came before it is to be erased.
struct Erasure
{
    std::vector<quint64> ids;          // of those who wait for it
    qint64 events = 0;                 // that were dropped in the inbox
    std::vector<FlushRequest> flushes; // that had not been taken
};

// What can change while a client lives.
struct DeliverySettings
{
    QString writeKey;
    QUrl dataPlaneUrl;
    bool enabled = true;
};

#if defined(RUDDERQT_SEEDED_RACE)
// For the test that a thread sanitizer watches this hand-over: a lock that locks nothing.
struct InboxMutex
{
    void lock() { }
    void unlock() { }
};
#else
using InboxMutex = std::mutex;
#endif

// The one hand-over between the callers' threads and the pipeline's. Bounded: what is taken still
// counts until release(), so that a store that can't keep up is felt here and nowhere else.
class RUDDERQT_CORE_PRIVATE_EXPORT Inbox
{
public:
    // Erased: what came before was erased while the event was on its way.
    enum class Push { Accepted, AcceptedFirst, Full, Closed, Erased };

    struct Contents
    {
        std::vector<RecordedEvent> events;
        std::vector<FlushRequest> flushes; // cover all events up to and including these
        std::vector<FailedRequest> failedRequests;
        std::optional<Erasure> erasure; // before all events here
        std::shared_ptr<const IdentityRecord> identity;
        std::optional<DeliverySettings> settings;
        std::optional<quint64> lastFlush; // after it the pipeline ends
        bool isStoredAtOnce = false;      // from now on, whatever the commit interval
        bool isStoredNow = false;         // this time
        std::optional<NetworkState> network;
        bool closed = false;
    };

    Inbox(qint64 maxEvents, qint64 maxBytes);
    Q_DISABLE_COPY_MOVE(Inbox)

    // From any thread. AcceptedFirst asks the caller to wake the pipeline.
    Push push(RecordedEvent &&event);
    Push pushFlush(const FlushRequest &flush);
    Push pushFailedRequest(const FailedRequest &request);
    Push pushIdentity(std::shared_ptr<const IdentityRecord> identity);
    Push pushSettings(const DeliverySettings &settings);
    // What is here goes at once; the identity is what is left, none: nobody.
    Push pushErasure(quint64 id, quint64 firstRevision,
                     std::shared_ptr<const IdentityRecord> identity = {});
    // Accepts nothing behind it.
    Push pushLastFlush(const FlushRequest &flush);
    // From now on nothing is held back to be stored together.
    Push pushStoreAtOnce();
    // What is here is not held back.
    Push pushStoreNow();
    Push pushNetwork(const NetworkState &network);
    void close();

    // The pipeline's thread.
    Contents take();
    void release(qint64 events, qint64 bytes);

    // Accepted and not yet released.
    qint64 count() const;
    // Something is to be stored, or erased.
    bool hasWork() const;

private:
    using Chunks = std::vector<std::vector<RecordedEvent>>;

    void append(RecordedEvent &&event);
    Push accepted();

    const qint64 m_maxEvents;
    const qint64 m_maxBytes;
    mutable InboxMutex m_mutex;
    Contents m_contents; // but for the events
    Chunks m_chunks;
    qint64 m_events = 0;
    qint64 m_bytes = 0;
    quint64 m_firstRevision = 0; // of the identity, that is not forgotten
    bool m_wakePending = false;
    bool m_refuses = false;
    bool m_closed = false;
};

} // namespace Rudder

#endif
