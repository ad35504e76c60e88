// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventwriter_p.h"

#include "context/contextcheck_p.h"
#include "context/contextmerge_p.h"
#include "event/eventcheck_p.h"
#include "event/jsonwriter_p.h"
#include "event/timestamp_p.h"
#include "queue/clockmark_p.h"
#include "queue/eventlayout_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

const char *typeMember(EventType type)
{
    switch (type) {
    case EventType::Identify:
        return ",\"type\":\"identify\"";
    case EventType::Track:
        return ",\"type\":\"track\"";
    case EventType::Page:
        return ",\"type\":\"page\"";
    case EventType::Screen:
        return ",\"type\":\"screen\"";
    case EventType::Group:
        return ",\"type\":\"group\"";
    case EventType::Alias:
        return ",\"type\":\"alias\"";
    }
    Q_UNREACHABLE();
}

// The session of another user is known to nobody but the caller.
bool isReserved(const EventUser &user, const QString &key)
{
    const bool isOthersSession = !user.own && (key == u"sessionId" || key == u"sessionStart");
    return isClientsOwn(key) && !isOthersSession;
}

// Writes the members of one event. A null string or null properties were not given.
class Members
{
public:
    Members(QByteArray &out, qint64 maxBytes) : m_out(out), m_writer(out, maxBytes) { }

    void header(qint64 wallClock)
    {
        char time[EventLayout::timestampWidth];
        writeUtc(time, wallClock);
        m_out.append(EventLayout::beforeOriginalTimestamp).append(time, sizeof(time));
        m_out.append(EventLayout::beforeSentAt).append(time, sizeof(time)).append('"');
    }
    void string(const char *prefix, const QString &value)
    {
        if (value.isNull())
            return;
        m_out.append(prefix);
        m_writer.string(value);
    }
    void object(const char *prefix, const Properties &value)
    {
        if (value.isNull())
            return;
        m_out.append(prefix);
        m_writer.object(value);
    }
    void context(const Event &event, const EventUser &user, const ContextPart &part);

    JsonWriter &writer() { return m_writer; }

private:
    void ready(const QByteArray &member);
    void session(const EventUser &user);
    void mergedContext(const Properties &callers, const ContextPart &part);
    void callersContext(const Event &event, const EventUser &user, const ContextPart &part,
                        bool traitsAreWritten);

    QByteArray &m_out;
    JsonWriter m_writer;
};

void Members::ready(const QByteArray &member)
{
    if (!m_out.endsWith('{'))
        m_out.append(',');
    m_out.append(member);
}

void Members::session(const EventUser &user)
{
    if (!user.own || user.own->sessionMember.isEmpty())
        return;
    ready(user.own->sessionMember);
    if (user.startsSession)
        m_out.append(",\"sessionStart\":true");
}

// Our members, with what the caller says of them.
void Members::mergedContext(const Properties &callers, const ContextPart &part)
{
    for (const ContextPart::Member &own : part.members()) {
        if (!callers.contains(own.key) || isClientsOwn(own.key)) {
            ready(own.bytes);
        } else {
            m_writer.key(own.key);
            m_writer.value(mergedValue(own.value, callers.value(own.key)));
        }
    }
}

// The caller's further members.
void Members::callersContext(const Event &event, const EventUser &user, const ContextPart &part,
                             bool traitsAreWritten)
{
    for (qsizetype i = 0; i < event.context.size(); ++i) {
        const Property &member = event.context.at(i);
        const QString &key = member.key();
        // An identify's own traits are the newest.
        if (isReserved(user, key) || part.contains(key) || isUndefined(member.value())
            || (traitsAreWritten && key == u"traits"))
            continue;
        m_writer.key(key);
        m_writer.value(member.value());
    }
}

void Members::context(const Event &event, const EventUser &user, const ContextPart &part)
{
    const IdentitySnapshot *own = user.own;
    m_out.append(",\"context\":{");
    if (event.context.isEmpty())
        m_out.append(part.all());
    else
        mergedContext(event.context, part);

    const bool isIdentify = event.type == EventType::Identify;
    const bool isGiven = isIdentify && !event.traits.isNull();
    const bool isOverruled =
            event.context.contains(u"traits"_s) && !isUndefined(event.context.value(u"traits"_s));
    const bool isRemembered = own && !own->traitsMember.isEmpty() && (isIdentify || !isOverruled);
    if (isRemembered) {
        ready(own->traitsMember);
    } else if (isGiven) {
        m_writer.key(u"traits");
        m_writer.object(event.traits);
    }
    session(user);
    if (!user.consentMember.isEmpty())
        ready(user.consentMember);
    callersContext(event, user, part, isRemembered || isGiven);
    m_out.append('}');
}

// Null where exit(), or the end of the thread, has taken it away: that comes before the end of static
// objects and of much else that may still record an event.
QByteArray *memoryOfThread()
{
    thread_local bool isGone = false;
    struct Memory
    {
        QByteArray bytes;
        ~Memory() { isGone = true; }
    };
    thread_local Memory memory;
    return isGone ? nullptr : &memory.bytes;
}

} // namespace

EventWriter::EventWriter(const QString &channel, qint64 maxEventBytes, qint64 earliestTime)
    : m_maxEventBytes(maxEventBytes), m_earliestTime(earliestTime)
{
    m_channelMember = ",\"channel\":";
    JsonWriter(m_channelMember).string(channel);
}

Error EventWriter::write(const Event &event, const EventUser &user, const ContextPart &context,
                         const QByteArray &messageId, qint64 wallClock, QByteArray *bytes) const
{
    // Every event is written into the same memory, and leaves it in a block of its exact size.
    QByteArray ofThisEvent;
    QByteArray *const ofThread = memoryOfThread();
    QByteArray &scratch = ofThread ? *ofThread : ofThisEvent;
    scratch.resize(0);

    Members members(scratch, m_maxEventBytes);
    members.header(wallClock);
    scratch.append(",\"messageId\":");
    if (event.messageId.isEmpty())
        scratch.append('"').append(messageId).append('"');
    else
        members.writer().string(event.messageId);
    scratch.append(typeMember(event.type)).append(m_channelMember);
    if (user.own && event.type != EventType::Alias) {
        scratch.append(',').append(user.own->idMembers);
    } else {
        members.string(",\"anonymousId\":", event.anonymousId);
        members.string(",\"userId\":", event.userId);
    }
    members.string(",\"previousId\":", event.previousId);
    members.string(",\"event\":", event.event);
    members.string(",\"name\":", event.name);
    members.string(",\"category\":", event.category);
    members.string(",\"groupId\":", event.groupId);
    members.object(",\"properties\":", event.properties);
    members.object(",\"traits\":", event.traits);
    members.object(",\"integrations\":", event.integrations);
    if (event.timestamp.isValid()) {
        scratch.append(",\"timestamp\":");
        members.writer().value(event.timestamp);
    }
    members.context(event, user, context);
    scratch.append('}');
    setClockUnset(&scratch, wallClock < m_earliestTime);

    if (members.writer().problem() == JsonWriter::Problem::TooDeep) {
        return Error(Error::Code::TooDeep,
                     u"\"%1\" is nested too deep: 200 levels are the most."_s.arg(
                             members.writer().problemKey()));
    }
    if (members.writer().problem() == JsonWriter::Problem::TooLarge
        || scratch.size() >= m_maxEventBytes) {
        return tooLarge(m_maxEventBytes);
    }
    *bytes = QByteArray(scratch.constData(), scratch.size());
    return {};
}

} // namespace Rudder
