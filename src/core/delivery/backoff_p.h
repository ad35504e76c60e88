// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BACKOFF_P_H
#define RUDDERQT_BACKOFF_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>

#include <chrono>

namespace Rudder {

// How long to wait after that many failures in a row. random is in [0, 1).
RUDDERQT_CORE_PRIVATE_EXPORT std::chrono::milliseconds backoff(int consecutiveFailures,
                                                               double random);

// From one request to the next while the backlog of so many failures in a row leaves: so many
// batches when the data plane was back, so many now.
RUDDERQT_CORE_PRIVATE_EXPORT std::chrono::milliseconds
recoveryGap(int failures, qint64 batchesAtFirst, qint64 batchesLeft, double random);

} // namespace Rudder

#endif
