// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CLOCKS_P_H
#define RUDDERQT_CLOCKS_P_H

#include <QtCore/qbytearray.h>

namespace Rudder {

// What they say at one moment.
struct Clocks
{
    qint64 wall = 0;     // ms since 1970, UTC
    qint64 boot = 0;     // ms since boot, time asleep included
    QByteArray bootId;   // empty: not known
    qint64 earliest = 0; // as wall; one that says less was never set

    bool isUnset() const { return wall < earliest; }
};

} // namespace Rudder

#endif
