// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "application_p.h"

#include <QtCore/qpointer.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>

namespace Rudder {

namespace {

struct Listeners
{
    std::mutex mutex;
    std::set<ApplicationEndListener *> set;
    bool isStandIn = false;
    bool routineIsAdded = false;
    QPointer<QCoreApplication> listenedTo;
    // Not under the mutex: a pipeline may open its queue while its end is waited for under it.
    std::atomic<int> exitRoutines = 0;
    std::atomic<qint64> process = 0;
};

// Never destroyed: a static client may outlive every other static object.
Listeners &listeners()
{
    static auto *instance = new Listeners;
    return *instance;
}

void tellOfEnd(Listeners &all)
{
    for (ApplicationEndListener *listener : all.set)
        listener->onApplicationEnd();
    all.set.clear();
}

void tellListeners()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    all.routineIsAdded = false;
    if (!all.isStandIn)
        tellOfEnd(all);
}

void onExit()
{
    Listeners &all = listeners();
    // A child that was forked has none of the threads, and its parent's events are the parent's.
    if (QCoreApplication::applicationPid() != all.process)
        return;
    const std::lock_guard lock(all.mutex);
    tellOfEnd(all);
}

void tellOfQuit()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    for (ApplicationEndListener *listener : all.set)
        listener->onApplicationQuit();
}

void tellOfPause()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    for (ApplicationEndListener *listener : all.set)
        listener->onApplicationPause();
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

ApplicationEndListener::ApplicationEndListener()
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
    const std::lock_guard lock(all.mutex);
    all.set.erase(this);
}

StandInApplication::StandInApplication()
{
    if (QCoreApplication::instance())
        return;
    {
        Listeners &all = listeners();
        const std::lock_guard lock(all.mutex);
        all.isStandIn = true;
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
    all.isStandIn = false;
    if (all.set.empty() || all.routineIsAdded)
        return;
    qAddPostRoutine(tellListeners);
    all.routineIsAdded = true;
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
    Listeners &all = listeners();
    all.process = QCoreApplication::applicationPid();
    if (all.exitRoutines.fetch_add(1) < most)
        std::atexit(onExit);
}

} // namespace Rudder

#include "application.moc"
