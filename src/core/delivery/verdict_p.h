// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_VERDICT_P_H
#define RUDDERQT_VERDICT_P_H

#include "delivery/transport_p.h"
#include "error.h"
#include "failedevent.h"

#include <QtCore/qurl.h>

#include <chrono>
#include <optional>

namespace Rudder {

struct Verdict
{
    enum class Decision {
        Delivered, // the events are the server's now
        Wait,      // keep every event and try again, by the backoff or when told
        Halve,     // these events are refused together: send fewer, until the bad one stands alone
        Redirect,  // the same request belongs to another address
        Pause,     // nothing will get through for now: keep every event, stop sending, say so
    };

    Decision decision = Decision::Wait;
    bool isAttempt = false;   // Wait: counts among the attempts of each event
    bool resendPlain = false; // Wait: it may be the compression that the server can't take
    std::optional<std::chrono::milliseconds> retryAfter;       // Wait: as the server says
    FailedEvent::Reason reason = FailedEvent::Reason::Refused; // Halve: of the one alone
    QUrl location;                                             // Redirect
    bool isPermanent = false;                                  // Redirect: from now on
    std::optional<qint64> serverTime; // the data plane answered, and said: ms since 1970
    Error error;
};

// What was sent, as far as a verdict depends on it.
struct SentRequest
{
    QUrl url;
    bool isCompressed = false;
    QList<QByteArray> secrets = {}; // that no error may tell
};

// What an answer means for the batch that was sent. Neither clock nor socket; wallClock in ms since
// 1970.
RUDDERQT_CORE_PRIVATE_EXPORT Verdict verdictFor(const Answer &answer, const SentRequest &sent,
                                                qint64 wallClock);

} // namespace Rudder

#endif
