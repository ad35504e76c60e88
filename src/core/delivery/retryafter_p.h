// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_RETRYAFTER_P_H
#define RUDDERQT_RETRYAFTER_P_H

#include "delivery/transport_p.h"

#include <chrono>
#include <optional>

namespace Rudder {

// How long the answer's Retry-After asks to wait, one hour at most; none when it has no such header
// or one that can't be read.
RUDDERQT_CORE_PRIVATE_EXPORT std::optional<std::chrono::milliseconds>
retryAfter(const Answer &answer, qint64 wallClock);

} // namespace Rudder

#endif
