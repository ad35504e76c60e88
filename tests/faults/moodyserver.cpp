// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "moodyserver.h"

#include "httprequest.h"

#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpsocket.h>

#include <memory>

using namespace Qt::StringLiterals;

MoodyServer::MoodyServer(quint32 seed) : m_random(seed)
{
    connect(&m_server, &QTcpServer::newConnection, this, &MoodyServer::accept);
}

bool MoodyServer::listen()
{
    return m_server.listen(QHostAddress::LocalHost);
}

QUrl MoodyServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()));
}

void MoodyServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_openConnections;
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this,
                [this, socket, received] { serve(socket, received.get()); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            --m_openConnections;
            socket->deleteLater();
        });
        serve(socket, received.get());
    }
}

void MoodyServer::serve(QTcpSocket *socket, QByteArray *received)
{
    *received += socket->readAll();
    while (socket->state() == QAbstractSocket::ConnectedState) {
        const qsizetype size = requestSize(*received);
        if (size < 0)
            return;
        const QByteArray request = received->left(size);
        received->remove(0, size);
        treat(socket, request);
    }
}

MoodyServer::Mood MoodyServer::nextMood()
{
    if (m_isCalm)
        return Mood::Good;
    constexpr int oneIn = 6;
    if (m_random.bounded(oneIn) > 0)
        return Mood::Good;
    ++m_misbehaviours;
    return Mood(m_random.bounded(int(Mood::Refuses), int(Mood::CutsAnswer) + 1));
}

void MoodyServer::treat(QTcpSocket *socket, const QByteArray &request)
{
    ++m_requests;
    const Mood mood = nextMood();
    switch (mood) {
    case Mood::Refuses:
        socket->write(m_random.bounded(2) == 0
                              ? "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
                              : "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        return;
    case Mood::Throttles:
        socket->write("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n"
                      "Content-Length: 0\r\n\r\n");
        return;
    case Mood::CutsBefore:
        resetConnection(socket);
        return;
    case Mood::CutsAfter:
    case Mood::CutsAnswer:
    case Mood::Good:
        break;
    }

    Taken taken;
    taken.round = m_round;
    const QJsonArray batch = batchOf(request);
    for (const auto &event : batch)
        taken.events.append(event.toObject());
    m_taken.push_back(std::move(taken));
    if (mood == Mood::CutsAfter) {
        resetConnection(socket);
    } else if (mood == Mood::CutsAnswer) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Le");
        socket->disconnectFromHost();
    } else {
        // Some take their time, so that there is more that a kill can fall into.
        constexpr int longest = 20; // ms
        const size_t index = m_taken.size() - 1;
        QTimer::singleShot(m_isCalm ? 0 : int(m_random.bounded(longest)), socket,
                           [this, socket, index] { answer(socket, index); });
    }
}

void MoodyServer::answer(QTcpSocket *socket, size_t taken)
{
    if (socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_taken[taken].isAnswered = true;
    socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nOK");
}
