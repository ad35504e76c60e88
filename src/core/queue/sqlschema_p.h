// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLSCHEMA_P_H
#define RUDDERQT_SQLSCHEMA_P_H

#include "queue/sqlconnection_p.h"

namespace Rudder {

// What a queue's tables look like. Each number is for ever; a file of a lower one is brought up to
// this one with its events, a file of a higher one is left alone.
inline constexpr int schemaVersion = 4;

// isNewer: it is of a higher one.
RUDDERQT_CORE_PRIVATE_EXPORT Error makeSchema(const SqlConnection &connection, bool *isNewer);

} // namespace Rudder

#endif
