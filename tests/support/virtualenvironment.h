// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_VIRTUALENVIRONMENT_H
#define RUDDERQT_TEST_VIRTUALENVIRONMENT_H

#include "configuration_p.h"
#include "environment_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>

#include <optional>
#include <set>
#include <vector>

class VirtualTicker;
class VirtualTransport;

// Time stands still until advance(). Requests wait until answer(), or are answered at once by
// autoAnswer. For one thread.
class VirtualEnvironment final : public Rudder::Environment
{
public:
    static constexpr qint64 start = 1'767'225'600'000;    // 2026-01-01T00:00:00.000Z
    static constexpr qint64 earliest = 1'764'547'200'000; // 2025-12-01T00:00:00.000Z

    ~VirtualEnvironment() override;

    qint64 wallClock() const override { return wall; }
    qint64 bootClock() const override { return boot; }
    QByteArray bootId() const override { return id; }
    qint64 earliestTime() const override { return earliest; }
    double random() override { return 0.5; }
    bool doNotTrack() const override { return isTrackingOff; }
    QByteArray machineId() const override { return machine; }
    Rudder::DeviceMake deviceMake() const override { return make; }
    std::unique_ptr<Rudder::Ticker> makeTicker(std::function<void()> onTick) override;
    std::unique_ptr<Rudder::Transport>
    makeTransport(const Rudder::Configuration &configuration) override;

    void advance(qint64 milliseconds);
    int activeTickers() const;

    bool hasRequest() const;
    void answer(int status, const QByteArray &body = "OK",
                QNetworkReply::NetworkError error = QNetworkReply::NoError);
    void answer(const Rudder::Answer &answer);
    // The same for the control plane.
    bool hasSourceRequest() const;
    void answerSource(int status, const QByteArray &body);
    void answerSource(const Rudder::Answer &answer);
    QJsonArray batch(qsizetype request) const;

    qint64 wall = start;
    qint64 boot = 1'000'000;
    QByteArray id = "boot-1";
    bool isTrackingOff = false;
    QByteArray machine;
    Rudder::DeviceMake make;
    std::vector<Rudder::Request> requests;
    std::vector<Rudder::Request> sourceRequests;
    QList<qsizetype> pinsOfTransports; // how many, in the order in which they were made
    int idleCloses = 0;
    int ticks = 0;

private:
    friend class VirtualTicker;
    friend class VirtualTransport;
    VirtualTransport *waiting(Rudder::Request::Method method) const;

    std::set<VirtualTicker *> m_tickers;
    std::set<VirtualTransport *> m_transports;
};

#endif
