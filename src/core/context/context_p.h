// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONTEXT_P_H
#define RUDDERQT_CONTEXT_P_H

#include "configuration.h"
#include "context/screen_p.h"
#include "delivery/networkstate_p.h"
#include "environment_p.h"
#include "error.h"
#include "event/contextpart_p.h"
#include "forkguard_p.h"
#include "private_export_p.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace Rudder {

// What the events of a client say of where they come from. Any thread may read; whatever becomes
// known later, or changes, makes the bytes anew for the events that follow.
class RUDDERQT_CORE_PRIVATE_EXPORT Context
{
public:
    using Snapshot = std::shared_ptr<const ContextPart>;

    Context(const Configuration &configuration, std::shared_ptr<Environment> environment);
    Q_DISABLE_COPY_MOVE(Context)

    // Gathers what Qt knows first, where that is due: it costs as much as all else that a client's
    // construction does.
    Snapshot current();

    // From any thread, but not in a child that was forked.
    void renew(bool mayIdentify); // what Qt knows is due; the device's id only if there may be one
    void setDeviceMake(const DeviceMake &make);
    void setScreen(const Screen &screen);
    void setNetwork(NetworkMedium medium);
    // An invalid value removes what was set before.
    Error setValue(const QString &key, const QVariant &value);

private:
    // Each is merged into those before it.
    enum Layer { System, Device, Display, Network, Callers, Layers };

    void gatherIfDue();
    void set(Layer layer, const Properties &properties);
    void make(); // needs m_changing

    const QString m_applicationBuild;
    const bool m_isDeviceIdWanted;
    const qint64 m_maxEventBytes;
    const std::shared_ptr<Environment> m_environment;
    const ForkGuard m_guard;

    std::mutex m_gathering; // comes before the others
    bool m_mayIdentify = false;
    std::atomic<bool> m_isDue = false;
    std::mutex m_changing;
    std::array<Properties, Layers> m_layers;
    std::mutex m_mutex;
    Snapshot m_current;
};

} // namespace Rudder

#endif
