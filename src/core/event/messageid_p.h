// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_MESSAGEID_P_H
#define RUDDERQT_MESSAGEID_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

namespace Rudder {

// A random UUID (version 4) in its 36 characters. From any thread; costs a fraction of QUuid's.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray newMessageId();

} // namespace Rudder

#endif
