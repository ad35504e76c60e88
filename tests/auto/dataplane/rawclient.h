// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTcpSocket>

/// Speaks HTTP word for word, so that a test decides about every byte and every connection.
class RawClient
{
public:
    struct Answer
    {
        int status = 0;
        QByteArray head;
        QByteArray body;
    };

    explicit RawClient(quint16 port);

    void send(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders = {},
              const QByteArray &method = "POST");
    Answer receive();
    Answer post(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders = {});

    bool hasNoAnswerYet();
    QByteArray receiveUntilClosed();
    void abort();

private:
    QTcpSocket m_socket;
};
