// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_IDENTITY_P_H
#define RUDDERQT_IDENTITY_P_H

#include "configuration.h"
#include "event/deferredlog_p.h"
#include "forkguard_p.h"
#include "identity/identityvalues_p.h"
#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <memory>
#include <mutex>

namespace Rudder {

// What is remembered, with the bytes that every event of this user carries made once.
struct IdentitySnapshot
{
    IdentityValues values;
    QByteArray anonymousIdUtf8;
    QByteArray idMembers;     // "anonymousId":"…","userId":"…"
    QByteArray traitsMember;  // "traits":{…}, or empty
    QByteArray sessionMember; // "sessionId":…, or empty
    QByteArray consentMember; // "consentManagement":{…}, or empty; carried by all others too
    std::shared_ptr<const IdentityRecord> record;
};

// Held from reading what is remembered to remembering something else.
class IdentityLock
{
public:
    IdentityLock(std::mutex *mutex, bool waits)
        : m_lock(waits ? std::unique_lock(*mutex) : std::unique_lock(*mutex, std::try_to_lock))
    {
    }

    explicit operator bool() const { return m_lock.owns_lock(); }

private:
    DeferredLog m_log; // ends after the lock
    std::unique_lock<std::mutex> m_lock;
};

// The remembered user. Any thread may read; changes are made one after another.
class RUDDERQT_CORE_PRIVATE_EXPORT Identity
{
public:
    using Snapshot = std::shared_ptr<const IdentitySnapshot>;

    // As read from disk, so that it needs no writing until it changes; or as nobody.
    Identity(const IdentityValues &values, const Configuration &configuration);
    Q_DISABLE_COPY_MOVE(Identity)

    Snapshot current() const;

    [[nodiscard]] IdentityLock lockForChange() { return IdentityLock(&m_changing, true); }
    // Without waiting for whoever holds it.
    [[nodiscard]] IdentityLock tryLockForChange() { return IdentityLock(&m_changing, false); }
    // The snapshot that values would make; takes effect only by remember(). Needs the lock.
    Snapshot prepare(const IdentityValues &values) const;
    void remember(Snapshot snapshot);

private:
    Snapshot snapshotOf(const IdentityValues &values, quint64 revision) const;

    const Configuration m_configuration;
    const QByteArray m_loaded;
    std::mutex m_changing;
    const ForkGuard m_guard;
    mutable std::mutex m_mutex;
    Snapshot m_current;
};

} // namespace Rudder

#endif
