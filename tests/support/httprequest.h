// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_HTTPREQUEST_H
#define RUDDERQT_TEST_HTTPREQUEST_H

#include <QtCore/qbytearray.h>
#include <QtCore/qjsonarray.h>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

// HTTP as a server made by hand reads it: what came on a connection, from its beginning.

// With the empty line; -1 as long as that has not come.
qsizetype headerSize(const QByteArray &received);
// Of the first request; -1 as long as it is not whole.
qsizetype requestSize(const QByteArray &received);
// The events of a whole request.
QJsonArray batchOf(const QByteArray &request);

// What is still to be sent is dropped, and the other end hears "connection reset".
void resetConnection(QTcpSocket *socket);

#endif
