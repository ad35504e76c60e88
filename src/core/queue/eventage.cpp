// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventage_p.h"

#include "queue/eventlayout_p.h"

#include <QtCore/qdatetime.h>

namespace Rudder {

QString originalTimestamp(const QByteArray &eventBytes)
{
    return QString::fromLatin1(
            eventBytes.mid(EventLayout::originalTimestampOffset, EventLayout::timestampWidth));
}

bool isLongerAgo(const QString &originalTimestamp, qint64 age, qint64 wallClock)
{
    constexpr qint64 year2020 = 1'577'836'800'000;
    const QDateTime time = QDateTime::fromString(originalTimestamp, Qt::ISODateWithMs);
    if (!time.isValid())
        return false;
    const qint64 recorded = time.toMSecsSinceEpoch();
    return recorded >= year2020 && recorded <= wallClock && wallClock - recorded > age;
}

} // namespace Rudder
