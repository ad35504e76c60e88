// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKLOGGING_P_H
#define RUDDERQT_QUICKLOGGING_P_H

#include <QtCore/qloggingcategory.h>

namespace Rudder {

Q_DECLARE_LOGGING_CATEGORY(lcQml)

} // namespace Rudder

#endif
