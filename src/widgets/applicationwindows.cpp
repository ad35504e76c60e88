// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "applicationwindows.h"

#include "windowwatcher_p.h"

#include <RudderQt/Analytics>

#include <algorithm>

namespace Rudder {

namespace {

// Ours, to be told from one of another module for the same client.
class WidgetsWatcher final : public WindowWatcher
{
public:
    using WindowWatcher::WindowWatcher;
};

bool isWatcher(const QObject *object)
{
    return dynamic_cast<const WidgetsWatcher *>(object);
}

} // namespace

/*!
    \relates Rudder::Analytics

    Has \a client record "Application Backgrounded" when the last window of the application is hidden
    or minimised, and "Application Opened" with \c from_background when one is in use again, as
    Configuration::lifecycleEvents() says. To be called once, by an application that has no client in
    QML: there the module RudderQt::Quick does the same by itself.

    \code
    Rudder::Analytics analytics(configuration);
    Rudder::watchApplicationWindows(&analytics);
    \endcode

    Windows and dialogs count, of Qt Widgets or not; popups, tool windows, tool tips, splash screens
    and windows that bypass the window manager do not. Another window that has the focus changes
    nothing, and neither does one window that gives way to another before control returns to the
    event loop. Until a window is shown for the first time the application starts. When it quits it
    is in the background. On Android and iOS the system says which it is.

    Where windows are minimised without the application being told, as on Wayland, only hidden ones
    are seen. While a window is in use nothing of the application's is looked at but the signals of
    its windows.

    On the client's thread, which must be that of the application object; there may be none yet. Lasts
    as long as the client. A second call changes nothing.
*/
void watchApplicationWindows(Analytics *client)
{
    const QObjectList &children = client->children();
    if (std::none_of(children.begin(), children.end(), isWatcher))
        new WidgetsWatcher(client);
}

} // namespace Rudder
