// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "analytics.h"

#include "analytics_p.h"
#include "lifecycle_p.h"

#include <QtCore/qurl.h>

namespace Rudder {

/*!
    \class Rudder::Analytics
    \inmodule RudderQt
    \brief The client: records events, keeps them on disk, and delivers them to a data plane.

    \code
    Rudder::Configuration configuration(u"WRITE_KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    Rudder::Analytics analytics(configuration);
    analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}});
    \endcode

    The six calls (identify(), track(), page(), screen(), group(), alias()) and flush() may be made
    from any thread; everything else, and the destructor, belongs to the thread of the client.
    Signals come on that thread, gathered to at most 30 a second.

    A call costs microseconds: it touches neither disk nor network. It answers at once, with a
    Receipt that says whether the event was accepted, and why not. An accepted event stays in the
    queue until the data plane has stored it.

    A client may be made before the application object, and be destroyed after it. From the end of
    the application object on, calls are refused with Error::Code::ShutDown.
*/

/*!
    \enum Rudder::Analytics::State

    \value Starting    The queue is being opened.
    \value Idle        Nothing waits.
    \value Waiting     Events wait for the next batch.
    \value Sending     A request is under way.
    \value BackingOff  The last request failed in a way that passes; another follows.
    \value Offline     The system says that there is no network. An attempt follows within a second of
                       its return, and every 15 minutes all the same, for it can be wrong.
    \value Paused      The data plane or the control plane refuses: a wrong write key or address, a
                       source that is switched off. Recording goes on. The next attempt follows after
                       15 minutes, with a new write key or address, or with the next start.
    \value Disabled    The client records and sends nothing: see setEnabled() and lastError().
*/

/*!
    \enum Rudder::Analytics::Storage

    \value Opening   Not known yet.
    \value Database  Events are kept on disk.
    \value Memory    No database can be had. At the end of the client what is not delivered goes to
                     a file that the next start reads; a process that is killed loses it.
*/

/*!
    \fn void Rudder::Analytics::stored(const QString &upToMessageId, qint64 count)

    \a count events were written to the disk since the signal came last: all that were accepted up
    to and including that with \a upToMessageId. They survive the end of the process; with
    Configuration::Durability::Full also the loss of power. While storage() is Memory it is emitted only
    at the end, for what went to a file that the next start reads.
*/

/*!
    \fn void Rudder::Analytics::delivered(qint64 count)

    The data plane has stored \a count events since the signal came last.
*/

/*!
    \enum Rudder::Analytics::DropReason

    Why an event that the application asked for is not going to arrive.

    \value InboxFull    The call was refused: Configuration::maxInternalQueueSize() or
                        maxInternalQueueBytes() was reached.
    \value StorageFull  Configuration::maxStoredEvents() or maxStoredBytes() was reached.
    \value TooOld       It waited for longer than Configuration::maxEventAge().
    \value TooLarge     The call was refused: more than Configuration::maxEventBytes().
    \value Refused      The call was refused for what it said; its Receipt says why.
    \value ByRule       A rule of the application dropped it.
    \value Purged       purge() or purgeFailed() removed it.
    \value NoConsent    There was no consent to record it.
*/

/*!
    \fn void Rudder::Analytics::dropped(Rudder::Analytics::DropReason reason, qint64 count)

    \a count events were given up for \a reason since the signal came last: once for a burst, not
    once for each event.

    Calls to a client that is disabled, has ended or lacks its write key are not counted.

    \sa droppedCount()
*/

/*!
    \fn void Rudder::Analytics::errorOccurred(const Rudder::Error &error)

    Something went wrong that was no call's fault: with the queue, the network, the data plane. In a
    row of equal failures only the first is reported.
*/

/*!
    Makes a client for \a configuration. Reads the remembered user from disk, and opens the queue
    on a thread of its own.

    Without a write key, or with a URL that is none, the client is there, but disabled; lastError()
    and errorOccurred() say why.
*/
Analytics::Analytics(const Configuration &configuration, QObject *parent)
    : QObject(parent), d(std::make_unique<AnalyticsPrivate>(this, configuration))
{
}

/*!
    Stores what is still in memory; does not wait for the network. A request in flight is let go, and
    sent again by the next start. Futures of flush() and shutdown() that are still open are finished
    with Error::Code::ShutDown.

    On a healthy disk this takes less than 100 ms. What the database can't take in that time, because
    another process locks it, the disk refuses it or it is too much, goes to a file beside it
    (\c{<queueName>.spill-…}), which the next start reads. A disk that does not answer at all, as one
    in a network that is gone, is waited for 3 seconds; then the thread that hangs in it is left to
    itself and a warning is logged. Such a thread ends with the process, or when the disk answers, so
    the library must not be unloaded then.

    The same happens at the end of the application object, and when the process calls \c exit()
    without one or the other.

    In a process that never made an application object, one stands in while the events are stored,
    for Qt SQL needs it.

    In a child that was forked from the client's process without exec(), nothing happens: calls are
    refused there with Error::Code::ShutDown, and queue, threads and locks stay the parent's. A
    client that the child makes for itself works, but keeps its events in memory only if the parent
    had a queue open.
*/
Analytics::~Analytics()
{
    if (d->isForked())
        static_cast<void>(d.release()); // its threads and locks are the parent's
}

/*!
    Says who the user is: \a userId from now on, with \a traits.

    The user is remembered, over restarts too. The same user's traits are merged into the
    remembered ones, another's replace them. An empty \a userId adds traits to the remembered
    user, known or not.

    With options that name another user than the remembered one, nothing is remembered.

    Refused with Error::Code::ConflictingIds, TooLarge, TooDeep, InboxFull, Disabled, ShutDown,
    MissingWriteKey or InvalidDataPlaneUrl; then nothing is remembered either. From any thread.
*/
Receipt Analytics::identify(const QString &userId, const Properties &traits,
                            const CallOptions &options)
{
    Event event;
    event.type = EventType::Identify;
    event.userId = userId;
    event.traits = traits;
    return d->record(event, options);
}

/*!
    Records that the user did something: \a event, with \a properties.

    Refused with Error::Code::MissingEvent for an empty name, and for the reasons that identify()
    has. From any thread.
*/
Receipt Analytics::track(const QString &event, const Properties &properties,
                         const CallOptions &options)
{
    Event recorded;
    recorded.type = EventType::Track;
    recorded.event = event;
    recorded.properties = properties;
    return d->record(recorded, options);
}

/*!
    Records that the user saw the web page \a name, with \a properties. A page may be without a
    name. Refused for the reasons that identify() has. From any thread.
*/
Receipt Analytics::page(const QString &name, const Properties &properties,
                        const CallOptions &options)
{
    Event event;
    event.type = EventType::Page;
    event.name = name;
    event.properties = properties;
    return d->record(event, options);
}

/*!
    Records that the user saw the screen \a name of the application, with \a properties. A screen
    may be without a name. Refused for the reasons that identify() has. From any thread.
*/
Receipt Analytics::screen(const QString &name, const Properties &properties,
                          const CallOptions &options)
{
    Event event;
    event.type = EventType::Screen;
    event.name = name;
    event.properties = properties;
    return d->record(event, options);
}

/*!
    Says that the user belongs to \a groupId: a company, a team, with \a traits. The group is
    remembered.

    Refused with Error::Code::MissingGroupId for an empty \a groupId, and for the reasons that
    identify() has. From any thread.
*/
Receipt Analytics::group(const QString &groupId, const Properties &traits,
                         const CallOptions &options)
{
    Event event;
    event.type = EventType::Group;
    event.groupId = groupId;
    event.traits = traits;
    return d->record(event, options);
}

/*!
    Says that \a userId is the user who was known as \a previousId. Without the latter the
    remembered user is meant: its userId, else its anonymousId; then, and when \a previousId is one
    of these, \a userId is remembered.

    Refused with Error::Code::MissingUserId for an empty \a userId, and for the reasons that
    identify() has. From any thread.
*/
Receipt Analytics::alias(const QString &userId, const QString &previousId,
                         const CallOptions &options)
{
    Event event;
    event.type = EventType::Alias;
    event.userId = userId;
    event.previousId = previousId;
    return d->record(event, options);
}

/*!
    Records "Deep Link Opened": \a url opened the application, from \a referringApplication if that
    is known. Each item of the address's query becomes a property. Refused for the reasons that
    identify() has. From any thread.
*/
Receipt Analytics::deepLinkOpened(const QUrl &url, const QString &referringApplication)
{
    Event event = Rudder::deepLinkOpened(url, referringApplication);
    return d->record(event, {});
}

/*!
    Sends all that was accepted before, in as many batches as that takes, without waiting for
    Configuration::flushAt() or flushInterval(). From any thread. Of a queue that several clients
    share it waits for what all of them recorded; with Configuration::isMultiProcessor() not for the
    events of others that live.

    The future is always finished with a result, on the client's thread, at the latest when the
    client is destroyed: with how many events were delivered, how many remain, and an error when
    some do. A flush does not shorten a wait that the data plane's answers imposed; while the system
    says that there is no network it ends at once, with Error::Code::NetworkFailed; and where the
    events can't be had any more, with Error::Code::StorageUnavailable: the queue is damaged and
    can't be mended for now, or a new write key or address left it to other clients. After
    \a timeout it ends with Error::Code::TimedOut and the events stay queued; a negative one means
    no limit.

    \warning Do not block the client's thread on the future: use QFutureWatcher, or QFuture::then()
    with a context that outlives the client. The destructor finishes open futures, so what continues
    one may run in there.
*/
QFuture<FlushResult> Analytics::flush(std::chrono::milliseconds timeout)
{
    return d->flush(timeout);
}

/*!
    Ends the client, and tries the network first: sends what waits, as flush() does, until
    \a deadline from now at the latest, then stores the rest and ends the thread of the pipeline. A
    request that is still in flight is let go. From now on calls are refused with
    Error::Code::ShutDown. Neither this function nor the destructor after it waits for the network.

    The future is finished on the client's thread, when all of that is done. Its result says how many
    events were delivered since, and how many remain for the next start; an error says why some do. A
    negative \a deadline means no limit, 0 that nothing more is sent than is answered already. Where
    the data plane refuses everything (State::Paused) nothing is waited for.

    A second call changes nothing, and returns the same future. To wait for the future without an
    event loop would be to wait for ever: quit when it is finished.

    \code
    auto *watcher = new QFutureWatcher<Rudder::FlushResult>(qApp);
    QObject::connect(watcher, &QFutureWatcherBase::finished, qApp, &QCoreApplication::quit);
    watcher->setFuture(analytics.shutdown(2s));
    \endcode
*/
QFuture<FlushResult> Analytics::shutdown(std::chrono::milliseconds deadline)
{
    return d->shutdown(deadline);
}

/*!
    Reads events that the data plane did not take: at most \a limit of them (1 to 10,000), in the
    order of the calls, beginning behind the one with the id \a afterId. To page, pass the id of the
    last one read; an empty list is the end. From any thread.

    The future is finished on the client's thread, as that of flush() is; with an empty list when
    the client is disabled or has ended.
*/
QFuture<QList<FailedEvent>> Analytics::failedEvents(qint64 afterId, int limit)
{
    return d->failedEvents(afterId, limit);
}

/*!
    Queues all failed events again, in their old place, to be sent as if they had never been tried.
    The future says how many those were. From any thread.
*/
QFuture<qint64> Analytics::retryFailed()
{
    return d->changeFailed(FailedRequest::What::Requeue, std::nullopt);
}

/*!
    \overload

    Only those with these \a ids; of an empty list, none.
*/
QFuture<qint64> Analytics::retryFailed(const QList<qint64> &ids)
{
    return d->changeFailed(FailedRequest::What::Requeue, ids);
}

/*!
    Deletes all failed events. The future says how many those were. From any thread.
*/
QFuture<qint64> Analytics::purgeFailed()
{
    return d->changeFailed(FailedRequest::What::Purge, std::nullopt);
}

/*!
    \overload

    Only those with these \a ids; of an empty list, none.
*/
QFuture<qint64> Analytics::purgeFailed(const QList<qint64> &ids)
{
    return d->changeFailed(FailedRequest::What::Purge, ids);
}

/*!
    \enum Rudder::Analytics::ResetPart

    What reset() forgets.

    \value User          The userId and the traits.
    \value AnonymousId   The anonymousId; a new one is made when it is needed.
    \value Group         The groupId and the group's traits.
    \value Session       The session; a new one begins.
    \value All           All of these.
*/

/*!
    Forgets the user, as when signing out: \a parts of what is remembered. Events that were recorded
    before keep theirs. Consent, and what was recorded, stay. The client's thread.
*/
void Analytics::reset(ResetParts parts)
{
    d->recorder.reset(parts);
}

/*!
    Goes on under \a anonymousId, as when the user was known by it before: on a web page that opened
    the application, or in an earlier SDK. It is remembered over restarts until reset().

    Refused with Error::Code::MissingUser when empty, TooLarge when it would fill a quarter of
    Configuration::maxEventBytes(), and where calls are refused. The client's thread.
*/
Error Analytics::setAnonymousId(const QString &anonymousId)
{
    return d->recorder.setAnonymousId(anonymousId);
}

/*!
    Begins a session by hand, which ends the one there is. With \a sessionId 0 its id is the seconds
    since 1970, as that of an automatic one; another must have at least 10 digits, and at most the
    53 bits of a JSON number, or Error::Code::InvalidSessionId is returned.

    It lasts until endSession(), over restarts too, whatever Configuration::sessionTimeout() says. The
    first event in it carries \c {context.sessionStart}. The client's thread.
*/
Error Analytics::startSession(qint64 sessionId)
{
    return d->recorder.startSession(sessionId);
}

/*!
    Ends the session, however it began. None begins by itself until the next start of the client.
    The client's thread.
*/
void Analytics::endSession()
{
    d->recorder.endSession();
}

/*!
    Has each event pass through \a middleware before it is checked and recorded; it is known by
    \a name. It runs on the thread of the call, behind those that were added before, and may change,
    enrich or drop the event: a dropped one is counted as DropReason::ByRule. Events that were held
    for the user's consent pass when that is granted.

    Refused with Error::Code::WrongType for a name that is empty or there already, or an empty
    function. From any thread.

    \sa Middlewares
*/
Error Analytics::addMiddleware(const QString &name, Middleware middleware)
{
    return d->recorder.middlewares().add(name, std::move(middleware));
}

/*!
    Takes the middleware \a name out; returns whether there was one. From any thread.
*/
bool Analytics::removeMiddleware(const QString &name)
{
    return d->recorder.middlewares().remove(name);
}

/*!
    The user consents: to all of Configuration::consentPurposes(), or only to \a purposes of these.
    What was held is recorded, and from now on calls are. A later call may change the purposes; the
    events that follow carry the new ones.

    The decision is remembered over restarts, with its time. Where the disk can't take it, which
    errorOccurred() says, it counts for this run, and the user is to be asked again in the next.

    Refused with Error::Code::UnknownPurpose for a purpose that the configuration does not have, and
    with ShutDown or DoNotTrack. The client's thread.
*/
Error Analytics::grantConsent(const QStringList &purposes)
{
    return d->grantConsent(purposes);
}

/*!
    The user does not consent, or takes the consent back, whether or not
    Configuration::consentPolicy() requires one. Calls are refused with Error::Code::NoConsent from
    now on, and everything that this client has stored is erased, as by purge(): also from the bytes
    on the disk, as far as the file system lets a program reach them. Only the decision is kept.

    grantConsent() takes it back; the user is a new one then. The client's thread.
*/
void Analytics::denyConsent()
{
    d->denyConsent();
}

/*!
    \property Rudder::Analytics::consent
    \brief what the user decided, as it was told to grantConsent() and denyConsent().
*/
ConsentDecision Analytics::consent() const
{
    return d->recorder.consent();
}

/*!
    Says whether the application is \a inForeground. The module RudderQt::Quick says it by itself, and
    RudderQt::Widgets after watchApplicationWindows(), so this is for an application without these,
    whose windows are not Qt's or whose lifecycle is its own. Records "Application Backgrounded", or
    "Application Opened" with \c from_background, when that changes, as
    Configuration::lifecycleEvents() says, and stores what is in memory. The application is taken to
    start in the foreground. The client's thread.
*/
void Analytics::setInForeground(bool inForeground)
{
    d->setInForeground(inForeground);
}

/*!
    From now on the context of every event has \a value under \a key, until another is set or an
    invalid one, as \nullptr, removes it. It is merged into what the client gathers as
    CallOptions::setContext() is, and gives way to that in turn. Kept in memory only.

    \code
    analytics.setContextValue(u"fleet"_s, u"north"_s);
    analytics.setContextValue(u"device"_s, {{u"type"_s, u"kiosk"_s}});
    analytics.setContextValue(u"ip"_s, u"0.0.0.0"_s);
    \endcode

    \warning Events about other users than the remembered one carry it too. A client that speaks for
    many passes what belongs to one of them with the call.

    Refused, with nothing changed: with Error::Code::WrongType an empty key; \c library,
    \c sessionId, \c sessionStart, \c clock and \c consentManagement, which only the client can
    know; \c traits; an \c externalId that is no list of objects with the texts \c type and \c id.
    With TooDeep a value of more than 200 levels, and with TooLarge one with which these values would
    fill more than half of Configuration::maxEventBytes().
*/
Error Analytics::setContextValue(const QString &key, const PropertyValue &value)
{
    return d->isForked() ? d->recorder.refusal() : d->context->setValue(key, value.toVariant());
}

/*!
    Erases all that was recorded and is still here, sent or not, and the remembered user, in memory and
    on the disk: events that wait or have failed, files that the end of a client left, damaged files that
    were kept, the identity with what was kept of it; whoever recorded it under this
    Configuration::queueName(). The client goes on as a new user's, whose events are delivered as ever.
    From any thread, and where the client is disabled too.

    What was recorded before this call is gone, and dropped() counts it as DropReason::Purged; a request
    in flight is let go, though the data plane may have stored it. What is recorded after it stays, in
    memory at first: until all is erased nothing newer is written to the disk. Nothing of what was
    deleted is left in the bytes of the files: they are overwritten, cut off or removed. What a file
    system or a flash disk keeps elsewhere is out of reach.

    The next start of the application counts as its first: it records "Application Installed" again, where
    Configuration::lifecycleEvents() has that.

    Clients that have the queue open at the time, with the same write key and address, lose what waits
    there and keep what they have in memory and the user that they remember. The queue of another write
    key or address is left to the clients that have it open, and erased where there is none.

    The future is finished on the client's thread: with no error when all is gone, else with what could
    not be erased, which is tried again by the backoff, and by the next start if need be. A process that
    is killed meanwhile leaves a note (\c{<queueName>.erase}), and the next start finishes the work
    before anything else; so does a client that ends before it is done.
*/
QFuture<Error> Analytics::purge()
{
    return d->purge();
}

/*!
    The configuration, with what was changed since.
*/
Configuration Analytics::configuration() const
{
    return d->configuration;
}

/*!
    \property Rudder::Analytics::enabled
    \brief whether events are recorded and sent.

    Disabled, calls are refused with Error::Code::Disabled, and what waits stays in the queue.
*/
bool Analytics::isEnabled() const
{
    return d->configuration.isEnabled();
}

void Analytics::setEnabled(bool enabled)
{
    if (enabled == isEnabled())
        return;
    d->configuration.setEnabled(enabled);
    d->applySettings();
    Q_EMIT enabledChanged(enabled);
}

/*!
    \property Rudder::Analytics::writeKey
    \brief the write key of the source that events are sent to.

    A new one also takes over what waits, and ends a pause.
*/
QString Analytics::writeKey() const
{
    return d->configuration.writeKey();
}

void Analytics::setWriteKey(const QString &writeKey)
{
    if (writeKey == this->writeKey())
        return;
    d->configuration.setWriteKey(writeKey);
    d->applySettings();
    Q_EMIT writeKeyChanged();
}

/*!
    \property Rudder::Analytics::dataPlaneUrl
    \brief where events are sent, without /v1/batch.

    A new one also takes over what waits, and ends a pause.
*/
QUrl Analytics::dataPlaneUrl() const
{
    return d->configuration.dataPlaneUrl();
}

void Analytics::setDataPlaneUrl(const QUrl &url)
{
    if (url == dataPlaneUrl())
        return;
    d->configuration.setDataPlaneUrl(url);
    d->applySettings();
    Q_EMIT dataPlaneUrlChanged(dataPlaneUrl());
}

/*!
    \property Rudder::Analytics::anonymousId
    \brief the id of this installation's user before and beside the userId; a UUID (version 4), kept
    over restarts until reset().

    It is made when it is first needed: by an event that is accepted, or by reading it here. Empty
    where calls are refused and none was made before. Of two processes that start for the first time
    at once, each has its own; from the next start on both have that which was stored first.
*/
QString Analytics::anonymousId() const
{
    return d->recorder.anonymousId();
}

/*!
    \property Rudder::Analytics::userId
    \brief the remembered user's id; empty before identify().
*/
QString Analytics::userId() const
{
    return d->recorder.remembered().userId;
}

/*!
    \property Rudder::Analytics::traits
    \brief what is remembered of the user.
*/
QVariantMap Analytics::traits() const
{
    return d->recorder.remembered().traits.toVariantMap();
}

/*!
    \property Rudder::Analytics::groupId
    \brief the remembered group's id; empty before group().
*/
QString Analytics::groupId() const
{
    return d->recorder.remembered().groupId;
}

/*!
    \property Rudder::Analytics::groupTraits
    \brief what is remembered of the group.
*/
QVariantMap Analytics::groupTraits() const
{
    return d->recorder.remembered().groupTraits.toVariantMap();
}

/*!
    \property Rudder::Analytics::sessionId
    \brief the id of the remembered user's session, that the latest event belongs to; 0: there is
    none.

    A session begins with the first event, and with the first one after a pause of more than
    Configuration::sessionTimeout(), over restarts too. Within a boot of the system the time is that
    of its clock since boot, which counts time asleep; over a boot that of the wall. A clock that was
    set back by more than a minute ends the session as well. To spare flash, the time of the latest
    event is on disk only when the client ends, when the application is paused, and once per fifth of
    the time-out: after a crash a session may end that much too early.

    Events that name another user by their options belong to no session.
*/
qint64 Analytics::sessionId() const
{
    return d->recorder.remembered().session.id;
}

/*!
    \property Rudder::Analytics::queuedCount
    \brief how many accepted events are not delivered yet, in memory and on disk.
*/
qint64 Analytics::queuedCount() const
{
    return d->queuedCount;
}

/*!
    \property Rudder::Analytics::failedCount
    \brief how many events are set aside as failed.

    \sa failedEvents()
*/
qint64 Analytics::failedCount() const
{
    return d->failedCount;
}

/*!
    How many events were given up for \a reason since the client was made. On the client's thread.

    \sa dropped()
*/
qint64 Analytics::droppedCount(DropReason reason) const
{
    return d->droppedCounts.of(reason);
}

/*!
    \property Rudder::Analytics::clockSkew
    \brief by how many milliseconds the device's clock is ahead of the data plane's; negative when it is
    behind. 0 while they differ by less than a minute, or nothing is known of it.

    Read from the answers of the data plane, with what a request takes allowed for. It changes nothing
    of what is sent: the server reckons with the difference itself.
*/
qint64 Analytics::clockSkew() const
{
    return d->clockSkew;
}

/*!
    \property Rudder::Analytics::state
    \brief what the delivery is doing.
*/
Analytics::State Analytics::state() const
{
    return d->state;
}

/*!
    \property Rudder::Analytics::storage
    \brief where accepted events wait.
*/
Analytics::Storage Analytics::storage() const
{
    return d->storage;
}

/*!
    \property Rudder::Analytics::lastError
    \brief the error that errorOccurred() reported last.
*/
Error Analytics::lastError() const
{
    return d->lastError;
}

} // namespace Rudder
