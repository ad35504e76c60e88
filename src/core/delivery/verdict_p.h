// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_VERDICT_P_H
#define RUDDERQT_VERDICT_P_H

#include "delivery/transport_p.h"
#include "error.h"

namespace Rudder {

struct Verdict
{
    enum class Decision {
        Delivered, // the events are the server's now
        Retry,     // wait by the backoff, keep every event
        Pause,     // nothing will get through for now: keep every event, stop sending, say so
    };

    Decision decision = Decision::Retry;
    Error error;
};

// What an answer means for the batch that was sent. Neither clock nor socket.
RUDDERQT_CORE_PRIVATE_EXPORT Verdict verdictFor(const Answer &answer);

} // namespace Rudder

#endif
