// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTTIMES_P_H
#define RUDDERQT_EVENTTIMES_P_H

#include "delivery/clocks_p.h"
#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <optional>

namespace Rudder {

// What an event says of its time when it is sent.
struct EventTimes
{
    std::optional<qint64> original; // ms since 1970; none: as it was recorded
    qint64 sent = 0;
    bool isClockUnset = false; // original is of a clock that was never set
};

RUDDERQT_CORE_PRIVATE_EXPORT EventTimes timesOf(const StoredEvent &event, const Clocks &now);

} // namespace Rudder

#endif
