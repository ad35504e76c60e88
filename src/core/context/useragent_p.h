// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_USERAGENT_P_H
#define RUDDERQT_USERAGENT_P_H

#include "private_export_p.h"

#include <QtCore/qstring.h>

namespace Rudder {

// A text for context.userAgent that no filter takes for a robot's: RudderStack's looks for "bot",
// "crawler" and "spider", others for much more. So only words that are known get in, nothing that an
// application, its maker or its user has named.
RUDDERQT_CORE_PRIVATE_EXPORT QString userAgent(const QString &sdkVersion, const QString &systemName,
                                               const QString &architecture,
                                               const QString &qtVersion);

} // namespace Rudder

#endif
