// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identity_p.h"

#include "event/jsonwriter_p.h"
#include "identity/consent_p.h"

namespace Rudder {

namespace {

QByteArray idMembers(const IdentityValues &values)
{
    QByteArray bytes;
    JsonWriter writer(bytes);
    bytes += "\"anonymousId\":";
    writer.string(values.anonymousId);
    if (!values.userId.isEmpty()) {
        bytes += ",\"userId\":";
        writer.string(values.userId);
    }
    return bytes;
}

QByteArray traitsMember(const Properties &traits)
{
    return traits.isEmpty() ? QByteArray() : "\"traits\":" + traits.toJson();
}

QByteArray sessionMember(const Session &session)
{
    return session.id == 0 ? QByteArray() : "\"sessionId\":" + QByteArray::number(session.id);
}

} // namespace

Identity::Identity(const IdentityValues &values, const Configuration &configuration)
    : m_configuration(configuration), m_loaded(identityToBytes(values)),
      m_current(snapshotOf(values, 1))
{
}

Identity::Snapshot Identity::snapshotOf(const IdentityValues &values, quint64 revision) const
{
    auto snapshot = std::make_shared<IdentitySnapshot>();
    snapshot->values = values;
    snapshot->anonymousIdUtf8 = values.anonymousId.toUtf8();
    snapshot->idMembers = idMembers(values);
    snapshot->traitsMember = traitsMember(values.traits);
    snapshot->sessionMember = sessionMember(values.session);
    const Properties consent = consentManagement(m_configuration, values.consent);
    if (!consent.isEmpty())
        snapshot->consentMember = "\"consentManagement\":" + consent.toJson();
    snapshot->record = std::make_shared<const IdentityRecord>(
            IdentityRecord{revision, identityToBytes(values), values.mayYield, m_loaded});
    return snapshot;
}

Identity::Snapshot Identity::current() const
{
    if (m_guard.isForked()) {
        static const Snapshot nobody = std::make_shared<IdentitySnapshot>();
        return nobody;
    }
    const std::lock_guard lock(m_mutex);
    return m_current;
}

Identity::Snapshot Identity::prepare(const IdentityValues &values) const
{
    return snapshotOf(values, current()->record->revision + 1);
}

void Identity::remember(Snapshot snapshot)
{
    const std::lock_guard lock(m_mutex);
    m_current = std::move(snapshot);
}

} // namespace Rudder
