// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventdraft_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

class EventDraftData : public QSharedData
{
public:
    // Null where nothing was ever set.
    static const EventDraftData *of(const EventDraft &draft) { return draft.d.constData(); }
    static EventDraft toDraft(EventDraftData *data)
    {
        EventDraft draft;
        draft.d = data;
        return draft;
    }

    EventDraft::Type type = EventDraft::Type::None;
    QString name; // in place of the event's two
    Event event;  // but for its type and names
};

namespace {

using Type = EventDraft::Type;

constexpr std::pair<EventType, Type> types[] = {
        {EventType::Identify, Type::Identify}, {EventType::Track, Type::Track},
        {EventType::Page, Type::Page},         {EventType::Screen, Type::Screen},
        {EventType::Group, Type::Group},       {EventType::Alias, Type::Alias}};

template <typename Value>
void set(QSharedDataPointer<EventDraftData> &d, Value Event::*member, const Value &value)
{
    if (!d)
        d = new EventDraftData;
    d->event.*member = value;
}

template <typename Value>
Value get(const QSharedDataPointer<EventDraftData> &d, Value Event::*member)
{
    return d ? d.constData()->event.*member : Value();
}

bool isAnyOf(Type type, std::initializer_list<Type> wanted)
{
    return std::find(wanted.begin(), wanted.end(), type) != wanted.end();
}

} // namespace

/*!
    \class Rudder::EventDraft
    \inmodule RudderQt.Core
    \brief What a call says, before it is checked: for middleware to read, change and enrich.

    The userId and the anonymousId are those that the event would carry: those that the client
    remembers are filled in where the call is about the remembered user. All else is what the call
    gave; what it did not give is empty, and properties that it did not give are null. What the
    client adds later is not here yet: the context that it gathers, the traits that it remembers,
    the times, and a messageId where the call gave none.

    What is set here for a type that has no place for it (a groupId of a track, say) is left out.

    A default-constructed draft has no type, and a middleware that returns one has its event refused.

    A value, implicitly shared: copies are cheap, and good on any thread.

    \sa Middleware
*/

EventDraft::EventDraft() = default;
EventDraft::EventDraft(const EventDraft &other) = default;
EventDraft::EventDraft(EventDraft &&other) noexcept = default;
EventDraft &EventDraft::operator=(const EventDraft &other) = default;
EventDraft &EventDraft::operator=(EventDraft &&other) noexcept = default;
EventDraft::~EventDraft() = default;

/*!
    \fn EventDraft &EventDraft::setType(Type type)
    \fn EventDraft::Type EventDraft::type() const

    Which call it is. A middleware may make another one of it; then it needs what that call needs.
*/
EventDraft &EventDraft::setType(Type type)
{
    if (!d)
        d = new EventDraftData;
    d->type = type;
    return *this;
}

EventDraft::Type EventDraft::type() const
{
    return d ? d->type : Type::None;
}

/*!
    \fn EventDraft &EventDraft::setName(const QString &name)
    \fn QString EventDraft::name() const

    The event of a track, the name of a page or a screen; the other calls have none.
*/
EventDraft &EventDraft::setName(const QString &name)
{
    if (!d)
        d = new EventDraftData;
    d->name = name;
    return *this;
}

QString EventDraft::name() const
{
    return d ? d->name : QString();
}

/*!
    \fn EventDraft &EventDraft::setCategory(const QString &category)
    \fn QString EventDraft::category() const

    The category of a page or screen.
*/
EventDraft &EventDraft::setCategory(const QString &category)
{
    set(d, &Event::category, category);
    return *this;
}

QString EventDraft::category() const
{
    return get(d, &Event::category);
}

/*!
    \fn EventDraft &EventDraft::setUserId(const QString &userId)
    \fn QString EventDraft::userId() const

    The user the event is about; the new id of an alias.
*/
EventDraft &EventDraft::setUserId(const QString &userId)
{
    set(d, &Event::userId, userId);
    return *this;
}

QString EventDraft::userId() const
{
    return get(d, &Event::userId);
}

/*!
    \fn EventDraft &EventDraft::setAnonymousId(const QString &anonymousId)
    \fn QString EventDraft::anonymousId() const

    The anonymous user the event is about.
*/
EventDraft &EventDraft::setAnonymousId(const QString &anonymousId)
{
    set(d, &Event::anonymousId, anonymousId);
    return *this;
}

QString EventDraft::anonymousId() const
{
    return get(d, &Event::anonymousId);
}

/*!
    \fn EventDraft &EventDraft::setGroupId(const QString &groupId)
    \fn QString EventDraft::groupId() const

    The group of a group call.
*/
EventDraft &EventDraft::setGroupId(const QString &groupId)
{
    set(d, &Event::groupId, groupId);
    return *this;
}

QString EventDraft::groupId() const
{
    return get(d, &Event::groupId);
}

