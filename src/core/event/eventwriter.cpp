// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventwriter_p.h"

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

// What a context says of the library and of the clock is for the library to say.
bool isOurs(const QString &key)
{
    return key == u"library" || key == u"clock";
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
    void context(const Event &event, const IdentitySnapshot *own, const ContextPart &part);

    JsonWriter &writer() { return m_writer; }

private:
    void callersContext(const Event &event, bool traitsAreWritten);

    QByteArray &m_out;
    JsonWriter m_writer;
};

void Members::callersContext(const Event &event, bool traitsAreWritten)
{
    for (qsizetype i = 0; i < event.context.size(); ++i) {
        const Property &member = event.context.at(i);
        // An identify's own traits are the newest.
        if (isOurs(member.key()) || (traitsAreWritten && member.key() == u"traits"))
            continue;
        m_writer.key(member.key());
        m_writer.value(member.value());
    }
}

void Members::context(const Event &event, const IdentitySnapshot *own, const ContextPart &part)
{
    m_out.append(",\"context\":{");
    m_out.append(event.context.isEmpty() ? part.all() : part.without(event.context));

    const bool isIdentify = event.type == EventType::Identify;
    const bool isGiven = isIdentify && !event.traits.isNull();
    const bool isRemembered = own && !own->traitsMember.isEmpty()
            && (isIdentify || !event.context.contains(u"traits"_s));
    if (isRemembered)
        m_out.append(',').append(own->traitsMember);
    else if (isGiven)
        object(",\"traits\":", event.traits);
    callersContext(event, isRemembered || isGiven);
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

ContextPart::ContextPart(const Properties &context)
{
    for (qsizetype i = 0; i < context.size(); ++i) {
        if (context.at(i).key() == u"clock")
            continue;
        QByteArray member;
        JsonWriter writer(member);
        writer.key(context.at(i).key());
        writer.value(context.at(i).value());
        m_members.emplace_back(context.at(i).key(), member);
    }
    m_all = without({});
}

QByteArray ContextPart::without(const Properties &replacements) const
{
    QByteArray joined;
    for (const auto &[key, member] : m_members) {
        if (key != u"library" && replacements.contains(key))
            continue;
        if (!joined.isEmpty())
            joined.append(',');
        joined.append(member);
    }
    return joined;
}

EventWriter::EventWriter(const QString &channel, qint64 maxEventBytes, qint64 earliestTime)
    : m_maxEventBytes(maxEventBytes), m_earliestTime(earliestTime)
{
    m_channelMember = ",\"channel\":";
    JsonWriter(m_channelMember).string(channel);
}

Error EventWriter::write(const Event &event, const IdentitySnapshot *own,
                         const ContextPart &context, const QByteArray &messageId, qint64 wallClock,
                         QByteArray *bytes) const
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
    if (own && event.type != EventType::Alias) {
        scratch.append(',').append(own->idMembers);
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
    members.context(event, own, context);
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
