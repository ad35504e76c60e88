// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CLOCKSKEW_P_H
#define RUDDERQT_CLOCKSKEW_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>

namespace Rudder {

// An answer with the server's time, when it came.
struct DatedAnswer
{
    qint64 serverTime = 0; // ms since 1970, to the second
    qint64 wallClock = 0;  // ms since 1970
    qint64 duration = 0;   // ms, of the request
};

// By how much the device's clock is ahead of the server's, in ms; 0: by less than a minute, as far as
// that can be told. known is what earlier answers said, and stays as long as it may be right.
RUDDERQT_CORE_PRIVATE_EXPORT qint64 clockSkew(const DatedAnswer &answer, qint64 known);

} // namespace Rudder

#endif
