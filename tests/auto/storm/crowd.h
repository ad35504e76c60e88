// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_CROWD_H
#define RUDDERQT_TEST_CROWD_H

#include "pipeline_p.h"

#include <functional>
#include <memory>
#include <random>
#include <vector>

// One virtual clock, what is to happen by it, and the one data plane that all clients share.
class World
{
public:
    using Action = std::function<void()>;
    enum class Cut { Refused, Unavailable, UnavailableForAMinute };

    qint64 now = 1'000'000;
    bool isDown = false;
    Cut cut = Cut::Refused;
    std::function<void()> onRequest;

    void at(qint64 time, Action action);
    void runUntil(qint64 time);
    Rudder::Answer answer() const;

private:
    struct Entry
    {
        qint64 time = 0;
        qint64 order = 0;
        Action action;
    };
    static bool isLater(const Entry &a, const Entry &b)
    {
        return a.time != b.time ? a.time > b.time : a.order > b.order;
    }

    std::vector<Entry> m_entries; // a heap, the next one in front
    qint64 m_order = 0;
};

// A client from its inbox on: the real pipeline, with chance of its own.
class Client
{
public:
    struct Setup
    {
        Rudder::Configuration configuration;
        QString folder;
        unsigned seed = 0;
    };

    Client(World *world, const Setup &setup);
    ~Client();
    Q_DISABLE_COPY_MOVE(Client)

    void record(int events);
    // Records one now and then, for as long as it lives.
    void recordEach(qint64 interval, qint64 first);

    qint64 recorded() const { return m_recorded; }
    qint64 delivered();

    qint64 attempts = 0;
    qint64 deliveredFirstAt = 0;
    qint64 deliveredLastAt = 0;

private:
    class Environment;

    void wake();
    void noteDelivery();

    World *const m_world;
    const std::shared_ptr<int> m_life = std::make_shared<int>(0);
    const std::shared_ptr<Environment> m_environment;
    Rudder::Inbox m_inbox;
    Rudder::Notices m_notices;
    Rudder::Pipeline m_pipeline;
    qint64 m_delivered = 0;
    qint64 m_recorded = 0;
};

#endif
