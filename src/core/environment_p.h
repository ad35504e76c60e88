// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ENVIRONMENT_P_H
#define RUDDERQT_ENVIRONMENT_P_H

#include "configuration.h"
#include "context/devicemake_p.h"
#include "delivery/clocks_p.h"
#include "delivery/transport_p.h"
#include "private_export_p.h"

#include <QtCore/qbytearray.h>

#include <functional>
#include <memory>

namespace Rudder {

// Fires once, start() milliseconds from now, on the thread that made it.
class RUDDERQT_CORE_PRIVATE_EXPORT Ticker
{
public:
    Ticker() = default;
    virtual ~Ticker();
    Q_DISABLE_COPY_MOVE(Ticker)

    virtual void start(qint64 milliseconds) = 0;
    virtual void stop() = 0;
};

// What the world gives: time, chance and a way out. Tests hand in a world of their own.
class RUDDERQT_CORE_PRIVATE_EXPORT Environment
{
public:
    Environment() = default;
    virtual ~Environment();
    Q_DISABLE_COPY_MOVE(Environment)

    static std::shared_ptr<Environment> system();

    // From any thread.
    virtual qint64 wallClock() const = 0;    // ms since 1970, UTC
    virtual qint64 bootClock() const = 0;    // ms since boot, time asleep included
    virtual QByteArray bootId() const = 0;   // empty: not known
    virtual qint64 earliestTime() const = 0; // a wall clock that says less was never set
    Clocks clocks() const;
    virtual double random() = 0; // in [0, 1)
    // The user asks not to be tracked by anything.
    virtual bool doNotTrack() const { return false; }
    virtual QByteArray machineId() const; // empty: not known
    virtual DeviceMake deviceMake() const;

    virtual std::unique_ptr<Ticker> makeTicker(std::function<void()> onTick) = 0;
    virtual std::unique_ptr<Transport> makeTransport(const Configuration &configuration) = 0;
};

} // namespace Rudder

#endif
