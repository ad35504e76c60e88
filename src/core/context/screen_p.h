// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SCREEN_P_H
#define RUDDERQT_SCREEN_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>
#include <QtCore/qsize.h>

namespace Rudder {

// The primary screen, as an application sees it.
struct Screen
{
    QSize size;         // in device-independent pixels
    double density = 0; // of the device's pixels to one of those

    friend bool operator==(const Screen &, const Screen &) = default;
};

// Told of the screen of an application that has one. The core does without Qt Gui, and asks the
// application object by the names of its properties.
class RUDDERQT_CORE_PRIVATE_EXPORT ScreenListener
{
public:
    // On the application's thread, or from within watchScreen().
    virtual void onScreen(const Screen &screen) = 0;

protected:
    ScreenListener() = default;
    ~ScreenListener() = default;
    Q_DISABLE_COPY_MOVE(ScreenListener)

    // From any thread, once there is an application object. On that object's thread the screen is
    // told at once, from another when its event loop runs. Again: nothing more.
    void watchScreen();
    void stopWatchingScreen(); // returns when no call is under way
};

} // namespace Rudder

#endif
