// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/acceptedevent.h>

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>

namespace Rudder {

using namespace Qt::StringLiterals;

class AcceptedEventData : public QSharedData
{
public:
    explicit AcceptedEventData(const QJsonObject &json) : json(json) { }

    QJsonObject json;
};

/*!
    \class Rudder::AcceptedEvent
    \inmodule RudderQt.Core
    \brief An event that a client accepted, as it would be sent.

    What the data plane would get: with the remembered user, the context, and each value as it is in
    JSON. A value, implicitly shared: it can be copied and kept on any thread.

    A text that the event does not have is empty, and so is a map.

    \sa EventRecorder::events()
*/

/*!
    \enum Rudder::AcceptedEvent::Type

    Which call made the event.

    \value None     None did: the event was default-constructed.
    \value Identify
    \value Track
    \value Page
    \value Screen
    \value Group
    \value Alias
*/

/*!
    Constructs an event without anything.
*/
AcceptedEvent::AcceptedEvent() = default;

/*!
    Constructs the event that is sent as \a json.
*/
AcceptedEvent::AcceptedEvent(const QJsonObject &json) : d(new AcceptedEventData(json)) { }

AcceptedEvent::AcceptedEvent(const AcceptedEvent &other) = default;
AcceptedEvent::AcceptedEvent(AcceptedEvent &&other) noexcept = default;
AcceptedEvent &AcceptedEvent::operator=(const AcceptedEvent &other) = default;
AcceptedEvent &AcceptedEvent::operator=(AcceptedEvent &&other) noexcept = default;
AcceptedEvent::~AcceptedEvent() = default;

/*!
    \property Rudder::AcceptedEvent::type
    \brief Which call made it.
*/
AcceptedEvent::Type AcceptedEvent::type() const
{
    static constexpr std::pair<QLatin1StringView, Type> types[] = {
            {"identify"_L1, Type::Identify}, {"track"_L1, Type::Track}, {"page"_L1, Type::Page},
            {"screen"_L1, Type::Screen},     {"group"_L1, Type::Group}, {"alias"_L1, Type::Alias}};
    const QString name = json()["type"_L1].toString();
    for (const auto &[key, type] : types) {
        if (name == key)
            return type;
    }
    return Type::None;
}

/*!
    \property Rudder::AcceptedEvent::messageId
    \brief What the call's Receipt said.
*/
QString AcceptedEvent::messageId() const
{
    return json()["messageId"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::name
    \brief The event of a track, the name of a page or a screen; the other calls have none.
*/
QString AcceptedEvent::name() const
{
    return json()[type() == Type::Track ? "event"_L1 : "name"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::category
    \brief What CallOptions::setCategory() said.
*/
QString AcceptedEvent::category() const
{
    return json()["category"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::userId
    \brief Whom it is about: the user of an identify, remembered since, or of the call's options.
*/
QString AcceptedEvent::userId() const
{
    return json()["userId"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::anonymousId
    \brief The client's Analytics::anonymousId(), or that of the call's options.
*/
QString AcceptedEvent::anonymousId() const
{
    return json()["anonymousId"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::groupId
    \brief The group of a group call; the other calls have none.
*/
QString AcceptedEvent::groupId() const
{
    return json()["groupId"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::previousId
    \brief Who the user of an alias was before; the other calls have none.
*/
QString AcceptedEvent::previousId() const
{
    return json()["previousId"_L1].toString();
}

/*!
    \property Rudder::AcceptedEvent::properties
    \brief The properties of a track, page or screen, as they are after JSON: a date is its text, a
    number a \c double or \c qlonglong.
*/
QVariantMap AcceptedEvent::properties() const
{
    return json()["properties"_L1].toObject().toVariantMap();
}

/*!
    \property Rudder::AcceptedEvent::traits
    \brief The traits that an identify or group call, or the options of an alias, gave. Those that
    are remembered of the user are in context(), of each call.
*/
QVariantMap AcceptedEvent::traits() const
{
    return json()["traits"_L1].toObject().toVariantMap();
}

/*!
    \property Rudder::AcceptedEvent::context
    \brief Where the call was made: application, library, device and the user's traits.
*/
QVariantMap AcceptedEvent::context() const
{
    return json()["context"_L1].toObject().toVariantMap();
}

/*!
    \property Rudder::AcceptedEvent::json
    \brief The whole. Its times \c originalTimestamp and \c sentAt are those of the call, in UTC;
    sending would fill them in anew.
*/
QJsonObject AcceptedEvent::json() const
{
    return d ? d->json : QJsonObject();
}

/*!
    Writes \a event to \a debug: its type, name and messageId.
*/
QDebug operator<<(QDebug debug, const AcceptedEvent &event)
{
    const QDebugStateSaver saver(debug);
    const char *type = QMetaEnum::fromType<AcceptedEvent::Type>().valueToKey(int(event.type()));
    debug.nospace() << "Rudder::AcceptedEvent(" << type << ", " << event.name() << ", "
                    << event.messageId() << ')';
    return debug;
}

} // namespace Rudder
