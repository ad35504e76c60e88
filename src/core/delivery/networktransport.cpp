// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/networktransport_p.h"

#include "delivery/keypin_p.h"

#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qnetworkrequest.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslsocket.h>

#include <algorithm>
#include <chrono>

namespace Rudder {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// The status is known then; the words that go with it are worth no more.
constexpr std::chrono::milliseconds bodyPatience = 5s;

// Nobody can talk us into trusting anybody: neither a configuration nor the application's default.
QSslConfiguration verifyingConfiguration(const std::optional<QSslConfiguration> &given)
{
    QSslConfiguration result = given ? *given : QSslConfiguration::defaultConfiguration();
    result.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return result;
}

QNetworkRequest networkRequest(const Request &request, const Configuration &configuration)
{
    QUrl url = request.url;
    // Or Qt would answer a 401 by sending the request again, as this user. It sends a proxy the
    // proxy's own credentials only where it may add any at all.
    url.setUserInfo({});
    QNetworkRequest result(url);
    for (const auto &[name, value] : request.headers)
        result.setRawHeader(name, value);
    result.setTransferTimeout(int(configuration.requestTimeout().count()));
    const bool isHttps = request.url.scheme() == u"https";
    // Up to Qt 6.7.2 (CVE-2024-39936) a request by HTTP/2 leaves before encrypted() was told, so that
    // no pin could hold it back.
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute,
                        isHttps && configuration.isHttp2Enabled()
                                && configuration.pinnedKeys().isEmpty());
    // A redirect could carry the write key to a stranger.
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                        QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    if (isHttps)
        result.setSslConfiguration(verifyingConfiguration(configuration.sslConfiguration()));
    return result;
}

Answer refusal(const QNetworkReply &reply)
{
    const QByteArray pin = keyPin(reply.sslConfiguration().peerCertificate());
    Answer answer;
    answer.error = QNetworkReply::SslHandshakeFailedError;
    answer.errorText = u"The data plane's certificate has none of the pinned keys, but sha256//%1. "
                       "Is this another server, or is its new key to be added to "
                       "Configuration::setPinnedKeys()?"_s.arg(QString::fromLatin1(pin));
    answer.requestWasSent = false;
    return answer;
}

} // namespace

NetworkTransport::NetworkTransport(const Configuration &configuration,
                                   std::shared_ptr<HostResolver> resolver)
    : m_configuration(configuration), m_resolver(std::move(resolver))
{
    m_timer.setSingleShot(true);
    if (const auto proxy = configuration.proxy())
        m_manager.setProxy(*proxy);
}

NetworkTransport::~NetworkTransport()
{
    abort();
}

void NetworkTransport::send(const Request &request, Done done)
{
    Q_ASSERT(!m_reply && !m_lookUp);
    // A name that Qt looks up itself holds up the end of the application for as long as that takes.
    // Whether a connection is open, so that it needs none, can't be asked.
    const QString host = peerOf(request.url).host;
    if (host.isEmpty() || !QHostAddress(host).isNull() || m_resolver->isKnown(host))
        begin(request, done);
    else
        lookUp(host, request, done);
}

NetworkTransport::Peer NetworkTransport::peerOf(const QUrl &url) const
{
    QNetworkProxy proxy(QNetworkProxy::DefaultProxy);
    if (m_configuration.proxy())
        proxy = *m_configuration.proxy();
    if (proxy.type() == QNetworkProxy::DefaultProxy)
        proxy = QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(url)).value(0);
    const bool isDirect =
            proxy.type() == QNetworkProxy::NoProxy || proxy.type() == QNetworkProxy::DefaultProxy;
    if (!isDirect)
        return {proxy.hostName(), proxy.port()};
    return {url.host(), quint16(url.port(url.scheme() == u"https" ? 443 : 80))};
}

