// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_HURRY_P_H
#define RUDDERQT_HURRY_P_H

#include <QtCore/qthread.h>

namespace Rudder {

// The client ends, and waits for this thread: what takes long is broken off.
inline bool isHurried()
{
    return QThread::currentThread()->isInterruptionRequested();
}

// What a database stores in the time that there is then; more goes to a file of its own.
inline bool isQuickToStore(qint64 events, qint64 bytes)
{
    return events <= 1'000 && bytes <= 512 * 1024;
}

} // namespace Rudder

#endif
