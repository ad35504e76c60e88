// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CLOCKMARK_P_H
#define RUDDERQT_CLOCKMARK_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

namespace Rudder {

// An event whose originalTimestamp is of a clock that was never set says so by "clock":"unset", the last
// member of its context, which is the last member of the event: no parsing finds it, makes it or takes
// it away.

RUDDERQT_CORE_PRIVATE_EXPORT bool isClockUnset(QByteArrayView eventBytes);

// What bytes end with is the event. One without a context is left as it is.
RUDDERQT_CORE_PRIVATE_EXPORT void setClockUnset(QByteArray *bytes, bool unset);

} // namespace Rudder

#endif
