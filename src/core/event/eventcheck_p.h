// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTCHECK_P_H
#define RUDDERQT_EVENTCHECK_P_H

#include "error.h"
#include "event/event_p.h"
#include "private_export_p.h"

namespace Rudder {

// The rules of the RudderStack Node SDK, in its sentences. No error: the event may be recorded.
RUDDERQT_CORE_PRIVATE_EXPORT Error checkEvent(const Event &event);

RUDDERQT_CORE_PRIVATE_EXPORT Error tooLarge(qint64 maxBytes);

} // namespace Rudder

#endif
