// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NETWORKTRANSPORT_P_H
#define RUDDERQT_NETWORKTRANSPORT_P_H

#include "configuration.h"
#include "delivery/hostresolver_p.h"
#include "delivery/promptsocket_p.h"
#include "delivery/transport_p.h"

#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qnetworkaccessmanager.h>

#include <memory>

namespace Rudder {

class RUDDERQT_CORE_PRIVATE_EXPORT NetworkTransport final : public Transport
{
public:
    NetworkTransport(const Configuration &configuration,
                     std::shared_ptr<HostResolver> resolver = HostResolver::system());
    ~NetworkTransport() override;

    void send(const Request &request, Done done) override;
    void abort() override;
    void closeIdleConnections() override;

private:
    // Whom a request to there is sent to: a proxy perhaps.
    struct Peer
    {
        QString host;
        quint16 port = 0;
    };

    Peer peerOf(const QUrl &url) const;
    void lookUp(const QString &host, const Request &request, const Done &done);
    void begin(const Request &request, const Done &done);
    bool isPinned(const QNetworkReply &reply) const;
    void finish(QNetworkReply *reply, const Done &done);
    void refuse(const QNetworkReply &reply, const Done &done);
    void tell(const Answer &answer, const Done &done);

    Configuration m_configuration;
    QNetworkAccessManager m_manager;
    std::shared_ptr<HostResolver> m_resolver;
    std::unique_ptr<HostResolver::Waiter> m_lookUp;
    PromptSocket m_socket;
    QTimer m_timer; // for what would not end by itself
    QPointer<QNetworkReply> m_reply;
    qint64 m_maxAnswerBytes = 0;
    bool m_requestWasSent = false;
};

} // namespace Rudder

#endif