/*!
    \fn EventDraft &EventDraft::setPreviousId(const QString &previousId)
    \fn QString EventDraft::previousId() const

    Who the user of an alias was before.
*/
EventDraft &EventDraft::setPreviousId(const QString &previousId)
{
    set(d, &Event::previousId, previousId);
    return *this;
}

QString EventDraft::previousId() const
{
    return get(d, &Event::previousId);
}

/*!
    \fn EventDraft &EventDraft::setProperties(const Properties &properties)
    \fn Properties EventDraft::properties() const

    The properties of a track, page or screen; those that the options of an alias gave.
*/
EventDraft &EventDraft::setProperties(const Properties &properties)
{
    set(d, &Event::properties, properties);
    return *this;
}

Properties EventDraft::properties() const
{
    return get(d, &Event::properties);
}

/*!
    \fn EventDraft &EventDraft::setTraits(const Properties &traits)
    \fn Properties EventDraft::traits() const

    The traits that an identify or group call, or the options of an alias, gave.
*/
EventDraft &EventDraft::setTraits(const Properties &traits)
{
    set(d, &Event::traits, traits);
    return *this;
}

Properties EventDraft::traits() const
{
    return get(d, &Event::traits);
}

/*!
    \fn EventDraft &EventDraft::setContext(const Properties &context)
    \fn Properties EventDraft::context() const

    What the call's options add to the context that the client gathers.

    \sa CallOptions::setContext()
*/
EventDraft &EventDraft::setContext(const Properties &context)
{
    set(d, &Event::context, context);
    return *this;
}

Properties EventDraft::context() const
{
    return get(d, &Event::context);
}

/*!
    \fn EventDraft &EventDraft::setIntegrations(const Properties &integrations)
    \fn Properties EventDraft::integrations() const

    Which destinations get the event.

    \sa CallOptions::setIntegrations()
*/
EventDraft &EventDraft::setIntegrations(const Properties &integrations)
{
    set(d, &Event::integrations, integrations);
    return *this;
}

Properties EventDraft::integrations() const
{
    return get(d, &Event::integrations);
}

/*!
    \fn EventDraft &EventDraft::setTimestamp(const QDateTime &timestamp)
    \fn QDateTime EventDraft::timestamp() const

    When it happened, if the call's options said that it was not now.

    \sa CallOptions::setTimestamp()
*/
EventDraft &EventDraft::setTimestamp(const QDateTime &timestamp)
{
    set(d, &Event::timestamp, timestamp);
    return *this;
}

QDateTime EventDraft::timestamp() const
{
    return get(d, &Event::timestamp);
}

/*!
    \fn EventDraft &EventDraft::setMessageId(const QString &messageId)
    \fn QString EventDraft::messageId() const

    The id that the call's options gave the event; where it is empty, the client makes one.
*/
EventDraft &EventDraft::setMessageId(const QString &messageId)
{
    set(d, &Event::messageId, messageId);
    return *this;
}

QString EventDraft::messageId() const
{
    return get(d, &Event::messageId);
}

/*!
    Writes \a draft to \a debug: its type and name.
*/
QDebug operator<<(QDebug debug, const EventDraft &draft)
{
    const QDebugStateSaver saver(debug);
    const char *type = QMetaEnum::fromType<EventDraft::Type>().valueToKey(int(draft.type()));
    debug.nospace() << "Rudder::EventDraft(" << (type ? type : "unknown") << ", " << draft.name()
                    << ')';
    return debug;
}

EventDraft toDraft(Event event)
{
    auto *data = new EventDraftData;
    for (const auto &[ofEvent, ofDraft] : types) {
        if (event.type == ofEvent)
            data->type = ofDraft;
    }
    data->name = event.type == EventType::Track ? std::exchange(event.event, {})
                                                : std::exchange(event.name, {});
    data->event = std::move(event);
    return EventDraftData::toDraft(data);
}

Event toEvent(const EventDraft &draft)
{
    const EventDraftData *data = EventDraftData::of(draft);
    Event event = data ? data->event : Event();
    const Type type = draft.type();
    for (const auto &[ofEvent, ofDraft] : types) {
        if (type == ofDraft)
            event.type = ofEvent;
    }
    if (type == Type::Track)
        event.event = draft.name();
    if (isAnyOf(type, {Type::Page, Type::Screen}))
        event.name = draft.name();
    if (type != Type::Group)
        event.groupId = QString();
    if (type != Type::Alias)
        event.previousId = QString();
    if (isAnyOf(type, {Type::Identify, Type::Group}))
        event.properties = Properties();
    if (isAnyOf(type, {Type::Track, Type::Page, Type::Screen}))
        event.traits = Properties();
    return event;
}

Error checkDraft(const EventDraft &draft)
{
    for (const auto &[ofEvent, ofDraft] : types) {
        if (draft.type() == ofDraft)
            return {};
    }
    return Error(Error::Code::WrongType,
                 u"A middleware returned an event without a type. Return the draft that it was "
                 "given, or call setType() on a new one."_s);
}

} // namespace Rudder
