// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// An answer's bytes through a socket, Qt's HTTP and our transport, to a verdict.
//
// The input: a byte that says how the answer is sent, and the answer.

#include "check.h"
#include "verdictchecks.h"

#include "delivery/networktransport_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestBody = 16 * 1024;

// Answers each request alike and closes.
class Server
{
public:
    Server()
    {
        check(m_server.listen(QHostAddress::LocalHost), "there is a port");
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                serve(socket);
        });
    }

    quint16 port() const { return m_server.serverPort(); }

    QByteArray answer;
    bool isEarly = false; // before the request was read

private:
    void serve(QTcpSocket *socket)
    {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        const auto send = [this, socket] {
            if (!isEarly && !socket->peek(4096).contains("[]"))
                return;
            QObject::disconnect(socket, &QTcpSocket::readyRead, socket, nullptr);
            socket->readAll();
            socket->write(answer);
            socket->disconnectFromHost();
        };
        QObject::connect(socket, &QTcpSocket::readyRead, socket, send);
        send();
    }

    QTcpServer m_server;
};

Answer answerOf(Transport *transport, const QUrl &url)
{
    QEventLoop loop;
    Answer answer;
    bool isThere = false;
    transport->send({url, {{"Content-Type", "application/json"}}, "[]"}, [&](const Answer &got) {
        check(!isThere, "there is one answer");
        isThere = true;
        answer = got;
        loop.quit();
    });
    check(!isThere, "there is no answer from within send()");
    QTimer::singleShot(std::chrono::seconds(5), &loop, &QEventLoop::quit);
    loop.exec();
    check(isThere, "there is an answer");
    return answer;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static int argc = 1;
    static char name[] = "fuzz_transport";
    static char *argv[] = {name, nullptr};
    static const QCoreApplication application(argc, argv);
    static Server server;
    if (size == 0)
        return 0;
    server.isEarly = data[0] & 1;
    server.answer = QByteArray(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));

    const QUrl url(u"http://127.0.0.1:%1/v1/batch"_s.arg(server.port()));
    NetworkTransport transport(
            Configuration(u"KEY"_s, url).setRequestTimeout(std::chrono::seconds(2)));
    const Answer answer = answerOf(&transport, url);
    check(answer.body.size() <= largestBody, "the beginning of a body is enough");
    const SentRequest sent{url, false};
    checkVerdict(verdictFor(answer, sent, 1'767'225'600'000), answer, sent);
    return 0;
}
