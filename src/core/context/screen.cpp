// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/screen_p.h"

#include "perprocess_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>
#include <QtCore/qvariant.h>

#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace Rudder {

namespace {

// Lives on the application's thread, as the screens do, and ends with the application.
class ScreenWatcher final : public QObject
{
    Q_OBJECT

public:
    void watch(const QCoreApplication *application)
    {
        connect(application, SIGNAL(primaryScreenChanged(QScreen *)), this, SLOT(look()));
    }

public Q_SLOTS:
    void look();

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        look();
        return true;
    }

private:
    void lookAt(const QObject *screen);

    const ForkGuard m_guard;
    QPointer<const QObject> m_screen;
};

struct Watched
{
    std::mutex mutex;
    std::set<ScreenListener *> listeners;
    std::optional<Screen> screen;
    ScreenWatcher *watcher = nullptr;
};

Watched &watched()
{
    static constinit PerProcess<Watched> ofThisProcess;
    return ofThisProcess.get();
}

QObject *primaryScreen()
{
    const QCoreApplication *application = QCoreApplication::instance();
    return application ? application->property("primaryScreen").value<QObject *>() : nullptr;
}

std::optional<Screen> known(const QObject *screen)
{
    const Screen seen{screen->property("size").toSize(),
                      screen->property("devicePixelRatio").toDouble()};
    return seen.size.isEmpty() || seen.density <= 0 ? std::nullopt : std::optional(seen);
}

// Without a screen, as while the application ends or a display is unplugged, the last one counts.
void ScreenWatcher::look()
{
    const QObject *const screen = m_guard.isForked() ? nullptr : primaryScreen();
    if (!screen)
        return;
    if (screen != m_screen) {
        if (m_screen)
            m_screen->disconnect(this);
        m_screen = screen;
        connect(screen, SIGNAL(geometryChanged(QRect)), this, SLOT(look()));
        connect(screen, SIGNAL(physicalDotsPerInchChanged(qreal)), this, SLOT(look()));
    }
    lookAt(screen);
}

void ScreenWatcher::lookAt(const QObject *screen)
{
    const std::optional<Screen> seen = known(screen);
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    if (!seen || seen == all.screen)
        return;
    all.screen = seen;
    for (ScreenListener *listener : all.listeners)
        listener->onScreen(*seen);
}

void endWatching()
{
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    delete std::exchange(all.watcher, nullptr);
    all.screen.reset();
}

// Needs the lock. The watcher that has to look at once, if any.
ScreenWatcher *startWatching(Watched &all)
{
    QCoreApplication *application = QCoreApplication::instance();
    if (all.watcher || !application || !application->inherits("QGuiApplication"))
        return nullptr;
    qAddPostRoutine(endWatching);
    auto *watcher = all.watcher = new ScreenWatcher;
    watcher->watch(application);
    if (application->thread() == QThread::currentThread())
        return watcher;
    watcher->moveToThread(application->thread());
    QCoreApplication::postEvent(watcher, new QEvent(QEvent::User));
    return nullptr;
}

} // namespace

void ScreenListener::watchScreen()
{
    Watched &all = watched();
    ScreenWatcher *first = nullptr;
    {
        const std::lock_guard lock(all.mutex);
        const bool isNew = all.listeners.insert(this).second;
        first = startWatching(all);
        if (isNew && all.screen)
            onScreen(*all.screen);
    }
    if (first)
        first->look();
}

void ScreenListener::stopWatchingScreen()
{
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    all.listeners.erase(this);
}

} // namespace Rudder

#include "screen.moc"
