// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/backoffrecord_p.h"

#include <QtCore/qlist.h>

#include <algorithm>

namespace Rudder {

QByteArray BackoffRecord::toBytes() const
{
    return QByteArray::number(failures) + ' ' + QByteArray::number(bootMilliseconds) + ' '
            + QByteArray::number(wallMilliseconds) + ' ' + bootId
            + (waitMilliseconds ? ' ' + QByteArray::number(*waitMilliseconds) : QByteArray());
}

BackoffRecord BackoffRecord::fromBytes(const QByteArray &bytes)
{
    BackoffRecord record;
    const QList<QByteArray> parts = bytes.split(' ');
    if (parts.size() != 4 && parts.size() != 5)
        return record;
    constexpr int plausible = 1'000'000;
    record.failures = std::clamp(parts[0].toInt(), 0, plausible);
    record.bootMilliseconds = parts[1].toLongLong();
    record.wallMilliseconds = parts[2].toLongLong();
    record.bootId = parts[3];
    if (parts.size() == 5)
        record.waitMilliseconds = parts[4].toLongLong();
    return record;
}

qint64 BackoffRecord::remaining(qint64 bootClock, qint64 wallClock,
                                const QByteArray &currentBootId) const
{
    constexpr qint64 most = 60 * 60 * 1000; // what a server may ask for
    constexpr qint64 longestBackoff = 30 * 1000;
    if (failures == 0)
        return 0;
    const bool isSameBoot = !bootId.isEmpty() && bootId == currentBootId;
    const qint64 until = isSameBoot ? bootMilliseconds : wallMilliseconds;
    const qint64 now = isSameBoot ? bootClock : wallClock;
    if (until <= now)
        return 0;
    // Damaged bytes may hold any numbers: their difference may be none.
    const quint64 left = quint64(until) - quint64(now);
    const qint64 wait = waitMilliseconds.value_or(isSameBoot ? most : longestBackoff);
    // Of another boot that is a clock which is not set yet, and tells nothing of how much has passed. A
    // device that is never on for the hour that a server asked for must send all the same.
    const bool isUnset = !isSameBoot && left > quint64(std::max<qint64>(wait, 0));
    const qint64 longest = std::clamp<qint64>(wait, 0, isUnset ? longestBackoff : most);
    return qint64(std::min(left, quint64(longest)));
}

} // namespace Rudder
