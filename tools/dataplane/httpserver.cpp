// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// The one place that knows that QAbstractHttpServer changed from Qt to Qt.

#include "httpserver.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QMetaEnum>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#    include <QHttpHeaders>
#endif

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

namespace {

// As long as this lives, the connection stays and its next request waits. Qt 6.4 needs none.
using Turn = std::unique_ptr<QHttpServerResponder>;

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
using WayBack = QHttpServerResponder &;

QTcpSocket *socketOf(const QObject *server, const QHttpServerRequest &request, WayBack)
{
    const auto sockets = server->findChildren<QTcpSocket *>();
    for (QTcpSocket *socket : sockets) {
        if (socket->peerPort() == request.remotePort()
            && socket->peerAddress() == request.remoteAddress())
            return socket;
    }
    return nullptr;
}

Turn takeTurn(WayBack responder)
{
    return std::make_unique<QHttpServerResponder>(std::move(responder));
}
#else
using WayBack = QTcpSocket *;

QTcpSocket *socketOf(const QObject *, const QHttpServerRequest &, WayBack socket)
{
    return socket;
}

Turn takeTurn(WayBack)
{
    return nullptr;
}
#endif

Headers headersOf(const QHttpServerRequest &request)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    Headers headers;
    for (const auto &[name, value] : request.headers().toListOfPairs())
        headers.append({name, value});
    return headers;
#else
    return request.headers();
#endif
}

/*
    Writes to the socket itself and in one piece. A responder of Qt 6.4 can't tell that its socket
    is gone, which is how it is if a client gives up while its answer is being delayed.
*/
class SocketExchange final : public Exchange
{
public:
    SocketExchange(QTcpSocket *socket, Turn turn, bool closeAfterwards)
        : m_turn(std::move(turn)), m_socket(socket), m_closeAfterwards(closeAfterwards)
    {
    }

    void send(const Answer &answer) override
    {
        if (!isConnected())
            return;
        QByteArray bytes = "HTTP/1.1 " + QByteArray::number(answer.status) + ' '
                + reasonOf(answer.status) + "\r\n";
        bool hasType = false;
        for (const auto &[name, value] : answer.headers) {
            bytes += name + ": " + value + "\r\n";
            hasType = hasType || name == "Content-Type";
        }
        if (!hasType)
            bytes += "Content-Type: text/plain; charset=utf-8\r\n";
        if (m_closeAfterwards)
            bytes += "Connection: close\r\n";
        bytes += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n"
                + answer.body;
        m_socket->write(bytes);
        if (m_closeAfterwards) {
            // Newer Qt deletes a socket that is closing, with all that it has not sent yet.
            m_socket->flush();
            m_socket->disconnectFromHost();
        }
    }

    void drop() override
    {
        if (isConnected())
            m_socket->abort();
    }

private:
    bool isConnected() const
    {
        return m_socket && m_socket->state() == QAbstractSocket::ConnectedState;
    }

    /// Makes "Bad Request" of the enumerator BadRequest, and nothing of what Qt does not know.
    static QByteArray reasonOf(int status)
    {
        const auto names = QMetaEnum::fromType<QHttpServerResponder::StatusCode>();
        QByteArray reason;
        for (const char c : QByteArrayView(names.valueToKey(status))) {
            if (c >= 'A' && c <= 'Z' && !reason.isEmpty())
                reason += ' ';
            reason += c;
        }
        return reason;
    }

    const Turn m_turn;
    QPointer<QTcpSocket> m_socket;
    bool m_closeAfterwards;
};

} // namespace

class HttpServer::Implementation final : public QAbstractHttpServer
{
public:
    explicit Implementation(Handler &&handler) : m_handler(std::move(handler)) { }

    bool handleRequest(const QHttpServerRequest &request, WayBack wayBack) override
    {
        const auto methods = QMetaEnum::fromType<QHttpServerRequest::Method>();
        const Request received{
                QByteArray(methods.valueToKey(int(request.method()))).toUpper(),
                request.url().path(QUrl::FullyEncoded).toLatin1(),
                headersOf(request),
                request.body(),
                request.remoteAddress().isLoopback(),
        };
        const bool close = received.header("Connection").compare("close", Qt::CaseInsensitive) == 0;
        QTcpSocket *socket = socketOf(this, request, wayBack);
        m_handler(received, std::make_shared<SocketExchange>(socket, takeTurn(wayBack), close));
        return true;
    }

    // Never called: handleRequest() takes every request.
    void missingHandler(const QHttpServerRequest &, WayBack) override { }

private:
    Handler m_handler;
};

/*!
    \class Rudder::DataPlane::HttpServer

    Hands each request to \a handler, with the way back to its sender, which may be used at once or
    later. Whoever keeps exchanges must let go of them before the server is destroyed.
*/
HttpServer::HttpServer(Handler handler)
    : m_implementation(std::make_unique<Implementation>(std::move(handler)))
{
}

HttpServer::~HttpServer() = default;

/*!
    Listens on \a address and \a port, or on any free port if that is 0. Returns a sentence if that
    fails.
*/
std::optional<QString> HttpServer::listen(const QHostAddress &address, quint16 port)
{
    auto server = std::make_unique<QTcpServer>();
    if (!server->listen(address, port)) {
        return QString(u"can't listen on "_s % address.toString() % u" port "_s
                       % QString::number(port) % u": "_s % server->errorString());
    }
    m_implementation->bind(server.release());
    return std::nullopt;
}

QHostAddress HttpServer::address() const
{
    return m_implementation->servers().constFirst()->serverAddress();
}

quint16 HttpServer::port() const
{
    return m_implementation->servers().constFirst()->serverPort();
}

} // namespace Rudder::DataPlane
