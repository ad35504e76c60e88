// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "call.h"
#include "outcome.h"

#include <RudderQt/Configuration>

#include <memory>

namespace Rudder {
class Analytics;
}

/// One way of making the calls with this SDK. Each has a client of its own.
class Side
{
public:
    explicit Side(const Rudder::Configuration &configuration);
    virtual ~Side();

    virtual Outcome make(const Call &call) = 0;

    /// Empty when all that was accepted has arrived; otherwise what hinders it.
    QString flush();

protected:
    const std::unique_ptr<Rudder::Analytics> m_client;
};
