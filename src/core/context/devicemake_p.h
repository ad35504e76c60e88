// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_DEVICEMAKE_P_H
#define RUDDERQT_DEVICEMAKE_P_H

#include "private_export_p.h"

#include <QtCore/qstring.h>

namespace Rudder {

// Who made the device, and which one it is. Empty: not known.
struct DeviceMake
{
    QString manufacturer;
    QString model;

    friend bool operator==(const DeviceMake &, const DeviceMake &) = default;
};

// Asks the system, by files or otherwise: not on a caller's thread.
DeviceMake readDeviceMake();
// What Linux shows of firmware and device tree in files below root, which is empty for the system's.
RUDDERQT_CORE_PRIVATE_EXPORT DeviceMake readDeviceMake(const QString &root);

} // namespace Rudder

#endif
