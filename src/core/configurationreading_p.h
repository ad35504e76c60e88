// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATIONREADING_P_H
#define RUDDERQT_CONFIGURATIONREADING_P_H

#include "private_export_p.h"

#include <RudderQt/configuration.h>

QT_BEGIN_NAMESPACE
class QProcessEnvironment;
QT_END_NAMESPACE

namespace Rudder {

// As Configuration::readJson() and readEnvironment() do; what returns an error has changed nothing.
RUDDERQT_CORE_PRIVATE_EXPORT Error readJson(const QByteArray &json, const QStringList &ownKeys,
                                            Configuration *configuration);
RUDDERQT_CORE_PRIVATE_EXPORT Error readVariables(const QProcessEnvironment &environment,
                                                 const QStringList &ownVariables,
                                                 Configuration *configuration);

} // namespace Rudder

#endif
