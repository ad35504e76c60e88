// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "application_p.h"

#include "perprocess_p.h"

#include <QtCore/qpointer.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace Rudder {

namespace {

struct Listeners
{
    std::mutex mutex;
    std::set<ApplicationEndListener *> set;
    std::multimap<ApplicationEndListener *, std::thread::id> calls; // under way
    std::condition_variable callEnded;
    std::optional<std::thread::id> standInThread; // the application object is one that stands in
    std::condition_variable standInEnded;
    bool routineIsAdded = false;
    QPointer<QCoreApplication> listenedTo;
    std::atomic<int> exitRoutines = 0;
};

// A child that was forked still calls the functions below, which its parent has registered.
Listeners &listeners()
{
    static constinit PerProcess<Listeners> ofThisProcess;
    return ofThisProcess.get();
}

// Without the mutex: an end takes its time, may make an application object that stands in, and may
// see other listeners go.
void tell(Listeners &all, void (ApplicationEndListener::*what)())
{
    std::unique_lock lock(all.mutex);
    const std::set<ApplicationEndListener *> told = all.set;
    for (ApplicationEndListener *listener : told) {
        if (all.set.count(listener) == 0)
            continue; // it has gone meanwhile
        const auto call = all.calls.emplace(listener, std::this_thread::get_id());
        lock.unlock();
        (listener->*what)();
        lock.lock();
        all.calls.erase(call);
        all.callEnded.notify_all();
    }
}

void tellListeners()
{
    Listeners &all = listeners();
    {
        const std::lock_guard lock(all.mutex);
        all.routineIsAdded = false;
        if (all.standInThread)
            return;
    }
    tell(all, &ApplicationEndListener::onApplicationEnd);
}

void onExit()
{
    tell(listeners(), &ApplicationEndListener::onApplicationEnd);
}

void tellOfQuit()
{
    tell(listeners(), &ApplicationEndListener::onApplicationQuit);
}

void tellOfPause()
{
    tell(listeners(), &ApplicationEndListener::onApplicationPause);
}

// Qt Gui's signals, by their names, for the core does without Qt Gui.
class PauseSignals : public QObject
{
    Q_OBJECT

public:
    void listenTo(const QCoreApplication *application)
    {
        const QMetaObject *type = application->metaObject();
        if (type->indexOfSignal("commitDataRequest(QSessionManager&)") >= 0) {
            connect(application, SIGNAL(commitDataRequest(QSessionManager &)), this,
                    SLOT(onCommitData()), Qt::DirectConnection);
        }
        if (type->indexOfSignal("applicationStateChanged(Qt::ApplicationState)") >= 0) {
            connect(application, SIGNAL(applicationStateChanged(Qt::ApplicationState)), this,
                    SLOT(onState(Qt::ApplicationState)), Qt::DirectConnection);
        }
    }

private Q_SLOTS:
    void onCommitData() { tellOfPause(); }
    void onState(Qt::ApplicationState state)
    {
        if (state == Qt::ApplicationHidden || state == Qt::ApplicationSuspended)
            tellOfPause();
    }
};

} // namespace

void ApplicationEndListener::startListening()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    if (!all.routineIsAdded)
        qAddPostRoutine(tellListeners);
    all.routineIsAdded = true;
    all.set.insert(this);
}

void ApplicationEndListener::stopListening()
{
    Listeners &all = listeners();
    std::unique_lock lock(all.mutex);
    all.set.erase(this);
    // A call of this thread is further up, and ends after this.
    const auto isCalledElsewhere = [&] {
        const auto [begin, end] = all.calls.equal_range(this);
        return std::any_of(begin, end, [](const auto &call) {
            return call.second != std::this_thread::get_id();
        });
    };
    all.callEnded.wait(lock, [&] { return !isCalledElsewhere(); });
}

StandInApplication::StandInApplication()
{
    Listeners &all = listeners();
    {
        std::unique_lock lock(all.mutex);
        // There may be one such object in a process. That of another thread is of no use, for it goes
        // when that thread's client has ended.
        const auto thread = std::this_thread::get_id();
        all.standInEnded.wait(lock, [&] { return all.standInThread.value_or(thread) == thread; });
        if (QCoreApplication::instance())
            return;
        all.standInThread = thread;
    }
    m_application.emplace(m_argc, m_argv);
}

StandInApplication::~StandInApplication()
{
    if (!m_application)
        return;
    m_application.reset();
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    all.standInThread.reset();
    all.standInEnded.notify_all();
    if (all.set.empty() || all.routineIsAdded)
        return;
    qAddPostRoutine(tellListeners);
    all.routineIsAdded = true;
}

bool hasApplication()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex); // so that the one can't come between
    return !all.standInThread && QCoreApplication::instance();
}

void listenToApplication()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    QCoreApplication *application = QCoreApplication::instance();
    if (!application || all.listenedTo == application)
        return;
    all.listenedTo = application;
    QObject::connect(application, &QCoreApplication::aboutToQuit, application, tellOfQuit);
    static auto *pauseSignals = new PauseSignals; // for ever, as the listeners are
    pauseSignals->listenTo(application);
}

void listenToExit()
{
    constexpr int most = 64; // clients come and go, but a process ends once
    if (listeners().exitRoutines.fetch_add(1) < most)
        std::atexit(onExit);
}

} // namespace Rudder

#include "application.moc"
