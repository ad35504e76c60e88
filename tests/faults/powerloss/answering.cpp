// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "answering.h"

#include <QtCore/qregularexpression.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>

#include <algorithm>

using namespace Qt::StringLiterals;

Answering::Answering(std::function<bool(int)> isBad, Received received)
    : m_isBad(std::move(isBad)), m_received(std::move(received)), m_server(new QTcpServer(this))
{
    connect(m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server->nextPendingConnection())
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    });
}

QUrl Answering::listen()
{
    if (!m_server->listen(QHostAddress::LocalHost))
        return {};
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server->serverPort()));
}

void Answering::read(QTcpSocket *socket)
{
    static const QRegularExpression length(u"content-length: *(\\d+)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    const QByteArray request = socket->peek(socket->bytesAvailable());
    const qsizetype endOfHead = request.indexOf("\r\n\r\n");
    if (endOfHead < 0)
        return;
    const QString head = QString::fromLatin1(request.left(endOfHead));
    const qsizetype bodyAt = endOfHead + 4;
    const qsizetype size = bodyAt + length.match(head).captured(1).toInt();
    if (request.size() < size)
        return;
    socket->read(size);
    socket->write(answer(request.mid(bodyAt, size - bodyAt)));
}

QByteArray Answering::answer(const QByteArray &body) const
{
    static const QRegularExpression messageId(u"\"messageId\":\"n#(\\d+)\""_s);
    if (m_isFailing)
        return "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    QList<int> numbers;
    auto found = messageId.globalMatch(QString::fromUtf8(body));
    while (found.hasNext())
        numbers.append(found.next().captured(1).toInt());
    if (std::any_of(numbers.cbegin(), numbers.cend(), m_isBad))
        return "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad";
    m_received(numbers);
    return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
}
