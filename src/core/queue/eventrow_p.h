// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTROW_P_H
#define RUDDERQT_EVENTROW_P_H

#include "queue/salvage_p.h"
#include "queue/sqliterecord_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qstring.h>

#include <optional>

namespace Rudder {

// Whether the columns are those of an event that waits or of one that failed.
bool isEventRow(const SqliteRecord &record);

// The record is an event's row, and the payload is all of it.
SalvagedEvent eventOf(qint64 id, const SqliteRecord &record, QByteArrayView payload);

// Nothing if the bytes are no event.
std::optional<QString> messageIdOf(const QByteArray &bytes);

} // namespace Rudder

#endif
