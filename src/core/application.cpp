// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "application_p.h"

#include <atomic>
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
    // Not under the mutex: a pipeline may open its queue while its end is waited for under it.
    std::atomic<bool> routineIsBeforeSql = false;
};

// Never destroyed: a static client may outlive every other static object.
Listeners &listeners()
{
    static auto *instance = new Listeners;
    return *instance;
}

void tellListeners()
{
    Listeners &all = listeners();
    const std::lock_guard lock(all.mutex);
    all.routineIsAdded = false;
    all.routineIsBeforeSql = false;
    if (all.isStandIn)
        return;
    for (ApplicationEndListener *listener : all.set)
        listener->onApplicationEnd();
    all.set.clear();
}

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

void listenBeforeSqlEnds()
{
    if (!listeners().routineIsBeforeSql.exchange(true))
        qAddPostRoutine(tellListeners);
}

} // namespace Rudder
