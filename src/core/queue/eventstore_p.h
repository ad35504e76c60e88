// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTSTORE_P_H
#define RUDDERQT_EVENTSTORE_P_H

#include "error.h"
#include "private_export_p.h"

#include <QtCore/qbytearray.h>

#include <memory>
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

// Where events wait. Lives on the pipeline's thread. Ids rise in the order of the calls.
class RUDDERQT_CORE_PRIVATE_EXPORT EventStore
{
public:
    EventStore() = default;
    virtual ~EventStore();
    Q_DISABLE_COPY_MOVE(EventStore)

    // All of them or none.
    virtual Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) = 0;
    // The oldest events, as many as fit both limits, at least one; they stay until settled.
    virtual std::vector<StoredEvent> claim(int maxEvents, qint64 maxBytes, Error *error) = 0;
    // These are done with: delivered. The ids rise.
    virtual Error settle(const std::vector<qint64> &ids) = 0;
    // Forgets the oldest that are not in keepFrom…keepTo; says how many those were.
    virtual qint64 dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) = 0;

    // Whose events these are, where the store keeps that: a hash of write key and data plane.
    virtual Error setOwner(const QByteArray &owner);

    virtual qint64 count() const = 0;
    virtual qint64 lastId() const = 0;
};

} // namespace Rudder

#endif
