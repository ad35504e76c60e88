// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTLAYOUT_P_H
#define RUDDERQT_EVENTLAYOUT_P_H

#include <QtCore/qglobal.h>

namespace Rudder {

// Every event's bytes begin alike, so that the two times can be filled in later without parsing:
//
//     {"originalTimestamp":"2026-01-01T00:00:00.000Z","sentAt":"2026-01-01T00:00:00.000Z",…
//
// These offsets are part of the queue's schema: stored events rely on them.
namespace EventLayout {

inline constexpr char beforeOriginalTimestamp[] = "{\"originalTimestamp\":\"";
inline constexpr char beforeSentAt[] = "\",\"sentAt\":\"";
inline constexpr qsizetype timestampWidth = 24;
inline constexpr qsizetype originalTimestampOffset = sizeof(beforeOriginalTimestamp) - 1;
inline constexpr qsizetype sentAtOffset =
        originalTimestampOffset + timestampWidth + qsizetype(sizeof(beforeSentAt)) - 1;
inline constexpr qsizetype headerSize = sentAtOffset + timestampWidth;

} // namespace EventLayout

} // namespace Rudder

#endif
