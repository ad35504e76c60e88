// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"
#include "gateway.h"
#include "httpserver.h"
#include "misbehaviour.h"
#include "recorder.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>

namespace Rudder::DataPlane {

class DataPlane
{
public:
    using Print = std::function<void(const QByteArray &lines)>;

    DataPlane(const Options &options, Print print);
    ~DataPlane();

    std::optional<QString> start();
    QByteArray url() const;
    QByteArray summary() const;

private:
    void handle(const Request &request, const std::shared_ptr<Exchange> &exchange);
    Answer control(const Request &request);
    Reception receive(const Request &request);
    void record(const Request &request, Reception &reception);
    bool isRecorded(const Request &request, const Reception &reception);
    void printLines(const Request &request, const Reception &reception) const;

    Options m_options;
    Print m_print;
    Misbehaviour m_misbehaviour;
    Gateway m_gateway;
    std::optional<Recorder> m_recorder;
    std::optional<LineFile> m_bodies;
    int m_requests = 0;
    int m_events = 0;
    int m_refused = 0;

    HttpServer m_server;
    // After the server, because exchanges must go before it does.
    std::set<std::shared_ptr<Exchange>> m_waiting;
    QObject m_timers;
};

} // namespace Rudder::DataPlane
