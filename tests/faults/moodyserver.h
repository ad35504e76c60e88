// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_MOODYSERVER_H
#define RUDDERQT_TEST_MOODYSERVER_H

#include <QtCore/qjsonobject.h>
#include <QtCore/qobject.h>
#include <QtCore/qrandom.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qtcpserver.h>

#include <vector>

// A data plane that misbehaves at random, and keeps account of which answers nobody can have had.
class MoodyServer : public QObject
{
    Q_OBJECT

public:
    // A batch that was taken, whatever came after.
    struct Taken
    {
        QList<QJsonObject> events;
        int round = 0;
        bool isAnswered = false; // with a whole 200
    };

    explicit MoodyServer(quint32 seed);

    bool listen();
    QUrl url() const;
    // Who sends from now on belongs to the next round.
    void beginRound() { ++m_round; }
    // From now on it is a good data plane.
    void calmDown() { m_isCalm = true; }
    int openConnections() const { return m_openConnections; }
    // In the order in which they came.
    const std::vector<Taken> &taken() const { return m_taken; }
    int requests() const { return m_requests; }
    int misbehaviours() const { return m_misbehaviours; }

private:
    enum class Mood { Good, Refuses, Throttles, CutsBefore, CutsAfter, CutsAnswer };

    void accept();
    void serve(QTcpSocket *socket, QByteArray *received);
    Mood nextMood();
    void treat(QTcpSocket *socket, const QByteArray &request);
    void answer(QTcpSocket *socket, size_t taken);

    QTcpServer m_server;
    QRandomGenerator m_random;
    std::vector<Taken> m_taken;
    int m_round = 0;
    int m_openConnections = 0;
    int m_requests = 0;
    int m_misbehaviours = 0;
    bool m_isCalm = false;
};

#endif
