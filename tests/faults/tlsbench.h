// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_TLSBENCH_H
#define RUDDERQT_TEST_TLSBENCH_H

#include <functional>
#include <optional>

#include "certificates.h"
#include "proxyprocess.h"
#include "sender.h"

// A client on its way to a data plane behind nginx: what keeps them apart, and what is seen of it.
struct TlsCase
{
    using Setup = std::function<void(Rudder::Configuration &)>;

    QString server = QStringLiteral("good"); // whose certificate nginx has
    QString part = {};                       // of nginx's configuration
    bool isPlain = false;                    // by http
    Setup setup = {};
    // Nothing arrives, and the client says so with these words, until it is configured anew.
    QString words = {};
    Rudder::Error::Code code = Rudder::Error::Code::NetworkFailed;
    Setup remedy = {};
    QString newServer = {}; // that nginx gets a certificate of

    // Answers of nginx: exactly these statuses, and no more than so many.
    QStringList statuses = {QStringLiteral("200")};
    int most = 2;
    int rounds = 2; // of delivered events, on one connection
};
Q_DECLARE_METATYPE(TlsCase)

// Runs one case. What is wrong fails the test, as in a test function.
class TlsBench
{
public:
    TlsBench(const Certificates &certificates, const QString &dataPlaneProgram);

    // In this order.
    bool startDataPlane();
    bool startServer(const TlsCase &tlsCase, const QString &certificate);
    void run(const TlsCase &tlsCase);

    QUrl url(bool isPlain) const;
    Sender sender;

private:
    void checkRefusal(const TlsCase &tlsCase);
    QStringList arrived() const;

    const Certificates &m_certificates;
    QTemporaryDir m_folder;
    DataPlaneProcess m_dataPlane;
    NginxProcess m_nginx;
    const quint16 m_tlsPort = ProxyProcess::freePort();
};

#endif
