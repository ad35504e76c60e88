// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_USERSAMPLE_P_H
#define RUDDERQT_USERSAMPLE_P_H

#include "private_export_p.h"

#include <QtCore/qstring.h>

namespace Rudder {

// Where a user stands among all, from 0 to less than 1: the first 32 bits of the SHA-256 of the id in
// UTF-8, as the numerator over 2^32. It is the same for ever and everywhere, in a data warehouse too.
RUDDERQT_CORE_PRIVATE_EXPORT double placeAmongUsers(const QString &id);

} // namespace Rudder

#endif
