// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "badserver.h"

#include "gunzip.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtNetwork/qtcpsocket.h>

#include <memory>

#ifdef Q_OS_UNIX
#    include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;

namespace {

qsizetype headerSize(const QByteArray &received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    return end < 0 ? -1 : end + 4;
}

QByteArray headerValue(const QByteArray &request, const QByteArray &name)
{
    const QList<QByteArray> lines = request.left(headerSize(request)).split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

// The size of the first request; -1 as long as it is not whole.
qsizetype requestSize(const QByteArray &received)
{
    const qsizetype header = headerSize(received);
    if (header < 0)
        return -1;
    const qsizetype size = header + headerValue(received, "Content-Length").toLongLong();
    return received.size() < size ? -1 : size;
}

void setReceiveBuffer(qintptr socket, int bytes)
{
#ifdef Q_OS_UNIX
    ::setsockopt(int(socket), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
#endif
}

// What is still to be sent is dropped, and the other end hears "connection reset".
void reset(QTcpSocket *socket)
{
#ifdef Q_OS_UNIX
    const linger now = {1, 0};
    ::setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
#endif
    socket->abort();
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
        reset(socket);
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
    QByteArray body = request.mid(headerSize(request));
    if (headerValue(request, "Content-Encoding") == "gzip")
        body = gunzip(body);
    const QJsonArray batch = QJsonDocument::fromJson(body)["batch"_L1].toArray();
    for (const QJsonValue &event : batch)
        m_messageIds.append(event["messageId"_L1].toString());
}
