// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/failedevent.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qdebug.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qmetaobject.h>

namespace Rudder {

class FailedEventData : public QSharedData
{
public:
    qint64 id = 0;
    QByteArray json;
    FailedEvent::Reason reason = FailedEvent::Reason::Refused;
    QString serverMessage;
    QDateTime failedAt;
    int attempts = 0;
};

/*!
    \class Rudder::FailedEvent
    \inmodule RudderQt.Core
    \brief An event that the data plane did not take, and why.

    Failed events stay on disk, out of the way of the others, until they are sent again or purged.
    A value: it can be copied and kept on any thread, and does not change with the queue.

    \sa Analytics::failedEvents(), Analytics::retryFailed(), Analytics::purgeFailed()
*/

/*!
    \enum Rudder::FailedEvent::Reason

    \value Refused      The data plane refused the event alone (400, or a 4xx that says nothing of
                        key, source or address). It stays until the application sends it again.
    \value TooLarge     The same, with 413.
    \value Exhausted    It was tried Configuration::maxAttempts() times. It is queued again by
                        itself, in its old place: on the next start, when the data plane accepts
                        again, and 15 minutes later at the latest.
*/

/*!
    Constructs an event without anything.
*/
FailedEvent::FailedEvent() : d(new FailedEventData) { }

/*!
    \internal
*/
FailedEvent::FailedEvent(qint64 id, const QByteArray &json, Reason reason,
                         const QString &serverMessage, const QDateTime &failedAt, int attempts)
    : d(new FailedEventData)
{
    d->id = id;
    d->json = json;
    d->reason = reason;
    d->serverMessage = serverMessage;
    d->failedAt = failedAt;
    d->attempts = attempts;
}

FailedEvent::FailedEvent(const FailedEvent &other) = default;
FailedEvent::FailedEvent(FailedEvent &&other) noexcept = default;
FailedEvent &FailedEvent::operator=(const FailedEvent &other) = default;
FailedEvent &FailedEvent::operator=(FailedEvent &&other) noexcept = default;
FailedEvent::~FailedEvent() = default;

/*!
    \property Rudder::FailedEvent::id
    \brief Its number in the queue, which rises in the order of the calls.
*/
qint64 FailedEvent::id() const
{
    return d->id;
}

/*!
    \property Rudder::FailedEvent::messageId
    \brief What the call's Receipt said.
*/
QString FailedEvent::messageId() const
{
    return event()[QLatin1String("messageId")].toString();
}

/*!
    \property Rudder::FailedEvent::reason
    \brief Why it is here.
*/
FailedEvent::Reason FailedEvent::reason() const
{
    return d->reason;
}

/*!
    \property Rudder::FailedEvent::serverMessage
    \brief The last answer, with the data plane's own words where it had any.
*/
QString FailedEvent::serverMessage() const
{
    return d->serverMessage;
}

/*!
    \property Rudder::FailedEvent::failedAt
    \brief When it was set aside, in UTC, by the device's clock.
*/
QDateTime FailedEvent::failedAt() const
{
    return d->failedAt;
}

/*!
    \property Rudder::FailedEvent::attempts
    \brief How often it was tried and counted. A request that found no server does not count.
*/
int FailedEvent::attempts() const
{
    return d->attempts;
}

/*!
    \property Rudder::FailedEvent::event
    \brief The event as it was sent, but for \c sentAt, which each attempt fills in.
*/
QJsonObject FailedEvent::event() const
{
    return QJsonDocument::fromJson(d->json).object();
}

/*!
    Writes \a event to \a debug: its messageId and reason, not its contents.
*/
QDebug operator<<(QDebug debug, const FailedEvent &event)
{
    const QDebugStateSaver saver(debug);
    const char *reason = QMetaEnum::fromType<FailedEvent::Reason>().valueToKey(int(event.reason()));
    debug.nospace() << "Rudder::FailedEvent(" << event.messageId() << ", "
                    << (reason ? reason : "unknown") << ')';
    return debug;
}

} // namespace Rudder
