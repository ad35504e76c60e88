// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NETWORKTRANSPORT_P_H
#define RUDDERQT_NETWORKTRANSPORT_P_H

#include "configuration.h"
#include "delivery/transport_p.h"

#include <QtCore/qpointer.h>
#include <QtNetwork/qnetworkaccessmanager.h>

namespace Rudder {

class NetworkTransport final : public Transport
{
public:
    explicit NetworkTransport(const Configuration &configuration);
    ~NetworkTransport() override;

    void post(const Request &request, Done done) override;
    void abort() override;
    void closeIdleConnections() override;

private:
    bool isPinned(const QNetworkReply &reply) const;
    void finish(QNetworkReply *reply, const Done &done);
    void tell(const Answer &answer, const Done &done);

    Configuration m_configuration;
    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    bool m_requestWasSent = false;
};

} // namespace Rudder

#endif
