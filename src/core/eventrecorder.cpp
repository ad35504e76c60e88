// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventrecorder.h"

#include "configuration_p.h"
#include "eventlog_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

/*!
    \class Rudder::EventRecorder
    \inmodule RudderQt.Core
    \brief For an application's own tests: gets the events of a client in place of the data plane.

    \code
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());

    analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}});
    QCOMPARE(recorder.events().last().name(), u"Item Viewed"_s);
    \endcode

    An accepted event is in events() when the call returns. Such a client uses no network, writes
    nothing to the disk, reads nothing that was stored there, starts no thread, and needs neither an
    event loop nor an application object.

    All else is as it is in production. Calls are checked, and those that are refused are not in
    events(): the Receipt says why. The context is added, but for the make of the device, which a
    thread would read. The user is remembered, but in memory: each client begins as a new anonymous
    user. Only Error::Code::InboxFull does not occur, for no event waits in memory to be stored.

    Analytics::storage() is Memory from the beginning, and stored() is not emitted. Events count as
    queued until Analytics::flush(), which delivers all of them: its future says how many were
    recorded since the last one, and is finished on the client's thread as always, so that needs the
    event loop, or the end of the client. Nothing else is timed: Configuration::flushAt() and
    flushInterval() have no effect. No event ever fails.

    All functions may be called from any thread. Recorder and client may be destroyed in any order:
    a client without its recorder goes on as before, and a recorder keeps what was recorded.

    An EventRecorder is no QObject and has no signal, for there is nothing to wait for. Where the
    code under test makes its calls later, or on another thread, wait for them with
    \c {QTRY_COMPARE(recorder.events().size(), 3)}.

    In QML the same client is used by way of QuickAnalytics::setClient().
*/

/*!
    Constructs a recorder that has recorded nothing.
*/
EventRecorder::EventRecorder() : d(std::make_shared<EventLog>()) { }

/*!
    What was recorded ends with the recorder, or with the last copy of one of its configurations if
    that is later.
*/
EventRecorder::~EventRecorder() = default;

/*!
    A configuration of defaults whose clients record here. Its write key and data plane URL are
    there to be accepted, and stand for none. It has no lifecycle events, which would come before
    those that a test is about.

    Several clients may be made with it; events() then has the events of them all.
*/
Configuration EventRecorder::configuration() const
{
    Configuration own(u"test-key"_s, QUrl(u"https://dataplane.invalid"_s));
    own.setLifecycleEvents(Configuration::LifecycleEvent::None);
    return configuration(own);
}

/*!
    The same as \a own, the application's, but its clients record here. Unlike configuration() it
    adds no write key and no data plane URL, so that a client without them refuses its calls, as in
    production.
*/
Configuration EventRecorder::configuration(const Configuration &own) const
{
    Configuration recording = own;
    ConfigurationData::of(recording)->eventLog = d;
    return recording;
}

/*!
    The accepted events since the recorder was made or clear() was called, in the order of the
    calls. They are kept without a limit.

    The list is a copy, and does not change with the next call. An empty one has no last(); where
    the test is to fail and not to crash, ask for \c {value(0)}, or compare the size first.
*/
QList<AcceptedEvent> EventRecorder::events() const
{
    return d->events();
}

/*!
    Forgets the events. The clients keep their user, and their next flush() counts those events too.
*/
void EventRecorder::clear()
{
    d->clear();
}

} // namespace Rudder
