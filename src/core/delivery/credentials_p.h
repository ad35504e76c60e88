// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CREDENTIALS_P_H
#define RUDDERQT_CREDENTIALS_P_H

#include "configuration.h"

#include <QtCore/qbytearraylist.h>

namespace Rudder {

// Who asks, in the headers of every request.
QList<Configuration::Header> credentialHeaders(const Configuration &configuration);

// What no text may tell, in each form in which it is sent.
QByteArrayList secretsOf(const Configuration &configuration);

} // namespace Rudder

#endif
