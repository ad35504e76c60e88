// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITEFREEPAGES_P_H
#define RUDDERQT_SQLITEFREEPAGES_P_H

#include "queue/sqlitepages_p.h"

#include <unordered_set>

namespace Rudder {

// The pages that no table uses, as far as a damaged database tells. What they held may still stand
// in them: for a queue, events that were delivered long ago.
std::unordered_set<quint32> sqliteFreePages(SqlitePages &pages);

} // namespace Rudder

#endif