void NetworkTransport::lookUp(const QString &host, const Request &request, const Done &done)
{
    const auto fail = [this, done](QNetworkReply::NetworkError error, const QString &text) {
        Answer answer;
        answer.error = error;
        answer.errorText = text;
        answer.requestWasSent = false;
        tell(answer, done);
    };
    m_lookUp = m_resolver->resolve(host, &m_timer, [=, this](const QString &error) {
        if (error.isEmpty()) {
            m_lookUp.reset();
            m_timer.stop();
            m_timer.disconnect();
            begin(request, done);
        } else {
            fail(QNetworkReply::HostNotFoundError, error);
        }
    });
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [=] {
        fail(QNetworkReply::TimeoutError, u"The name \"%1\" was not resolved in time."_s.arg(host));
    });
    m_timer.start(int(m_configuration.requestTimeout().count()));
}

void NetworkTransport::begin(const Request &request, const Done &done)
{
    const QNetworkRequest network = networkRequest(request, m_configuration);
    const quint16 port = peerOf(request.url).port;
    m_socket.prepare();
    QNetworkReply *reply = request.method == Request::Method::Get
            ? m_manager.get(network)
            : m_manager.post(network, request.body);
    const std::chrono::milliseconds timeout = m_configuration.requestTimeout();
    const auto patience = request.needsWholeAnswer ? timeout : std::min(bodyPatience, timeout);
    m_reply = reply;
    m_maxAnswerBytes = request.maxAnswerBytes;
    m_requestWasSent = request.body.isEmpty();
    QObject::connect(reply, &QNetworkReply::uploadProgress, reply,
                     [this, port](qint64 sent, qint64 total) {
                         m_socket.find(port);
                         m_requestWasSent = m_requestWasSent || (total > 0 && sent >= total);
                     });
    QObject::connect(reply, &QNetworkReply::metaDataChanged, reply, [this, reply, patience, done] {
        QObject::connect(&m_timer, &QTimer::timeout, reply, [=, this] { finish(reply, done); });
        m_timer.start(patience);
    });
    // Queued, for what done() does may be the end of this object, which Qt goes on using.
    QObject::connect(
            reply, &QNetworkReply::readyRead, reply,
            [this, reply, done] {
                if (reply->bytesAvailable() > m_maxAnswerBytes)
                    finish(reply, done);
            },
            Qt::QueuedConnection);
    if (!m_configuration.pinnedKeys().isEmpty()) {
        // Told once for a connection, before the first request on it leaves.
        QObject::connect(reply, &QNetworkReply::encrypted, reply, [this, reply, done] {
            if (!isPinned(*reply))
                refuse(*reply, done);
        });
    }
    // Queued, for an error found at once would otherwise be told from within send().
    QObject::connect(
            reply, &QNetworkReply::finished, reply, [this, reply, done] { finish(reply, done); },
            Qt::QueuedConnection);
}

// At once, before the request leaves; but Qt waits for whoever is told so, and is told later.
void NetworkTransport::refuse(const QNetworkReply &reply, const Done &done)
{
    const Answer answer = refusal(reply);
    abort();
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [=, this] { tell(answer, done); });
    m_timer.start(0);
}

bool NetworkTransport::isPinned(const QNetworkReply &reply) const
{
    // Of the whole chain only this certificate's key was proved to be the server's. The others are
    // what it chose to send, also where they had no part in the verification.
    const QSslCertificate certificate = reply.sslConfiguration().peerCertificate();
    return m_configuration.pinnedKeys().contains(keyPin(certificate));
}

void NetworkTransport::finish(QNetworkReply *reply, const Done &done)
{
    if (m_reply != reply)
        return;
    const bool isAnswered = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    // Qt may open a connection and use it later without telling of its certificate.
    if (isAnswered && !m_configuration.pinnedKeys().isEmpty() && !isPinned(*reply)) {
        abort();
        m_manager.clearConnectionCache();
        tell(refusal(*reply), done);
        return;
    }
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.headers = reply->rawHeaderPairs();
    if (reply->isOpen()) // Qt closes one that was too slow
        answer.body = reply->read(m_maxAnswerBytes);
    answer.error = reply->error();
    answer.errorText = reply->errorString();
    answer.requestWasSent = m_requestWasSent;
    tell(answer, done);
}

void NetworkTransport::tell(const Answer &answer, const Done &done)
{
    const Done callback = done; // abort() disconnects, which destroys the lambda that holds it
    abort();
    callback(answer);
}

void NetworkTransport::abort()
{
    m_lookUp.reset();
    m_timer.stop();
    m_timer.disconnect();
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
