// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BACKOFFRECORD_P_H
#define RUDDERQT_BACKOFFRECORD_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

#include <optional>

namespace Rudder {

// How sending stood, kept on disk: a program that is restarted every 2 s must not send every 2 s.
struct RUDDERQT_CORE_PRIVATE_EXPORT BackoffRecord
{
    int failures = 0;            // in a row
    qint64 bootMilliseconds = 0; // not before this time
    qint64 wallMilliseconds = 0; // the same, for another boot
    QByteArray bootId;
    std::optional<qint64> waitMilliseconds; // how long that was then; older records don't say

    QByteArray toBytes() const;
    // Damaged bytes give no failures.
    static BackoffRecord fromBytes(const QByteArray &bytes);
    // How long is left to wait, with these clocks; whatever they say, no longer than the wait was,
    // and one hour at most.
    qint64 remaining(qint64 bootClock, qint64 wallClock, const QByteArray &currentBootId) const;
};

} // namespace Rudder

#endif
