// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "badserver.h"

#include "httprequest.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpsocket.h>

#include <memory>

#ifdef Q_OS_UNIX
#    include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void setReceiveBuffer(qintptr socket, int bytes)
{
#ifdef Q_OS_UNIX
    ::setsockopt(int(socket), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
#endif
}

} // namespace

BadServer::BadServer(const Misbehaviour &misbehaviour, int badConnections)
    : m_misbehaviour(misbehaviour), m_toMistreat(badConnections)
{
    connect(&m_server, &QTcpServer::newConnection, this, &BadServer::accept);
}

bool BadServer::listen()
{
    if (!m_server.listen(QHostAddress::LocalHost))
        return false;
    // Else the kernel takes some 4 MB in our place. What is accepted inherits this, and a window
    // that was open once can't be made smaller.
    setReceiveBuffer(m_server.socketDescriptor(), 4096);
    return true;
}

QUrl BadServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()));
}

void BadServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        const bool isBad = m_toMistreat > 0;
        m_toMistreat -= isBad;
        serve(socket, isBad);
    }
}

void BadServer::serve(QTcpSocket *socket, bool isBad)
{
    if (isBad) {
        socket->setReadBufferSize(4096); // Qt reads no more than we do
        ++m_badConnections;
    } else {
        setReceiveBuffer(socket->socketDescriptor(), 1'000'000);
    }
    if (isBad && m_misbehaviour.waitsFor == Misbehaviour::WaitsFor::Connection) {
        misbehave(socket, {});
        return;
    }
    const auto received = std::make_shared<QByteArray>();
    const auto isDone = std::make_shared<bool>(false);
    const auto read = [this, socket, isBad, received, isDone] {
        if (*isDone)
            return; // a bad server reads no further than it must
        *received += socket->readAll();
        if (!isBad) {
            behave(socket, received.get());
        } else if (isEnough(*received)) {
            *isDone = true;
            misbehave(socket, *received);
        }
    };
    connect(socket, &QTcpSocket::readyRead, this, read);
    read();
}

bool BadServer::isEnough(const QByteArray &received) const
{
    if (m_misbehaviour.waitsFor == Misbehaviour::WaitsFor::WholeRequest)
        return requestSize(received) >= 0;
    return headerSize(received) >= 0;
}

void BadServer::misbehave(QTcpSocket *socket, const QByteArray &received)
{
    if (m_misbehaviour.takesTheBatch)
        take(received);
    socket->write(m_misbehaviour.answer);
    switch (m_misbehaviour.ends) {
    case Misbehaviour::Ends::Open:
        break;
    case Misbehaviour::Ends::Closed:
        socket->disconnectFromHost();
        break;
    case Misbehaviour::Ends::Reset:
        resetConnection(socket);
        break;
    case Misbehaviour::Ends::Dripping:
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [socket] { socket->write("x"); });
        timer->start(50ms);
        break;
    }
}

void BadServer::behave(QTcpSocket *socket, QByteArray *received)
{
    while (true) {
        const qsizetype size = requestSize(*received);
        if (size < 0)
            return;
        take(received->left(size));
        received->remove(0, size);
        ++m_goodRequests;
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nOK");
    }
}

void BadServer::take(const QByteArray &request)
{
    const QJsonArray batch = batchOf(request);
    for (const auto &event : batch)
        m_messageIds.append(event["messageId"_L1].toString());
}
