// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "quickanalytics.h"

#include "quickanalytics_p.h"
#include "sharedclient_p.h"

#include <algorithm>
#include <limits>

namespace Rudder {

namespace {

constexpr bool sameValues(QuickAnalytics::State mine, Analytics::State theirs)
{
    return int(mine) == int(theirs);
}
static_assert(sameValues(QuickAnalytics::State::Starting, Analytics::State::Starting));
static_assert(sameValues(QuickAnalytics::State::Idle, Analytics::State::Idle));
static_assert(sameValues(QuickAnalytics::State::Waiting, Analytics::State::Waiting));
static_assert(sameValues(QuickAnalytics::State::Sending, Analytics::State::Sending));
static_assert(sameValues(QuickAnalytics::State::BackingOff, Analytics::State::BackingOff));
static_assert(sameValues(QuickAnalytics::State::Offline, Analytics::State::Offline));
static_assert(sameValues(QuickAnalytics::State::Paused, Analytics::State::Paused));
static_assert(sameValues(QuickAnalytics::State::Disabled, Analytics::State::Disabled));
static_assert(int(QuickAnalytics::Storage::Opening) == int(Analytics::Storage::Opening));
static_assert(int(QuickAnalytics::Storage::Database) == int(Analytics::Storage::Database));
static_assert(int(QuickAnalytics::Storage::Memory) == int(Analytics::Storage::Memory));
static_assert(int(QuickAnalytics::DropReason::InboxFull) == int(Analytics::DropReason::InboxFull));
static_assert(int(QuickAnalytics::DropReason::NoConsent) == int(Analytics::DropReason::NoConsent));

} // namespace

/*!
    \qmltype Analytics
    \inqmlmodule RudderQt
    \brief The analytics client of the application, in QML.

    A singleton. All QML engines of a process share one client, which the C++ application gives with
    QuickAnalytics::setClient() or QML makes with setup(). Until then, and after the client was
    destroyed, every call is refused with a warning in the logging category \c rudder.qml.

    The engines must live on the thread of the client.

    \sa {Using RudderQt from QML}
*/

/*!
    \class Rudder::QuickAnalytics
    \inmodule RudderQtQuick
    \brief The QML singleton Analytics, and the way to give it its client.
*/

/*!
    \enum Rudder::QuickAnalytics::State
    The values of Analytics::State, as \c Analytics.Idle in QML.
*/

/*!
    \enum Rudder::QuickAnalytics::Storage
    The values of Analytics::Storage, as \c Analytics.Database in QML.
*/

/*!
    \enum Rudder::QuickAnalytics::DropReason
    The values of Analytics::DropReason, as \c Analytics.StorageFull in QML.
*/

/*!
    \fn void Rudder::QuickAnalytics::refused(const Rudder::Error &error)
    A call from QML was refused because of \a error, and returned an empty messageId.
*/

QuickAnalytics::QuickAnalytics(QJSEngine *engine)
    : d(std::make_unique<QuickAnalyticsPrivate>(this, engine))
{
    connect(&SharedClient::instance(), &SharedClient::changed, this, [this] { d->attach(); });
    d->attach();
}

QuickAnalytics::~QuickAnalytics() = default;

/*!
    \internal
    Called by each QML engine, with itself.
*/
QuickAnalytics *QuickAnalytics::create(QQmlEngine *, QJSEngine *jsEngine)
{
    return new QuickAnalytics(jsEngine);
}

/*!
    Makes \a client the one that QML uses, in all engines of the process, those that come later as
    well. It stays yours and may be destroyed at any time; QML's calls are refused from then on. A
    client that setup() made is destroyed. \nullptr takes the client away.

    Call this on the thread of the client, which must be that of the engines.
*/
void QuickAnalytics::setClient(Analytics *client)
{
    SharedClient::instance().setClient(client);
}

/*!
    The client that QML uses: that of setClient(), or the one that setup() made, which stays the
    property of the module. \nullptr when there is none.
*/
Analytics *QuickAnalytics::client()
{
    return SharedClient::instance().client();
}

/*!
    \qmlmethod bool Analytics::setup(object options)

    Makes the client, with the \a options of Rudder::Configuration, each under the name of its
    setter. Times are numbers of milliseconds, enumerators their names.

    \qml
    Analytics.setup({ writeKey: "WRITE_KEY", dataPlaneUrl: "https://dataplane.example.com",
                      flushAt: 20, flushInterval: 20000, durability: "Full" })
    \endqml

    Returns \c false, changes nothing and says why when there is a client already, or when an option
    is unknown or of the wrong type. A number out of its range is corrected by the client.
*/
bool QuickAnalytics::setup(const QJSValue &options)
{
    return d->setUp(options);
}

/*!
    \qmlmethod string Analytics::identify(string userId, object traits, object options)

    Names the user. Remembered with its \a traits for the calls that follow.

    The \a options may hold userId, anonymousId, category, context, integrations, timestamp,
    messageId and traits. Everything may as well be in one object, as the only argument.

    Returns the messageId; an empty string when the call was refused, which a warning and refused()
    explain.
*/
QString QuickAnalytics::identify(const QJSValue &userId, const QJSValue &traits,
                                 const QJSValue &options)
{
    return d->record(Method::Identify, userId, traits, options);
}

/*!
    \qmlmethod string Analytics::track(string event, object properties, object options)

    Records that \a event happened.
    Options, the form with one object, and the result are as for identify().
*/
QString QuickAnalytics::track(const QJSValue &event, const QJSValue &properties,
                              const QJSValue &options)
{
    return d->record(Method::Track, event, properties, options);
}

/*!
    \qmlmethod string Analytics::page(string name, object properties, object options)

    Records that a page was seen.
    Options, the form with one object, and the result are as for identify().
*/
QString QuickAnalytics::page(const QJSValue &name, const QJSValue &properties,
                             const QJSValue &options)
{
    return d->record(Method::Page, name, properties, options);
}

/*!
    \qmlmethod string Analytics::screen(string name, object properties, object options)

    Records that a screen was seen.
    Options, the form with one object, and the result are as for identify().
*/
QString QuickAnalytics::screen(const QJSValue &name, const QJSValue &properties,
                               const QJSValue &options)
{
    return d->record(Method::Screen, name, properties, options);
}

/*!
    \qmlmethod string Analytics::group(string groupId, object traits, object options)

    Records that the user belongs to a group.
    Options, the form with one object, and the result are as for identify().
*/
QString QuickAnalytics::group(const QJSValue &groupId, const QJSValue &traits,
                              const QJSValue &options)
{
    return d->record(Method::Group, groupId, traits, options);
}

/*!
    \qmlmethod string Analytics::alias(string userId, string previousId, object options)

    Records that \a previousId is from now on known as \a userId.
    Options, the form with one object, and the result are as for identify().
*/
QString QuickAnalytics::alias(const QJSValue &userId, const QJSValue &previousId,
                              const QJSValue &options)
{
    return d->record(Method::Alias, userId, previousId, options);
}

/*!
    \qmlmethod void Analytics::flush(int timeout, function callback)

    Sends what was recorded before. When that is done, or \a timeout milliseconds (30,000 when not
    given) have passed, \a callback is called with an object: \c delivered and \c remaining are
    numbers of events, \c error has \c code and \c message. Both arguments may be left out.
*/
void QuickAnalytics::flush(const QJSValue &timeout, const QJSValue &callback)
{
    d->flush(timeout, callback);
}

/*!
    \qmlmethod void Analytics::shutdown(int deadline, function callback)

    Ends the client, and tries the network first, until \a deadline milliseconds from now at the
    latest; then stores the rest. From now on calls are refused. When that is done \a callback, which
    may be left out, is called with an object as flush() has it; to quit is for it to do:

    \qml
    onClosing: close => {
        close.accepted = false
        Analytics.shutdown(2000, () => Qt.quit())
    }
    \endqml

    Without this an application simply quits: what is not sent is stored, and sent by the next start.
*/
void QuickAnalytics::shutdown(const QJSValue &deadline, const QJSValue &callback)
{
    d->shutdown(deadline, callback);
}

/*!
    \qmlmethod bool Analytics::setContextValue(string key, value)

    From now on the context of every event has \a value under \a key; \c undefined removes it. Objects
    are merged into what the client gathers, and the option \c context of a call overrules both.

    \qml
    Analytics.setContextValue("device", { type: "kiosk" })
    \endqml

    Returns \c false and changes nothing when it is refused, which a warning and refused() explain.
*/
bool QuickAnalytics::setContextValue(const QJSValue &key, const QJSValue &value)
{
    return d->setContextValue(key, value);
}

/*!
    \qmlmethod void Analytics::purge(function callback)

    Erases all that was recorded and is still here, sent or not, and the remembered user, in memory and
    on the disk. When that is done \a callback, which may be left out, is called with an object that has
    \c code and \c message: what could not be erased yet, and is tried again.
*/
void QuickAnalytics::purge(const QJSValue &callback)
{
    d->purge(callback);
}

/*!
    \qmlproperty bool Analytics::enabled
    Whether calls are recorded. \c false without a client.
*/
bool QuickAnalytics::isEnabled() const
{
    return d->client && d->client->isEnabled();
}

void QuickAnalytics::setEnabled(bool enabled)
{
    if (d->client)
        d->client->setEnabled(enabled);
    else
        d->refuseWithoutClient(QStringLiteral("enabled"));
}

/*!
    \qmlmethod int Analytics::droppedCount(reason)
    How many events were given up for \a reason, such as \c Analytics.StorageFull, since the client
    was made. 0 without a client.
*/
qint64 QuickAnalytics::droppedCount(DropReason reason) const
{
    return d->client ? d->client->droppedCount(Analytics::DropReason(reason)) : 0;
}

/*!
    \qmlproperty int Analytics::queuedCount
    \readonly
    The number of events that wait.
*/
int QuickAnalytics::queuedCount() const
{
    // Not qint64, which qmllint of Qt 6.4 does not know.
    constexpr qint64 most = std::numeric_limits<int>::max();
    return d->client ? int(std::min(d->client->queuedCount(), most)) : 0;
}

/*!
    \qmlproperty real Analytics::clockSkew
    \readonly
    By how many milliseconds the device's clock is ahead of the data plane's, or behind when that is
    negative; 0 while it is less than a minute, or not known.
*/
double QuickAnalytics::clockSkew() const
{
    return d->client ? double(d->client->clockSkew()) : 0; // more than an int can hold
}

/*!
    \qmlproperty enumeration Analytics::state
    \readonly
    What the client does: \c Analytics.Starting, \c Idle, \c Waiting, \c Sending, \c BackingOff,
    \c Offline, \c Paused or \c Disabled, which it is as well without a client.
*/
QuickAnalytics::State QuickAnalytics::state() const
{
    return d->client ? State(d->client->state()) : State::Disabled;
}

/*!
    \qmlproperty enumeration Analytics::storage
    \readonly
    Where events wait: \c Analytics.Opening (not known yet), \c Database or \c Memory.
*/
QuickAnalytics::Storage QuickAnalytics::storage() const
{
    return d->client ? Storage(d->client->storage()) : Storage::Opening;
}

/*!
    \qmlproperty rudderError Analytics::lastError
    \readonly
    The last error of the client, with \c code (\c RudderError.NetworkFailed, say) and \c message.
*/
Error QuickAnalytics::lastError() const
{
    return d->client ? d->client->lastError() : Error();
}

} // namespace Rudder
