// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_BADSERVER_H
#define RUDDERQT_TEST_BADSERVER_H

#include <QtCore/qobject.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qtcpserver.h>

#include <functional>

// What a server does to a connection, once there is as much of the request as it waits for.
struct Misbehaviour
{
    enum class WaitsFor { Connection, Header, WholeRequest };
    enum class Ends { Open, Closed, Reset, Dripping }; // the last: a byte now and then, for ever

    WaitsFor waitsFor = WaitsFor::Connection;
    QByteArray answer = {};
    Ends ends = Ends::Open;
    // The batch counts as stored before the answer goes out.
    bool takesTheBatch = false;
};
Q_DECLARE_METATYPE(Misbehaviour)

// A server that treats its first connections badly, and is a data plane to all that follow.
class BadServer : public QObject
{
    Q_OBJECT

public:
    BadServer(const Misbehaviour &misbehaviour, int badConnections);

    bool listen();
    QUrl url() const;
    // Connections that were answered badly, and requests that were answered well.
    int badConnections() const { return m_badConnections; }
    int goodRequests() const { return m_goodRequests; }
    QStringList messageIds() const { return m_messageIds; }

private:
    void accept();
    void serve(QTcpSocket *socket, bool isBad);
    bool isEnough(const QByteArray &received) const;
    void misbehave(QTcpSocket *socket, const QByteArray &received);
    void behave(QTcpSocket *socket, QByteArray *received);
    void take(const QByteArray &request);

    Misbehaviour m_misbehaviour;
    QTcpServer m_server;
    QStringList m_messageIds;
    int m_toMistreat;
    int m_badConnections = 0;
    int m_goodRequests = 0;
};

#endif
