// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BATCH_P_H
#define RUDDERQT_BATCH_P_H

#include "delivery/clocks_p.h"
#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <vector>

namespace Rudder {

// The body of a request: {"batch":[…],"sentAt":"…"}, each event's own times filled in.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray batchBody(const std::vector<StoredEvent> &events,
                                                  const Clocks &now);

// The anonymousId that all of them share; empty when they don't.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray sharedAnonymousId(const std::vector<StoredEvent> &events);

} // namespace Rudder

#endif
