// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUEUERESCUE_P_H
#define RUDDERQT_QUEUERESCUE_P_H

#include "error.h"
#include "private_export_p.h"
#include "queue/fileidentity_p.h"

#include <QtCore/qstring.h>

namespace Rudder {

class SqlEventStore;

// All of these need the lock of the queue file, and that no connection has it open.

// SQLite takes a file of no bytes for a new one, and removes the log beside it, unread.
RUDDERQT_CORE_PRIVATE_EXPORT bool hasLostItsBeginning(const QString &path);

// Puts a new file in place of a damaged one, with every event that can still be read. The damaged
// one is kept beside it under a name with the date, and the name says so.
RUDDERQT_CORE_PRIVATE_EXPORT Error rescueQueue(const QString &path, qint64 *saved, QString *keptAs);

// The name that a damaged file was kept under; empty: it was not.
RUDDERQT_CORE_PRIVATE_EXPORT QString keptPathOf(const QString &path, const FileIdentity &file);

// Adds the events of a damaged file that have not come from there before.
RUDDERQT_CORE_PRIVATE_EXPORT Error salvageInto(const QString &from, SqlEventStore *store);

// What a process began that ended in between.
RUDDERQT_CORE_PRIVATE_EXPORT Error finishRescue(const QString &path);

} // namespace Rudder

#endif
