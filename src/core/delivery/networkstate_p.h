// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NETWORKSTATE_P_H
#define RUDDERQT_NETWORKSTATE_P_H

namespace Rudder {

enum class NetworkMedium { Unknown, Ethernet, Cellular, WiFi, Bluetooth };

// As the system reports it. What is not known counts as the best.
struct NetworkState
{
    bool isOffline = false;
    bool isMetered = false;
    NetworkMedium medium = NetworkMedium::Unknown;

    friend bool operator==(const NetworkState &, const NetworkState &) = default;
};

} // namespace Rudder

#endif
