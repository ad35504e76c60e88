// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "windowwatcher_p.h"

#include "foreground_p.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreevent.h>
#include <QtCore/qthread.h>
#include <QtGui/qguiapplication.h>

namespace Rudder {

WindowWatcher::WindowWatcher(Analytics *client) : QObject(client), m_client(client)
{
    // An event loop has an application object for certain.
    if (QCoreApplication::instance())
        watch();
    else
        QMetaObject::invokeMethod(this, &WindowWatcher::watch, Qt::QueuedConnection);
}

void WindowWatcher::watch()
{
    auto *application = qobject_cast<QGuiApplication *>(QCoreApplication::instance());
    if (!application || application->thread() != QThread::currentThread())
        return;
    connect(application, &QGuiApplication::applicationStateChanged, this,
            &WindowWatcher::onApplicationState);
    connect(application, &QCoreApplication::aboutToQuit, this, &WindowWatcher::onQuit);
    application->installEventFilter(this);
    look();
}

// Installed only while no window is in use. Otherwise there is one whose signal tells of its end, and
// the host's events are not looked at.
bool WindowWatcher::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::Show && object->isWindowType())
        lookSoon(); // before it is visible
    return false;
}

// A system that suspends applications may do so before the event loop turns.
void WindowWatcher::onApplicationState()
{
    if (isInForeground(QGuiApplication::applicationState(), true))
        lookSoon();
    else
        look();
}

// The event loop, which would look soon, ends here. Without it the windows that are left are in use no
// more.
void WindowWatcher::onQuit()
{
    m_soon.stop();
    tell(false);
}

// Not at once: an application that closes one window to show another one has not left the foreground,
// nor has one whose window is made anew because its screen or its flags change.
void WindowWatcher::lookSoon()
{
    if (!m_soon.isActive())
        m_soon.start(0, this);
}

void WindowWatcher::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_soon.timerId())
        return;
    m_soon.stop();
    look();
}

void WindowWatcher::look()
{
    bool hasWindowInUse = false;
    const QWindowList windows = QGuiApplication::topLevelWindows();
    for (const QWindow *window : windows) {
        // One without a handle is on no screen, as that in which a QQuickWidget draws.
        if (!window->handle() || !countsAsWindow(window->flags()))
            continue;
        connect(window, &QWindow::visibilityChanged, this, &WindowWatcher::lookSoon,
                Qt::UniqueConnection);
        hasWindowInUse = hasWindowInUse || isInUse(window->visibility());
    }
    tell(isInForeground(QGuiApplication::applicationState(), hasWindowInUse));
}

void WindowWatcher::tell(bool isInForeground)
{
    const bool isStarting = !m_isInForeground && !isInForeground;
    if (isStarting || m_isInForeground == isInForeground)
        return;
    m_isInForeground = isInForeground;
    if (isInForeground)
        QCoreApplication::instance()->removeEventFilter(this);
    else
        QCoreApplication::instance()->installEventFilter(this);
    m_client->setInForeground(isInForeground);
}

} // namespace Rudder
