// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "crowd.h"

#include <QtCore/qcoreapplication.h>

#include <algorithm>
#include <utility>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 answerMilliseconds = 50;
constexpr qint64 refusalMilliseconds = 1;

} // namespace

// World

void World::at(qint64 time, Action action)
{
    m_entries.push_back({std::max(now, time), ++m_order, std::move(action)});
    std::push_heap(m_entries.begin(), m_entries.end(), isLater);
}

void World::runUntil(qint64 time)
{
    while (!m_entries.empty() && m_entries.front().time <= time) {
        std::pop_heap(m_entries.begin(), m_entries.end(), isLater);
        const Entry next = std::move(m_entries.back());
        m_entries.pop_back();
        now = next.time;
        next.action();
    }
    now = time;
}

Answer World::answer() const
{
    Answer answer;
    if (!isDown) {
        answer.status = 200;
        answer.body = "OK";
        return answer;
    }
    switch (cut) {
    case Cut::Refused:
        answer.error = QNetworkReply::ConnectionRefusedError;
        answer.errorText = u"Connection refused"_s;
        break;
    case Cut::UnavailableForAMinute:
        answer.headers = {{"Retry-After", "60"}};
        [[fallthrough]];
    case Cut::Unavailable:
        answer.status = 503;
        break;
    }
    return answer;
}

// Client

class Client::Environment final : public Rudder::Environment
{
public:
    Environment(Client *client, World *world, unsigned seed)
        : m_client(client), m_world(world), m_chance(seed)
    {
    }

    qint64 wallClock() const override { return 1'767'225'600'000 + m_world->now; }
    qint64 bootClock() const override { return m_world->now; }
    QByteArray bootId() const override { return "boot-1"; }
    qint64 earliestTime() const override { return 0; }
    double random() override { return std::uniform_real_distribution<>(0, 1)(m_chance); }
    std::unique_ptr<Rudder::Ticker> makeTicker(std::function<void()> onTick) override;
    std::unique_ptr<Rudder::Transport> makeTransport(const Configuration &configuration) override;

private:
    class Ticker;
    class Transport;

    Client *const m_client;
    World *const m_world;
    std::mt19937 m_chance;
};

class Client::Environment::Ticker final : public Rudder::Ticker
{
public:
    Ticker(World *world, std::function<void()> onTick) : m_world(world), m_onTick(std::move(onTick))
    {
    }

    void start(qint64 milliseconds) override
    {
        m_current = std::make_shared<int>(0);
        m_world->at(m_world->now + milliseconds, [this, started = std::weak_ptr<int>(m_current)] {
            if (!started.expired())
                m_onTick();
        });
    }
    void stop() override { m_current.reset(); }

private:
    World *const m_world;
    const std::function<void()> m_onTick;
    std::shared_ptr<int> m_current; // expires with the start that it belongs to
};

class Client::Environment::Transport final : public Rudder::Transport
{
public:
    Transport(Client *client, World *world) : m_client(client), m_world(world) { }

    void send(const Request &, Done done) override
    {
        ++m_client->attempts;
        if (m_world->onRequest)
            m_world->onRequest();
        m_current = std::make_shared<Done>(std::move(done));
        const bool isRefused = m_world->isDown && m_world->cut == World::Cut::Refused;
        m_world->at(m_world->now + (isRefused ? refusalMilliseconds : answerMilliseconds),
                    [this, posted = std::weak_ptr<Done>(m_current), answer = m_world->answer()] {
                        if (posted.expired())
                            return;
                        if (answer.status == 200)
                            m_client->noteDelivery();
                        (*std::exchange(m_current, nullptr))(answer);
                    });
    }
    void abort() override { m_current.reset(); }
    void closeIdleConnections() override { }

private:
    Client *const m_client;
    World *const m_world;
    std::shared_ptr<Done> m_current;
};

std::unique_ptr<Rudder::Ticker> Client::Environment::makeTicker(std::function<void()> onTick)
{
    return std::make_unique<Ticker>(m_world, std::move(onTick));
}

std::unique_ptr<Rudder::Transport> Client::Environment::makeTransport(const Configuration &)
{
    return std::make_unique<Transport>(m_client, m_world);
}

Client::Client(World *world, const Setup &setup)
    : m_world(world), m_environment(std::make_shared<Environment>(this, world, setup.seed)),
      m_inbox(setup.configuration.maxInternalQueueSize(),
              setup.configuration.maxInternalQueueBytes()),
      m_pipeline({setup.configuration,
                  m_environment,
                  setup.folder,
                  {setup.configuration.writeKey(), setup.configuration.dataPlaneUrl(), true},
                  &m_inbox,
                  &m_notices})
{
    wake();
}

Client::~Client()
{
    m_inbox.close();
    wake();
}

void Client::wake()
{
    m_pipeline.wake();
    QCoreApplication::sendPostedEvents();
}

void Client::record(int events)
{
    for (int i = 0; i < events; ++i) {
        RecordedEvent event;
        event.messageId = QByteArray::number(++m_recorded);
        event.bytes = "{\"messageId\":\"" + event.messageId + "\"}";
        event.anonymousId = "anon";
        event.bootMilliseconds = m_world->now;
        m_inbox.push(std::move(event));
    }
    wake();
}

void Client::recordEach(qint64 interval, qint64 first)
{
    m_world->at(first, [this, interval, life = std::weak_ptr<int>(m_life)] {
        if (life.expired())
            return;
        record(1);
        recordEach(interval, m_world->now + interval);
    });
}

void Client::noteDelivery()
{
    if (deliveredFirstAt == 0)
        deliveredFirstAt = m_world->now;
    deliveredLastAt = m_world->now;
}

qint64 Client::delivered()
{
    m_delivered += m_notices.take().delivered;
    return m_delivered;
}
