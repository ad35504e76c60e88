// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TIMESTAMP_P_H
#define RUDDERQT_TIMESTAMP_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

namespace Rudder {

// Times as the wire has them: UTC, YYYY-MM-DDTHH:mm:ss.SSSZ. QDateTime::toString() costs about a
// microsecond and goes through a QString.

inline constexpr qsizetype timestampLength = 24;
inline constexpr qsizetype longestTimestamp = timestampLength + 3;

// JavaScript's own limit, 100,000,000 days either way; it calls what lies beyond an invalid date.
inline constexpr qint64 furthestDay = 100'000'000;
inline constexpr qint64 furthestTimestamp = furthestDay * 86'400'000;

// Writes exactly timestampLength bytes; what lies outside the years 0000 to 9999 becomes the
// nearest moment inside.
RUDDERQT_CORE_PRIVATE_EXPORT void writeUtc(char *to, qint64 msSinceEpoch);

// Appends a time up to furthestTimestamp either way; years outside 0000 to 9999 have a sign and six
// digits.
RUDDERQT_CORE_PRIVATE_EXPORT void appendUtc(QByteArray &out, qint64 msSinceEpoch);

// The same to a place that has room for longestTimestamp bytes; these return the end.
char *writeAnyUtc(char *to, qint64 msSinceEpoch);
char *writeDate(char *to, qint64 daysSinceEpoch);
char *writeTimeOfDay(char *to, int msSinceMidnight);

} // namespace Rudder

#endif
