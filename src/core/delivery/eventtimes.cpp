// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/eventtimes_p.h"

#include "queue/clockmark_p.h"

#include <algorithm>

namespace Rudder {

/*!
    \internal

    The server takes an event for as old as sentAt is later than originalTimestamp, whatever day both are.

    Within a boot the boot clock knows how old it is, whatever the wall clock was then and is now. Of
    another boot only the recorded time is left; and if that is right, but the clock of now is not, the
    time of sending is not known.
*/
EventTimes timesOf(const StoredEvent &event, const Clocks &now)
{
    if (!event.bootId.isEmpty() && event.bootId == now.bootId) {
        const qint64 recordedAt = std::clamp<qint64>(event.bootMilliseconds, 0, now.boot);
        return {now.wall - (now.boot - recordedAt), now.wall, now.isUnset()};
    }
    const bool wasUnset = isClockUnset(event.bytes);
    if (now.isUnset() && !wasUnset)
        return {std::nullopt, std::nullopt, false};
    return {std::nullopt, now.wall, wasUnset};
}

} // namespace Rudder
