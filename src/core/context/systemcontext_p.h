// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SYSTEMCONTEXT_P_H
#define RUDDERQT_SYSTEMCONTEXT_P_H

#include "private_export_p.h"
#include "properties.h"

namespace Rudder {

// What does not change while the process runs: app, device, os, locale, timezone, library. No host
// name, user name, address or serial number.
RUDDERQT_CORE_PRIVATE_EXPORT Properties systemContext();

} // namespace Rudder

#endif
