// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SOURCEWATCH_P_H
#define RUDDERQT_SOURCEWATCH_P_H

#include "configuration.h"
#include "delivery/networkstate_p.h"
#include "delivery/sourcestate_p.h"
#include "environment_p.h"
#include "queue/inbox_p.h"

#include <functional>
#include <memory>
#include <optional>

namespace Rudder {

// Whether the source takes events, as the control plane says: asked at the start, and again while it does
// not, or while nothing was said, if there is something to send. Beside what is sent, on a way of its own:
// neither waits for the other. Without a control plane it does nothing. On the pipeline's thread.
class SourceWatch
{
public:
    struct Listeners
    {
        std::function<void(const QByteArray &record)> learned; // for the next process
        std::function<void(const Error &)> failed;
        std::function<void()> ended; // a request, so that what was known may have changed
    };

    SourceWatch(const Configuration &configuration, std::shared_ptr<Environment> environment,
                Listeners listeners);
    ~SourceWatch();
    Q_DISABLE_COPY_MOVE(SourceWatch)

    // The queue is open, or another one is, with what was learned last.
    void begin(const QByteArray &record);
    void setSettings(const DeliverySettings &settings);
    void setNetwork(const NetworkState &network);
    void end();

    void step(qint64 now, qint64 waiting);
    // When step() has something to do next, if nothing else happens.
    std::optional<qint64> nextStep(qint64 waiting) const;

    bool isAsking() const { return m_isAsking; }
    // Why nothing is to be sent; none: whatever waits may be.
    Error objection() const { return m_state ? sourceError(*m_state) : Error(); }

private:
    void askAtOnce();
    bool mayAsk() const;
    void ask();
    void letGo();
    void onAnswer(const Answer &answer);
    void learn(SourceState state, qint64 now);
    void askLater(const SourceAnswer &answer, qint64 now);
    void failOnce(const Error &error);

    Configuration m_configuration;
    const std::shared_ptr<Environment> m_environment;
    const Listeners m_listeners;

    bool m_hasBegun = false;
    bool m_isEnabled = true;
    NetworkState m_network;
    std::unique_ptr<Transport> m_transport;
    bool m_isAsking = false;
    std::optional<SourceState> m_state;
    std::optional<qint64> m_askAt;
    bool m_isUrgent = false; // though nothing waits
    int m_failures = 0;      // in a row
    Error m_lastError;
};

} // namespace Rudder

#endif
