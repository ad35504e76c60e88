// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/reachability_p.h"

#include "perprocess_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qobject.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qnetworkinformation.h>

#include <mutex>
#include <set>
#include <utility>

namespace Rudder {

namespace {

// Lives on the application's thread, as QNetworkInformation does, and ends with the application.
class Watcher final : public QObject
{
public:
    void start() { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        if (!m_guard.isForked())
            load();
        return true;
    }

private:
    void load();
    void tell();

    const ForkGuard m_guard;
};

struct Watched
{
    std::mutex mutex;
    std::set<NetworkListener *> listeners;
    NetworkState state;
    Watcher *watcher = nullptr;
};

Watched &watched()
{
    static constinit PerProcess<Watched> ofThisProcess;
    return ofThisProcess.get();
}

void Watcher::load()
{
    using Feature = QNetworkInformation::Feature;
    if (!QNetworkInformation::instance()
        && !QNetworkInformation::loadBackendByFeatures(Feature::Reachability | Feature::Metered)) {
        QNetworkInformation::loadBackendByFeatures(Feature::Reachability);
    }
    const QNetworkInformation *information = QNetworkInformation::instance();
    if (!information)
        return;
    connect(information, &QNetworkInformation::reachabilityChanged, this, &Watcher::tell);
    connect(information, &QNetworkInformation::isMeteredChanged, this, &Watcher::tell);
    tell();
}

void Watcher::tell()
{
    if (m_guard.isForked())
        return;
    const QNetworkInformation *information = QNetworkInformation::instance();
    // A network without a way out may have the data plane in it.
    const NetworkState state{information->reachability()
                                     == QNetworkInformation::Reachability::Disconnected,
                             information->isMetered()};
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    if (state == all.state)
        return;
    all.state = state;
    for (NetworkListener *listener : all.listeners)
        listener->onNetworkState(state);
}

void endWatching()
{
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    delete std::exchange(all.watcher, nullptr);
    all.state = {};
}

} // namespace

void NetworkListener::watchNetwork()
{
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    const bool isNew = all.listeners.insert(this).second;
    const QCoreApplication *application = QCoreApplication::instance();
    if (!all.watcher && application) {
        qAddPostRoutine(endWatching);
        all.watcher = new Watcher;
        all.watcher->moveToThread(application->thread());
        all.watcher->start();
    }
    if (isNew && all.state != NetworkState())
        onNetworkState(all.state);
}

void NetworkListener::stopWatchingNetwork()
{
    Watched &all = watched();
    const std::lock_guard lock(all.mutex);
    all.listeners.erase(this);
}

bool needsNetwork(const QUrl &dataPlane)
{
    const QString host = dataPlane.host();
    const bool isLoopback =
            host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost"));
    return !isLoopback && QHostAddress(host).isNull();
}

} // namespace Rudder
