// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "httprequest.h"

#include "gunzip.h"

#include <QtCore/qjsondocument.h>
#include <QtNetwork/qtcpsocket.h>

#ifdef Q_OS_UNIX
#    include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;

static QByteArray headerValue(const QByteArray &request, const QByteArray &name)
{
    const QList<QByteArray> lines = request.left(headerSize(request)).split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

qsizetype headerSize(const QByteArray &received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    return end < 0 ? -1 : end + 4;
}

qsizetype requestSize(const QByteArray &received)
{
    const qsizetype header = headerSize(received);
    if (header < 0)
        return -1;
    const qsizetype size = header + headerValue(received, "Content-Length").toLongLong();
    return received.size() < size ? -1 : size;
}

QJsonArray batchOf(const QByteArray &request)
{
    QByteArray body = request.mid(headerSize(request));
    if (headerValue(request, "Content-Encoding") == "gzip")
        body = gunzip(body);
    return QJsonDocument::fromJson(body)["batch"_L1].toArray();
}

void resetConnection(QTcpSocket *socket)
{
#ifdef Q_OS_UNIX
    const linger now = {1, 0};
    ::setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
#endif
    socket->abort();
}
