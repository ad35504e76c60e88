// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/uploader_p.h"

#include "delivery/batch_p.h"
#include "delivery/gzip_p.h"

#include <RudderQt/version.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

QUrl batchUrl(const QUrl &dataPlane)
{
    QUrl url = dataPlane;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + u"/v1/batch"_s);
    return url;
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
}

Request Uploader::requestFor(const std::vector<StoredEvent> &events, qint64 sentAt) const
{
    Request request;
    request.url = batchUrl(m_configuration.dataPlaneUrl());
    request.body = batchBody(events, sentAt);

    const QByteArray credentials = (m_configuration.writeKey() + u':').toUtf8().toBase64();
    request.headers = {
            {"Authorization", "Basic " + credentials},
            {"Content-Type", "application/json"},
            {"User-Agent", "rudder-sdk-qt/" RUDDERQT_VERSION_STR},
    };
    // The gateway keeps the order of one anonymousId only, and takes one of them per request.
    const QByteArray anonymousId = sharedAnonymousId(events);
    if (!anonymousId.isEmpty())
        request.headers.emplaceBack("AnonymousId", anonymousId.toBase64());
    if (m_configuration.gzip()) {
        const QByteArray compressed = gzip(request.body);
        if (!compressed.isEmpty()) {
            request.body = compressed;
            request.headers.emplaceBack("Content-Encoding", "gzip");
        }
    }
    request.headers.append(m_configuration.extraHeaders());
    return request;
}

void Uploader::upload(const std::vector<StoredEvent> &events, qint64 sentAt, Done done)
{
    m_transport->post(requestFor(events, sentAt),
                      [done = std::move(done)](const Answer &answer) { done(verdictFor(answer)); });
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
