// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/uploader_p.h"

#include "delivery/batch_p.h"
#include "delivery/credentials_p.h"
#include "delivery/gzip_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRedirects = 5;
// So many batches that only arrived uncompressed are no accident.
constexpr int rescuesThatConvince = 2;

QUrl batchUrl(const QUrl &dataPlane)
{
    QUrl url = dataPlane;
    QString path = url.path(QUrl::FullyEncoded); // "%2F" is no slash
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + u"/v1/batch"_s, QUrl::TolerantMode);
    return url;
}

bool isCompressed(const Request &request)
{
    return request.header("Content-Encoding") == "gzip";
}

} // namespace

Uploader::Uploader(const Configuration &configuration, std::unique_ptr<Transport> transport)
    : m_configuration(configuration), m_transport(std::move(transport))
{
}

void Uploader::setWriteKey(const QString &writeKey)
{
    m_configuration.setWriteKey(writeKey);
}

void Uploader::setDataPlaneUrl(const QUrl &url)
{
    m_configuration.setDataPlaneUrl(url);
    m_movedTo.clear();
    m_plainOnce = false;
    m_plainRescues = 0;
}

Request Uploader::requestFor(const std::vector<StoredEvent> &events, const Clocks &now) const
{
    Request request;
    request.url = m_movedTo.isEmpty() ? batchUrl(m_configuration.dataPlaneUrl()) : m_movedTo;
    request.body = batchBody(events, now);

    request.headers = credentialHeaders(m_configuration);
    request.headers.emplaceBack("Content-Type", "application/json");
    // The gateway keeps the order of one anonymousId only, and takes one of them per request.
    const QByteArray anonymousId = sharedAnonymousId(events);
    if (!anonymousId.isEmpty())
        request.headers.emplaceBack("AnonymousId", anonymousId.toBase64());
    const bool isPlain = m_plainOnce || m_plainRescues >= rescuesThatConvince;
    if (m_configuration.gzip() && !isPlain) {
        const QByteArray compressed = gzip(request.body);
        if (!compressed.isEmpty()) {
            request.body = compressed;
            request.headers.emplaceBack("Content-Encoding", "gzip");
        }
    }
    request.headers.append(m_configuration.extraHeaders());
    return request;
}

SentRequest Uploader::sentRequest(const Request &request) const
{
    return {request.url, isCompressed(request), secretsOf(m_configuration)};
}

void Uploader::upload(const std::vector<StoredEvent> &events, const Clocks &now, const Done &done)
{
    post(requestFor(events, now), now.wall, 0, done);
}

void Uploader::post(const Request &request, qint64 sentAt, int redirects, const Done &done)
{
    const QUrl target = m_configuration.dataPlaneUrl();
    m_transport->send(request, [=, this](const Answer &answer) {
        Verdict verdict = verdictFor(answer, sentRequest(request), sentAt);
        if (verdict.decision == Verdict::Decision::Redirect && redirects < mostRedirects) {
            if (verdict.isPermanent && target == m_configuration.dataPlaneUrl())
                m_movedTo = verdict.location;
            Request next = request;
            next.url = verdict.location;
            post(next, sentAt, redirects + 1, done);
            return;
        }
        if (verdict.decision == Verdict::Decision::Redirect) {
            verdict = Verdict();
            verdict.error = Error(Error::Code::NetworkFailed,
                                  u"The data plane's redirects lead in a circle."_s);
        }
        onVerdict(verdict, isCompressed(request));
        done(verdict);
    });
}

void Uploader::onVerdict(const Verdict &verdict, bool wasCompressed)
{
    const bool isDelivered = verdict.decision == Verdict::Decision::Delivered;
    if (!isDelivered)
        m_movedTo.clear(); // the address that the application named is asked again
    if (isDelivered && wasCompressed)
        m_plainRescues = 0;
    else if (isDelivered && m_plainOnce)
        ++m_plainRescues;
    m_plainOnce = verdict.resendPlain;
}

void Uploader::abort()
{
    m_transport->abort();
}

void Uploader::closeIdleConnections()
{
    m_transport->closeIdleConnections();
}

} // namespace Rudder
