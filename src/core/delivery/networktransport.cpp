// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/networktransport_p.h"

#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qnetworkrequest.h>
#include <QtNetwork/qsslconfiguration.h>

namespace Rudder {

namespace {

// An answer is a word or a sentence. Whatever is longer is not from a data plane.
constexpr qint64 maxAnswerBytes = 16 * 1024;

QNetworkRequest networkRequest(const Request &request, const Configuration &configuration)
{
    QNetworkRequest result(request.url);
    for (const auto &[name, value] : request.headers)
        result.setRawHeader(name, value);
    result.setTransferTimeout(int(configuration.requestTimeout().count()));
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute, configuration.isHttp2Enabled());
    // A redirect could carry the write key to a stranger.
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                        QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    if (const auto ssl = configuration.sslConfiguration())
        result.setSslConfiguration(*ssl);
    return result;
}

} // namespace

NetworkTransport::NetworkTransport(const Configuration &configuration)
    : m_configuration(configuration)
{
    if (const auto proxy = configuration.proxy())
        m_manager.setProxy(*proxy);
}

NetworkTransport::~NetworkTransport()
{
    abort();
}

void NetworkTransport::post(const Request &request, Done done)
{
    Q_ASSERT(!m_reply);
    QNetworkReply *reply = m_manager.post(networkRequest(request, m_configuration), request.body);
    m_reply = reply;
    m_requestWasSent = request.body.isEmpty();
    QObject::connect(reply, &QNetworkReply::uploadProgress, reply,
                     [this](qint64 sent, qint64 total) {
                         m_requestWasSent = m_requestWasSent || (total > 0 && sent >= total);
                     });
    QObject::connect(reply, &QNetworkReply::readyRead, reply, [this, reply, done] {
        if (reply->bytesAvailable() > maxAnswerBytes)
            finish(reply, done);
    });
    // Queued, for an error found at once would otherwise be told from within post().
    QObject::connect(
            reply, &QNetworkReply::finished, reply, [this, reply, done] { finish(reply, done); },
            Qt::QueuedConnection);
}

void NetworkTransport::finish(QNetworkReply *reply, const Done &done)
{
    if (m_reply != reply)
        return;
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.headers = reply->rawHeaderPairs();
    answer.body = reply->read(maxAnswerBytes);
    answer.error = reply->error();
    answer.errorText = reply->errorString();
    answer.requestWasSent = m_requestWasSent;
    const Done callback = done; // abort() disconnects, which destroys the lambda that holds it
    abort();
    callback(answer);
}

void NetworkTransport::abort()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->disconnect();
    reply->abort();
    reply->deleteLater();
}

void NetworkTransport::closeIdleConnections()
{
    m_manager.clearConnectionCache();
}

} // namespace Rudder
