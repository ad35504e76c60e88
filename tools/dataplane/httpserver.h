// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace Rudder::DataPlane {

/// The way back to whoever sent a request. Belongs to the thread of its server.
class Exchange
{
public:
    Exchange() = default;
    virtual ~Exchange() = default;

    virtual void send(const Answer &answer) = 0;
    virtual void drop() = 0;

private:
    Q_DISABLE_COPY_MOVE(Exchange)
};

class HttpServer
{
public:
    using Handler = std::function<void(const Request &, const std::shared_ptr<Exchange> &)>;

    explicit HttpServer(Handler handler);
    ~HttpServer();

    std::optional<QString> listen(const QHostAddress &address, quint16 port);
    QHostAddress address() const;
    quint16 port() const;

private:
    class Implementation;
    std::unique_ptr<Implementation> m_implementation;
};

} // namespace Rudder::DataPlane
