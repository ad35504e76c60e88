// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PROCESSIDENTITY_P_H
#define RUDDERQT_PROCESSIDENTITY_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

namespace Rudder {

// Which process of which boot this is, for others to find out whether it still lives. A number
// alone does not tell: it is given again, and each container counts its own.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray processIdentity();

// Whether the process may be alive. False is certain; of a process in another container it can't
// be known.
RUDDERQT_CORE_PRIVATE_EXPORT bool mayBeAlive(const QByteArray &identity);
bool isOfAnotherNamespace(const QByteArray &identity);

} // namespace Rudder

#endif
