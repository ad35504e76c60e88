// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SALVAGE_P_H
#define RUDDERQT_SALVAGE_P_H

#include "error.h"
#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

#include <functional>
#include <optional>

namespace Rudder {

// Why an event was set aside; the numbers are the queue's.
struct SalvagedFailure
{
    int reason = 0;
    QString message;
    qint64 at = 0;
};

struct SalvagedEvent
{
    qint64 id = 0;
    QByteArray bytes;
    QByteArray anonymousId;
    QByteArray bootId;
    qint64 bootMilliseconds = 0;
    int attempts = 0;
    std::optional<SalvagedFailure> failure; // none: it waits to be sent
};

// Gives out the events that a damaged queue file and the log beside it still hold, until take says
// false. Their ids rise; two events with one id differ in their messageId.
RUDDERQT_CORE_PRIVATE_EXPORT Error salvageEvents(const QString &path,
                                                 const std::function<bool(SalvagedEvent &&)> &take);

} // namespace Rudder

#endif
