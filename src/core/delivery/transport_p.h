// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TRANSPORT_P_H
#define RUDDERQT_TRANSPORT_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qnetworkreply.h>

#include <functional>
#include <utility>

namespace Rudder {

struct Request
{
    enum class Method { Post, Get };

    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    Method method = Method::Post;
    qint64 maxAnswerBytes = 16 * 1024; // of the answer's body, what follows is not waited for
    bool needsWholeAnswer = false;     // its status alone says too little

    QByteArray header(QByteArrayView name) const;
};

struct Answer
{
    int status = 0; // 0: there was no answer
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body; // as much as the request wanted
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QString errorText;
    bool requestWasSent = true; // the whole of it, before the answer was there

    QByteArray header(QByteArrayView name) const;
};

// Carries one request at a time. Lives on the pipeline's thread.
class RUDDERQT_CORE_PRIVATE_EXPORT Transport
{
public:
    using Done = std::function<void(const Answer &)>;

    Transport() = default;
    virtual ~Transport();
    Q_DISABLE_COPY_MOVE(Transport)

    // Calls done once, never from within send(); not at all after abort().
    virtual void send(const Request &request, Done done) = 0;
    virtual void abort() = 0;
    // The queue ran empty a while ago: give back what only waits for a next request.
    virtual void closeIdleConnections() = 0;
};

} // namespace Rudder

#endif
