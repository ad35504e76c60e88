// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identityvalues_p.h"

#include "event/jsonwriter_p.h"
#include "event/messageid_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;

// Members of an object, written one after the other.
class Members
{
public:
    explicit Members(QByteArray &bytes) : m_bytes(bytes) { }

    void text(const char *key, const QString &value)
    {
        if (value.isEmpty())
            return;
        name(key);
        JsonWriter(m_bytes).string(value);
    }
    void number(const char *key, qint64 value)
    {
        name(key);
        m_bytes += QByteArray::number(value);
    }
    void flag(const char *key, bool value)
    {
        name(key);
        m_bytes += value ? "true" : "false";
    }
    // Each by itself, as in an event: within an object its values would be a level too deep.
    void object(const char *key, const Properties &value)
    {
        if (value.isEmpty())
            return;
        name(key);
        m_bytes += value.toJson();
    }
    void raw(const char *key, const QByteArray &json)
    {
        name(key);
        m_bytes += json;
    }

private:
    void name(const char *key)
    {
        if (!m_bytes.endsWith('{'))
            m_bytes += ',';
        m_bytes += '"' + QByteArray(key) + "\":";
    }

    QByteArray &m_bytes;
};

QByteArray sessionToBytes(const Session &session)
{
    QByteArray bytes = "{";
    Members members(bytes);
    members.number("id", session.id);
    members.flag("manual", session.isManual);
    members.flag("started", session.isStarted);
    members.number("wall", session.lastActivity.wall);
    members.number("boot", session.lastActivity.boot);
    members.text("bootId", QString::fromLatin1(session.lastActivity.bootId));
    return bytes + '}';
}

Session sessionFrom(const QJsonObject &object)
{
    Session session;
    const qint64 id = object[u"id"].toInteger();
    if (id < leastSessionId || id > mostSessionId)
        return session;
    session.id = id;
    session.isManual = object[u"manual"].toBool();
    session.isStarted = object[u"started"].toBool();
    session.lastActivity = {object[u"wall"].toInteger(), object[u"boot"].toInteger(),
                            object[u"bootId"].toString().toLatin1()};
    return session;
}

QByteArray applicationToBytes(const ApplicationVersion &application)
{
    QByteArray bytes = "{";
    Members members(bytes);
    members.text("version", application.version);
    members.text("build", application.build);
    return bytes + '}';
}

std::optional<ApplicationVersion> applicationFrom(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    return ApplicationVersion{value[u"version"].toString(), value[u"build"].toString()};
}

QByteArray consentToBytes(const ConsentDecision &consent)
{
    QByteArray bytes = "{";
    Members members(bytes);
    members.flag("granted", consent.state() == ConsentDecision::State::Granted);
    members.object(
            "purposes",
            {{u"allowed"_s, consent.allowedPurposes()}, {u"denied"_s, consent.deniedPurposes()}});
    members.number("decidedAt", consent.decidedAt().toMSecsSinceEpoch());
    return bytes + '}';
}

// Without a clear word the user is to be asked again.
ConsentDecision consentFrom(const QJsonValue &value)
{
    using State = ConsentDecision::State;
    if (!value[u"granted"].isBool())
        return {};
    const QJsonValue purposes = value[u"purposes"];
    return ConsentDecision(
            value[u"granted"].toBool() ? State::Granted : State::Denied,
            purposes[u"allowed"].toVariant().toStringList(),
            purposes[u"denied"].toVariant().toStringList(),
            QDateTime::fromMSecsSinceEpoch(value[u"decidedAt"].toInteger(), Qt::UTC));
}

// Bytes of another origin may nest deeper than an event can.
Properties writable(const Properties &properties)
{
    return properties.toJson().isEmpty() ? Properties() : properties;
}

} // namespace

void makeAnonymousId(IdentityValues *values)
{
    if (values->anonymousId.isEmpty())
        values->anonymousId = QString::fromLatin1(newMessageId());
}

IdentityValues withoutUser(IdentityValues values, Analytics::ResetParts parts)
{
    if (parts & Analytics::ResetPart::User) {
        values.userId.clear();
        values.traits = {};
    }
    if (parts & Analytics::ResetPart::Group) {
        values.groupId.clear();
        values.groupTraits = {};
    }
    if (parts & Analytics::ResetPart::AnonymousId) {
        values.anonymousId.clear();
        values.mayYield = false;
    }
    return values;
}

bool isSameUser(const IdentityValues &a, const IdentityValues &b)
{
    return a.anonymousId == b.anonymousId && a.userId == b.userId && a.groupId == b.groupId
            && a.traits == b.traits && a.groupTraits == b.groupTraits;
}

QByteArray identityToBytes(const IdentityValues &values)
{
    QByteArray bytes = "{";
    Members members(bytes);
    members.number("version", formatVersion);
    members.text("anonymousId", values.anonymousId);
    members.text("userId", values.userId);
    members.object("traits", values.traits);
    members.text("groupId", values.groupId);
    members.object("groupTraits", values.groupTraits);
    if (values.session.id != 0)
        members.raw("session", sessionToBytes(values.session));
    if (values.application)
        members.raw("application", applicationToBytes(*values.application));
    if (values.consent.state() != ConsentDecision::State::Unknown)
        members.raw("consent", consentToBytes(values.consent));
    bytes += '}';
    // Qt's parser leaves one out where a text begins with it, unless it is escaped.
    return bytes.replace("\xef\xbb\xbf", "\\ufeff");
}

std::optional<IdentityValues> identityFromBytes(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    if (object[u"version"].toInt() != formatVersion)
        return std::nullopt;
    IdentityValues values;
    values.anonymousId = object[u"anonymousId"].toString();
    values.userId = object[u"userId"].toString();
    values.traits = writable(object[u"traits"].toObject());
    values.groupId = object[u"groupId"].toString();
    values.groupTraits = writable(object[u"groupTraits"].toObject());
    values.session = sessionFrom(object[u"session"].toObject());
    values.application = applicationFrom(object[u"application"]);
    values.consent = consentFrom(object[u"consent"]);
    return values;
}

ConsentDecision decisionIn(const QByteArray &bytes)
{
    return identityFromBytes(bytes).value_or(IdentityValues()).consent;
}

} // namespace Rudder
