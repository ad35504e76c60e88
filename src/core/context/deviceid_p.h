// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_DEVICEID_P_H
#define RUDDERQT_DEVICEID_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Rudder {

// The same for one application on one device, and of no use to another application that knows the
// device too. Empty where the device has no id, or the application none.
RUDDERQT_CORE_PRIVATE_EXPORT QString deviceId(const QByteArray &machineId,
                                              const QString &applicationId);

} // namespace Rudder

#endif
