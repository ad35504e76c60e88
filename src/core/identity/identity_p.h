// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_IDENTITY_P_H
#define RUDDERQT_IDENTITY_P_H

#include "forkguard_p.h"
#include "private_export_p.h"
#include "properties.h"
#include "queue/eventstore_p.h"

#include <QtCore/qstring.h>

#include <memory>
#include <mutex>

namespace Rudder {

// Who the client's user is, as plain values.
struct IdentityValues
{
    QString anonymousId;
    QString userId;
    Properties traits;
    QString groupId;
    Properties groupTraits;
};

// The same, with the bytes that every event of this user carries made once.
struct IdentitySnapshot
{
    IdentityValues values;
    QByteArray anonymousIdUtf8;
    QByteArray idMembers;    // "anonymousId":"…","userId":"…"
    QByteArray traitsMember; // "traits":{…}, or empty
    std::shared_ptr<const IdentityRecord> record;
};

// The remembered user. Any thread may read; changes are made one after another.
class RUDDERQT_CORE_PRIVATE_EXPORT Identity
{
public:
    using Snapshot = std::shared_ptr<const IdentitySnapshot>;

    // stored: read from disk, so that it needs no writing until it changes.
    Identity(const IdentityValues &values, bool stored);
    Q_DISABLE_COPY_MOVE(Identity)

    Snapshot current() const;

    // Held from reading what is remembered to remembering something else.
    [[nodiscard]] std::unique_lock<std::mutex> lockForChange();
    // The snapshot that values would make; takes effect only by remember(). Needs the lock.
    Snapshot prepare(const IdentityValues &values) const;
    void remember(Snapshot snapshot);

private:
    std::mutex m_changing;
    const ForkGuard m_guard;
    mutable std::mutex m_mutex;
    Snapshot m_current;
};

RUDDERQT_CORE_PRIVATE_EXPORT QByteArray identityToBytes(const IdentityValues &values);
// Damaged bytes give empty values.
RUDDERQT_CORE_PRIVATE_EXPORT IdentityValues identityFromBytes(const QByteArray &bytes);

} // namespace Rudder

#endif
