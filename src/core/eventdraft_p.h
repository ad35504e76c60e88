// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTDRAFT_P_H
#define RUDDERQT_EVENTDRAFT_P_H

#include "error.h"
#include "event/event_p.h"
#include "eventdraft.h"
#include "private_export_p.h"

namespace Rudder {

// What a call says, for middleware.
RUDDERQT_CORE_PRIVATE_EXPORT EventDraft toDraft(Event event);
// And back, without what the draft's type has no place for. checkDraft() must have found no error.
RUDDERQT_CORE_PRIVATE_EXPORT Event toEvent(const EventDraft &draft);

// What no call can get wrong, but middleware can: a draft without a type. All else is checkEvent()'s.
RUDDERQT_CORE_PRIVATE_EXPORT Error checkDraft(const EventDraft &draft);

} // namespace Rudder

#endif
