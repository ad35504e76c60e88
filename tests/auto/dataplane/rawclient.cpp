// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "rawclient.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace {

constexpr int patience = 30'000;

} // namespace

RawClient::RawClient(quint16 port)
{
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    m_socket.waitForConnected(patience);
}

void RawClient::send(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders,
                     const QByteArray &method)
{
    m_socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
                   + QByteArray("key:").toBase64() + "\r\n" + moreHeaders
                   + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patience)) { }
}

/// Returns the next answer, or one with status 0 if the connection ends before it is complete.
RawClient::Answer RawClient::receive()
{
    static const QRegularExpression lengthHeader(QStringLiteral("\r\nContent-Length: (\\d+)\r\n"));

    QByteArray bytes;
    while (!bytes.contains("\r\n\r\n")) {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience))
            return {};
        bytes += m_socket.readLine();
    }
    Answer answer{bytes.split(' ').value(1).toInt(), bytes, {}};
    const auto length = lengthHeader.match(QString::fromLatin1(bytes)).captured(1).toLongLong();
    while (answer.body.size() < length) {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience))
            return {};
        answer.body += m_socket.read(length - answer.body.size());
    }
    return answer;
}

RawClient::Answer RawClient::post(const QByteArray &path, const QByteArray &body,
                                  const QByteArray &moreHeaders)
{
    send(path, body, moreHeaders);
    return receive();
}

bool RawClient::hasNoAnswerYet()
{
    m_socket.waitForReadyRead(0);
    return m_socket.bytesAvailable() == 0 && m_socket.state() == QAbstractSocket::ConnectedState;
}

QByteArray RawClient::receiveUntilClosed()
{
    while (m_socket.state() == QAbstractSocket::ConnectedState
           && m_socket.waitForReadyRead(patience)) { }
    return m_socket.state() == QAbstractSocket::UnconnectedState ? m_socket.readAll()
                                                                 : QByteArray("still open");
}

void RawClient::abort()
{
    m_socket.abort();
}
