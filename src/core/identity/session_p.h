// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SESSION_P_H
#define RUDDERQT_SESSION_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

namespace Rudder {

// Now, by the clock on the wall and by the one that runs since boot.
struct Moment
{
    qint64 wall = 0;   // ms since 1970
    qint64 boot = 0;   // ms since boot, through suspend
    QByteArray bootId; // empty: the system does not say which boot this is
};

// A time in which the user was at it.
struct RUDDERQT_CORE_PRIVATE_EXPORT Session
{
    qint64 id = 0; // 0: there is none
    bool isManual = false;
    bool isStarted = false; // an event carries its sessionStart
    Moment lastActivity;

    bool operator==(const Session &other) const;
    bool operator!=(const Session &other) const { return !(*this == other); }
};

// What the configuration says of sessions.
struct SessionRules
{
    bool areAutomatic = true;
    qint64 timeout = 0; // ms
};

// Of ten digits at least, as RudderStack wants them, and exact as a double.
inline constexpr qint64 leastSessionId = 1'000'000'000;
inline constexpr qint64 mostSessionId = qint64(1) << 53;

// Whether an automatic session is over: nothing happened for longer than the time-out, or the clock
// was set back since. Within a boot its clock says how long, whatever was done to the other.
RUDDERQT_CORE_PRIVATE_EXPORT bool hasTimedOut(const Moment &lastActivity, const Moment &now,
                                              qint64 timeout);
// What to continue with at an event: the same session, or a new one.
RUDDERQT_CORE_PRIVATE_EXPORT Session sessionAt(const Session &session, const Moment &now,
                                               const SessionRules &rules, qint64 newId);
// Whether an event now leaves the session as it is, and needs no note on disk of when it was.
RUDDERQT_CORE_PRIVATE_EXPORT bool isUndisturbed(const Session &session, const Moment &lastActivity,
                                                const Moment &now, const SessionRules &rules);
// The seconds since 1970, higher than the one before; of a clock that is not set, a random number.
RUDDERQT_CORE_PRIVATE_EXPORT qint64 newSessionId(qint64 wallClock, qint64 before, double random);

} // namespace Rudder

#endif
