// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_UPLOADER_P_H
#define RUDDERQT_UPLOADER_P_H

#include "configuration.h"
#include "delivery/clocks_p.h"
#include "delivery/transport_p.h"
#include "delivery/verdict_p.h"
#include "queue/eventstore_p.h"

#include <QtCore/qurl.h>

#include <functional>
#include <memory>

namespace Rudder {

// Turns claimed events into a request and its answer into a verdict. One request at a time.
class RUDDERQT_CORE_PRIVATE_EXPORT Uploader
{
public:
    using Done = std::function<void(const Verdict &)>;

    Uploader(const Configuration &configuration, std::unique_ptr<Transport> transport);

    void setWriteKey(const QString &writeKey);
    void setDataPlaneUrl(const QUrl &url);

    void upload(const std::vector<StoredEvent> &events, const Clocks &now, const Done &done);
    void abort();
    void closeIdleConnections();

private:
    Request requestFor(const std::vector<StoredEvent> &events, const Clocks &now) const;
    SentRequest sentRequest(const Request &request) const;
    void post(const Request &request, qint64 sentAt, int redirects, const Done &done);
    void onVerdict(const Verdict &verdict, bool wasCompressed);

    Configuration m_configuration;
    std::unique_ptr<Transport> m_transport;
    QUrl m_movedTo; // by a permanent redirect; empty: nowhere
    bool m_plainOnce = false;
    int m_plainRescues = 0; // batches in a row that only arrived uncompressed
};

} // namespace Rudder

#endif
