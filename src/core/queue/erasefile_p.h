// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ERASEFILE_P_H
#define RUDDERQT_ERASEFILE_P_H

#include "error.h"
#include "private_export_p.h"

#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

namespace Rudder {

// Overwrites the file with zeros and removes it. Whatever ends the process, it is gone by its name,
// whole, or there under the name with ".erasing" behind it. Not for a database file that a connection
// may have open.
RUDDERQT_CORE_PRIVATE_EXPORT Error eraseFile(const QString &path);

// These, as far as it goes; an error, why not all.
RUDDERQT_CORE_PRIVATE_EXPORT Error eraseFiles(const QStringList &paths);

// The files whose path begins so, in the order of their names.
QStringList filesBeginningWith(const QString &path);

} // namespace Rudder

#endif
