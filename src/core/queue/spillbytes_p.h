// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SPILLBYTES_P_H
#define RUDDERQT_SPILLBYTES_P_H

#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

#include <vector>

namespace Rudder {

// Events on their way from one process to the next without a database.
struct Spill
{
    QByteArray owner; // as the queue records it; empty: not known any more
    std::vector<ImportedEvent> events;
    bool isWhole = false; // nothing is missing or damaged
};

RUDDERQT_CORE_PRIVATE_EXPORT QByteArray spillToBytes(const QByteArray &owner,
                                                     const std::vector<ImportedEvent> &events);

// Whatever the bytes are. Of damaged ones, each record that is whole.
RUDDERQT_CORE_PRIVATE_EXPORT Spill spillFromBytes(QByteArrayView bytes);

} // namespace Rudder

#endif
