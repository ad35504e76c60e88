// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FOREGROUND_P_H
#define RUDDERQT_FOREGROUND_P_H

#include <QtGui/qwindow.h>

namespace Rudder {

// Whether a user would call it a window of the application. Not what comes and goes with one, as
// menus, tool tips and palettes; nor a splash screen; nor what the window manager is told to leave
// alone, as an icon in the tray or a text over the screen.
inline bool countsAsWindow(Qt::WindowFlags flags)
{
    if (flags.testFlag(Qt::BypassWindowManagerHint))
        return false;
    switch (Qt::WindowType((flags & Qt::WindowType_Mask).toInt())) {
    case Qt::Widget: // flags that name no type
    case Qt::Window:
    case Qt::Dialog:
    case Qt::Sheet:
        return true;
    default:
        return false;
    }
}

inline bool isInUse(QWindow::Visibility visibility)
{
    return visibility != QWindow::Hidden && visibility != QWindow::Minimized;
}

// Being inactive is not yet the background: a dialog of the system lies over the application, or the
// user types into another window beside it.
inline bool isInForeground(Qt::ApplicationState state, bool hasWindowInUse)
{
    const bool isAway = state == Qt::ApplicationSuspended || state == Qt::ApplicationHidden;
#if defined(Q_OS_ANDROID) || defined(Q_OS_IOS)
    Q_UNUSED(hasWindowInUse)
    return !isAway;
#else
    return !isAway && hasWindowInUse;
#endif
}

} // namespace Rudder

#endif
