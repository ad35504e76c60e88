// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_HTTPDATE_P_H
#define RUDDERQT_HTTPDATE_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

#include <optional>

namespace Rudder {

// What a header says by RFC 9110, in ms since 1970: in the one form that is written today, or one of
// the two that must still be read. None: it can't be read.
RUDDERQT_CORE_PRIVATE_EXPORT std::optional<qint64> httpDate(const QByteArray &text);

} // namespace Rudder

#endif
