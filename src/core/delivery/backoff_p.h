// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BACKOFF_P_H
#define RUDDERQT_BACKOFF_P_H

#include "private_export_p.h"

#include <chrono>

namespace Rudder {

// How long to wait after that many failures in a row. random is in [0, 1).
RUDDERQT_CORE_PRIVATE_EXPORT std::chrono::milliseconds backoff(int consecutiveFailures,
                                                               double random);

} // namespace Rudder

#endif
