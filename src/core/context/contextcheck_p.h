// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONTEXTCHECK_P_H
#define RUDDERQT_CONTEXTCHECK_P_H

#include "error.h"
#include "private_export_p.h"
#include "properties.h"

namespace Rudder {

// Members of the context that say what the client does, which nobody else can know.
RUDDERQT_CORE_PRIVATE_EXPORT bool isClientsOwn(const QString &key);

// Whether all events may carry this, from now on.
RUDDERQT_CORE_PRIVATE_EXPORT Error checkContextValue(const QString &key, const QVariant &value);
// Whether they leave room for the events, which may be of maxEventBytes.
RUDDERQT_CORE_PRIVATE_EXPORT Error checkContextSize(const Properties &values, qint64 maxEventBytes);

} // namespace Rudder

#endif
