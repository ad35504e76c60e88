// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_REACHABILITY_P_H
#define RUDDERQT_REACHABILITY_P_H

#include "delivery/networkstate_p.h"
#include "private_export_p.h"

#include <QtCore/qglobal.h>

QT_BEGIN_NAMESPACE
class QUrl;
QT_END_NAMESPACE

namespace Rudder {

// Whether what the system says of its network tells anything about the way to this host. Not for
// loopback, nor for an address: without a route to the world both may be reached.
RUDDERQT_CORE_PRIVATE_EXPORT bool needsNetwork(const QUrl &dataPlane);

// Told of the network by QNetworkInformation, where it has a backend. That is loaded once, for all
// clients of the process, on the application's thread and not before its event loop runs: the
// application may have loaded one of its choice by then.
class RUDDERQT_CORE_PRIVATE_EXPORT NetworkListener
{
public:
    // On the application's thread, or from within watchNetwork().
    virtual void onNetworkState(const NetworkState &state) = 0;

protected:
    NetworkListener() = default;
    ~NetworkListener() = default;
    Q_DISABLE_COPY_MOVE(NetworkListener)

    // From any thread, once there is an application object. Again: nothing more.
    void watchNetwork();
    void stopWatchingNetwork(); // returns when no call is under way
};

} // namespace Rudder

#endif
