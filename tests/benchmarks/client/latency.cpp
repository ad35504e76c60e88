// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/httpmessage.h"
#include "harness/stream.h"
#include "harness/usage.h"
#include "workload.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qurl.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

using namespace Qt::StringLiterals;

namespace {

// The collector runs on this machine, so that its clock is ours.
std::vector<qint64> arrivals(const QUrl &url)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(url.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
        qFatal("The collector does not answer");
    Stream stream(socket);
    const std::string request = "GET /arrivals HTTP/1.1\r\nConnection: close\r\n\r\n";
    stream.write(request.data(), request.size());
    std::vector<qint64> times;
    if (const auto answer = HttpReader(&stream).next()) {
        for (const QJsonValue &time :
             QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).array())
            times.push_back(time.toInteger());
    }
    return times;
}

} // namespace

QJsonObject measureLatency(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 500));
    Rudder::Analytics analytics(configurationFor(arguments));
    record(analytics, -1);
    flushAll(analytics); // the connection is open
    std::vector<qint64> called;
    for (int i = 0; i < events; ++i) {
        called.push_back(monotonicClock());
        record(analytics, i);
        flushAll(analytics);
    }
    const std::vector<qint64> arrived = arrivals(analytics.dataPlaneUrl());
    if (arrived.size() < called.size())
        qFatal("The collector has too few requests");
    std::vector<std::int64_t> took;
    for (size_t i = 0; i < called.size(); ++i)
        took.push_back(arrived[arrived.size() - called.size() + i] - called[i]);
    return {{u"p50_ms"_s, milliseconds(quantile(&took, 0.5))},
            {u"p99_ms"_s, milliseconds(quantile(&took, 0.99))}};
}
