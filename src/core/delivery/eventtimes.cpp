// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/eventtimes_p.h"

#include "queue/clockmark_p.h"
#include "queue/eventage_p.h"

#include <QtCore/qdatetime.h>

#include <algorithm>

namespace Rudder {

/*!
    \internal

    The server takes an event for as old as sentAt is later than originalTimestamp, whatever day both are.

    Within a boot the boot clock knows how old it is, whatever the wall clock was then and is now. Of
    another boot only the recorded time is left. A clock of now that is behind it would put the event in
    the future; so it is sent as one that is recorded now.
*/
EventTimes timesOf(const StoredEvent &event, const Clocks &now)
{
    if (!event.bootId.isEmpty() && event.bootId == now.bootId) {
        const qint64 recordedAt = std::clamp<qint64>(event.bootMilliseconds, 0, now.boot);
        return {now.wall - (now.boot - recordedAt), now.wall, now.isUnset()};
    }
    const auto recorded = QDateTime::fromString(originalTimestamp(event.bytes), Qt::ISODateWithMs);
    const qint64 sent =
            recorded.isValid() ? std::max(now.wall, recorded.toMSecsSinceEpoch()) : now.wall;
    return {std::nullopt, sent, isClockUnset(event.bytes)};
}

} // namespace Rudder
