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

// The one that tells most. On Linux only NetworkManager's knows the medium.
void loadBackend()
{
    using Feature = QNetworkInformation::Feature;
    constexpr QNetworkInformation::Features wanted[] = {
            Feature::Reachability | Feature::Metered | Feature::TransportMedium,
            Feature::Reachability | Feature::Metered,
            Feature::Reachability,
    };
    for (const QNetworkInformation::Features features : wanted) {
        if (QNetworkInformation::loadBackendByFeatures(features))
            return;
    }
}

NetworkMedium mediumOf(const QNetworkInformation &information)
{
    switch (information.transportMedium()) {
    case QNetworkInformation::TransportMedium::Ethernet:
        return NetworkMedium::Ethernet;
    case QNetworkInformation::TransportMedium::Cellular:
        return NetworkMedium::Cellular;
    case QNetworkInformation::TransportMedium::WiFi:
        return NetworkMedium::WiFi;
    case QNetworkInformation::TransportMedium::Bluetooth:
        return NetworkMedium::Bluetooth;
    case QNetworkInformation::TransportMedium::Unknown:
        break;
    }
    return NetworkMedium::Unknown;
}

void Watcher::load()
{
    if (!QNetworkInformation::instance())
        loadBackend();
    const QNetworkInformation *information = QNetworkInformation::instance();
    if (!information)
        return;
    connect(information, &QNetworkInformation::reachabilityChanged, this, &Watcher::tell);
    connect(information, &QNetworkInformation::isMeteredChanged, this, &Watcher::tell);
    connect(information, &QNetworkInformation::transportMediumChanged, this, &Watcher::tell);
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
                             information->isMetered(), mediumOf(*information)};
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
