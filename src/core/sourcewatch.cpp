// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sourcewatch_p.h"

#include "delivery/backoff_p.h"
#include "delivery/credentials_p.h"
#include "delivery/reachability_p.h"

#include <algorithm>
#include <utility>

namespace Rudder {

namespace {

constexpr qint64 pauseMilliseconds = 15 * 60 * 1000;
constexpr int mostByBackoff = 6; // nothing waits for the answer

// What an application says of the way to its data plane, and of who may stand there, is not for others.
Configuration forControlPlane(Configuration configuration)
{
    return configuration.setPinnedKeys({}).setExtraHeaders({});
}

} // namespace

SourceWatch::SourceWatch(const Configuration &configuration,
                         std::shared_ptr<Environment> environment, Listeners listeners)
    : m_configuration(forControlPlane(configuration)), m_environment(std::move(environment)),
      m_listeners(std::move(listeners))
{
}

SourceWatch::~SourceWatch() = default;

void SourceWatch::begin(const QByteArray &record)
{
    if (m_configuration.controlPlaneUrl().isEmpty())
        return;
    if (m_state) {
        const QByteArray known = sourceRecord(*m_state, m_configuration);
        if (m_isEnabled && known != record)
            m_listeners.learned(known);
    } else if ((m_state = sourceFromRecord(record, m_configuration))) {
        failOnce(objection());
    }
    if (!std::exchange(m_hasBegun, true))
        askAtOnce();
}

void SourceWatch::setSettings(const DeliverySettings &settings)
{
    m_isEnabled = settings.enabled;
    if (!m_isEnabled)
        letGo(); // consent may have been denied
    if (settings.writeKey == m_configuration.writeKey())
        return;
    m_configuration.setWriteKey(settings.writeKey);
    letGo();
    m_state.reset();
    m_lastError = {};
    if (m_hasBegun)
        askAtOnce();
}

void SourceWatch::setNetwork(const NetworkState &network)
{
    constexpr int jitter = 1000;
    const bool couldAsk = mayAsk();
    m_network = network;
    if (!mayAsk()) {
        letGo(); // it has no way back
    } else if (!couldAsk && m_askAt) {
        const qint64 soon = m_environment->bootClock() + qint64(m_environment->random() * jitter);
        m_askAt = std::max(*m_askAt, soon);
    }
}

void SourceWatch::askAtOnce()
{
    m_askAt = m_environment->bootClock();
    m_isUrgent = true;
    m_failures = 0;
}

bool SourceWatch::mayAsk() const
{
    if (!needsNetwork(m_configuration.controlPlaneUrl()))
        return true;
    const bool isHeld = m_network.isMetered
            && m_configuration.meteredConnections() == Configuration::MeteredConnections::Avoid;
    return !m_network.isOffline && !isHeld;
}

std::optional<qint64> SourceWatch::nextStep(qint64 waiting) const
{
    const bool isWanted = m_hasBegun && m_isEnabled && !m_isAsking && (m_isUrgent || waiting > 0);
    return isWanted && mayAsk() ? m_askAt : std::nullopt;
}

void SourceWatch::step(qint64 now, qint64 waiting)
{
    const std::optional<qint64> due = nextStep(waiting);
    if (due && *due <= now)
        ask();
}

void SourceWatch::ask()
{
    if (!m_transport)
        m_transport = m_environment->makeTransport(m_configuration);
    m_isAsking = true;
    m_transport->send(sourceRequest(m_configuration),
                      [this](const Answer &answer) { onAnswer(answer); });
}

void SourceWatch::letGo()
{
    if (std::exchange(m_isAsking, false))
        m_transport->abort();
}

void SourceWatch::end()
{
    letGo();
    m_transport.reset();
    m_askAt.reset();
}

void SourceWatch::onAnswer(const Answer &answer)
{
    const qint64 now = m_environment->bootClock();
    m_isAsking = false;
    m_isUrgent = false;
    m_transport->closeIdleConnections();
    const SourceAnswer said =
            sourceAnswer(answer, secretsOf(m_configuration), m_environment->wallClock());
    if (said.state)
        learn(*said.state, now);
    else
        askLater(said, now);
    m_listeners.ended();
}

void SourceWatch::learn(SourceState state, qint64 now)
{
    m_failures = 0;
    m_askAt.reset();
    if (state != SourceState::On)
        m_askAt = now + pauseMilliseconds;
    if (m_state != state) {
        m_state = state;
        m_listeners.learned(sourceRecord(state, m_configuration));
    }
    failOnce(objection());
}

void SourceWatch::askLater(const SourceAnswer &answer, qint64 now)
{
    const double random = m_environment->random();
    qint64 least = answer.retryAfter.value_or(std::chrono::milliseconds::zero()).count();
    if (++m_failures > mostByBackoff)
        least = std::max(least, pauseMilliseconds);
    const qint64 wait = backoff(m_failures, random).count();
    m_askAt = now + std::max(wait, least + qint64(double(least) * random / 10));
    failOnce(answer.error);
}

// Of a row of equal ones only the first is told.
void SourceWatch::failOnce(const Error &error)
{
    if (error == std::exchange(m_lastError, error) || !error.isError())
        return;
    m_listeners.failed(error);
}

} // namespace Rudder
