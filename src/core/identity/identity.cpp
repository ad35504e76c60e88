// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identity_p.h"

#include "event/jsonwriter_p.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

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

// A damaged file may nest deeper than an event can.
Properties writable(const Properties &properties)
{
    return properties.toJson().isEmpty() ? Properties() : properties;
}

std::shared_ptr<const IdentitySnapshot> snapshotOf(const IdentityValues &values, quint64 revision)
{
    auto snapshot = std::make_shared<IdentitySnapshot>();
    snapshot->values = values;
    snapshot->anonymousIdUtf8 = values.anonymousId.toUtf8();
    snapshot->idMembers = idMembers(values);
    snapshot->traitsMember = traitsMember(values.traits);
    snapshot->record = std::make_shared<const IdentityRecord>(
            IdentityRecord{revision, identityToBytes(values)});
    return snapshot;
}

} // namespace

// Each member by itself, as in an event: within an object the traits would be a level too deep.
QByteArray identityToBytes(const IdentityValues &values)
{
    QByteArray bytes = '{' + idMembers(values);
    if (!values.traits.isEmpty())
        bytes += ',' + traitsMember(values.traits);
    if (!values.groupId.isEmpty()) {
        bytes += ",\"groupId\":";
        JsonWriter(bytes).string(values.groupId);
    }
    if (!values.groupTraits.isEmpty())
        bytes += ",\"groupTraits\":" + values.groupTraits.toJson();
    bytes += '}';
    // Qt's parser leaves one out where a text begins with it, unless it is escaped.
    return bytes.replace("\xef\xbb\xbf", "\\ufeff");
}

IdentityValues identityFromBytes(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    IdentityValues values;
    values.anonymousId = object[u"anonymousId"].toString();
    values.userId = object[u"userId"].toString();
    values.traits = writable(object[u"traits"].toObject());
    values.groupId = object[u"groupId"].toString();
    values.groupTraits = writable(object[u"groupTraits"].toObject());
    return values;
}

Identity::Identity(const IdentityValues &values, bool stored)
    : m_current(snapshotOf(values, stored ? 0 : 1))
{
}

Identity::Snapshot Identity::current() const
{
    if (m_guard.isForked()) {
        static const Snapshot nobody = snapshotOf({}, 0);
        return nobody;
    }
    const std::lock_guard lock(m_mutex);
    return m_current;
}

std::unique_lock<std::mutex> Identity::lockForChange()
{
    return std::unique_lock(m_changing);
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
