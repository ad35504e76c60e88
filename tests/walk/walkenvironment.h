// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef WALKENVIRONMENT_H
#define WALKENVIRONMENT_H

#include "configuration_p.h"
#include "environment_p.h"

#include <atomic>

// Clocks that only the test turns; all else is the system's. What is sent goes to a file, a batch a
// line, and is answered at once.
class WalkEnvironment final : public Rudder::Environment
{
public:
    explicit WalkEnvironment(const QString &sentFile);

    qint64 wallClock() const override { return wall; }
    qint64 bootClock() const override { return boot; }
    QByteArray bootId() const override { return id; }
    qint64 earliestTime() const override { return 0; }
    double random() override { return 0.5; }
    std::unique_ptr<Rudder::Ticker> makeTicker(std::function<void()> onTick) override;
    std::unique_ptr<Rudder::Transport>
    makeTransport(const Rudder::Configuration &configuration) override;

    std::atomic<qint64> wall = 0;
    std::atomic<qint64> boot = 0;
    QByteArray id;

private:
    const std::shared_ptr<Rudder::Environment> m_system = Rudder::Environment::system();
    const QString m_sentFile;
};

Rudder::Configuration walkConfiguration(const std::shared_ptr<WalkEnvironment> &environment,
                                        const QString &folder);

#endif
