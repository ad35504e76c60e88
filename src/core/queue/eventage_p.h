// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTAGE_P_H
#define RUDDERQT_EVENTAGE_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Rudder {

// The originalTimestamp of a stored event.
RUDDERQT_CORE_PRIVATE_EXPORT QString originalTimestamp(const QByteArray &eventBytes);

// Whether it is longer ago than age, in ms. What a clock says that was never set, or that was ahead
// of the one of now, is no age: false.
RUDDERQT_CORE_PRIVATE_EXPORT bool isLongerAgo(const QString &originalTimestamp, qint64 age,
                                              qint64 wallClock);

} // namespace Rudder

#endif
