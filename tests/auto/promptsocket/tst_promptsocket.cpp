// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/networktransport_p.h"

#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

// Answers each request with 200 when all of it is there.
class Server : public QTcpServer
{
public:
    Server()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            auto *const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
        });
        listen(QHostAddress::LocalHost);
    }

    bool closesConnections = false;

private:
    void read(QTcpSocket *socket)
    {
        m_received += socket->readAll();
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        const qsizetype length = m_received.toLower().indexOf("content-length: ");
        if (end < 0 || length < 0)
            return;
        const qsizetype size = atoll(m_received.constData() + length + 16);
        if (m_received.size() < end + 4 + size)
            return;
        m_received.clear();
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
        if (closesConnections)
            socket->disconnectFromHost();
    }

    QByteArray m_received;
};

bool sendsAtOnce(qintptr socket)
{
    int value = 0;
    socklen_t size = sizeof(value);
    return ::getsockopt(int(socket), IPPROTO_TCP, TCP_NODELAY, &value, &size) == 0 && value != 0;
}

// Of this process, connected to that port, and sending at once.
int promptSocketsTo(quint16 port)
{
    int count = 0;
    for (int file = 0; file < 1024; ++file) {
        sockaddr_in peer = {};
        socklen_t size = sizeof(peer);
        if (::getpeername(file, reinterpret_cast<sockaddr *>(&peer), &size) == 0
            && ntohs(peer.sin_port) == port && sendsAtOnce(file))
            ++count;
    }
    return count;
}

} // namespace

class tst_PromptSocket : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void theSocketOfARequestSendsAtOnce_data();
    void theSocketOfARequestSendsAtOnce();
    void soDoesThatOfTheNextConnection();
    void anothersSocketIsLeftAlone();

private:
    int send(qsizetype bytes);

    std::unique_ptr<Server> m_server;
    std::unique_ptr<NetworkTransport> m_transport;
};

void tst_PromptSocket::init()
{
    m_server = std::make_unique<Server>();
    m_transport = std::make_unique<NetworkTransport>(Configuration());
}

// Says what was answered.
int tst_PromptSocket::send(qsizetype bytes)
{
    Request request;
    request.url = QUrl(u"http://127.0.0.1:%1/v1/batch"_s.arg(m_server->serverPort()));
    request.body = QByteArray(bytes, 'x');
    int status = 0;
    m_transport->send(request, [&](const Answer &answer) { status = answer.status; });
    if (!QTest::qWaitFor([&] { return status != 0; }))
        return 0;
    return status;
}

void tst_PromptSocket::theSocketOfARequestSendsAtOnce_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::newRow("in one piece") << qsizetype(100);
    QTest::newRow("in several") << qsizetype(400'000);
}

void tst_PromptSocket::theSocketOfARequestSendsAtOnce()
{
    QFETCH(const qsizetype, bytes);
    QCOMPARE(send(bytes), 200);
    QCOMPARE(promptSocketsTo(m_server->serverPort()), 1);
    QCOMPARE(send(bytes), 200); // on the connection that is open
    QCOMPARE(promptSocketsTo(m_server->serverPort()), 1);
}

void tst_PromptSocket::soDoesThatOfTheNextConnection()
{
    m_server->closesConnections = true;
    QCOMPARE(send(100), 200);
    QTRY_COMPARE(promptSocketsTo(m_server->serverPort()), 0);
    m_server->closesConnections = false;
    QCOMPARE(send(100), 200);
    QCOMPARE(promptSocketsTo(m_server->serverPort()), 1);
}

void tst_PromptSocket::anothersSocketIsLeftAlone()
{
    QTcpSocket another;
    another.connectToHost(QHostAddress::LocalHost, m_server->serverPort());
    QVERIFY(another.waitForConnected());
    QCOMPARE(send(400'000), 200);
    QCOMPARE(promptSocketsTo(m_server->serverPort()), 1);
    QVERIFY(!sendsAtOnce(another.socketDescriptor()));
}

QTEST_GUILESS_MAIN(tst_PromptSocket)

#include "tst_promptsocket.moc"
