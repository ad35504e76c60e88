// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_KEPTFILES_P_H
#define RUDDERQT_KEPTFILES_P_H

#include <QtCore/qstringlist.h>

namespace Rudder {

// Damaged files are kept beside those that took their place: <file>.damaged-<date>.

// A name with the time of now, that no file has.
QString nameToKeep(const QString &path);
// The oldest first, without the logs of databases.
QStringList keptPaths(const QString &path);
// All but the newest few, with their logs: a disk that damages a file a day must not fill up.
void removeOldestKept(const QString &path);

// What says of a kept file that it may have events of an owner that are nowhere else.
QString unreadMark(const QString &kept);

// A database with its log.
void removeWithLogs(const QString &path);

} // namespace Rudder

#endif
