// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FILELOCK_P_H
#define RUDDERQT_FILELOCK_P_H

#include "private_export_p.h"

#include <QtCore/qlockfile.h>
#include <QtCore/qstring.h>

#include <memory>

namespace Rudder {

// The lock that goes with the file at path, beside it. Null: somebody else has it, after a wait of
// as many ms, 20 at least (next to none in a hurry), or it can't be written.
RUDDERQT_CORE_PRIVATE_EXPORT std::unique_ptr<QLockFile> lockFileOf(const QString &path,
                                                                   int patience = 0);

} // namespace Rudder

#endif
