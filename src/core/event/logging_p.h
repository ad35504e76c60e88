// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENT_LOGGING_P_H
#define RUDDERQT_EVENT_LOGGING_P_H

#include <QtCore/qloggingcategory.h>

namespace Rudder {

// rudder.event: what was given to a call.
Q_DECLARE_LOGGING_CATEGORY(lcEvent)
// rudder.middleware: what the application's functions between a call and its event did wrong.
Q_DECLARE_LOGGING_CATEGORY(lcMiddleware)

} // namespace Rudder

#endif
