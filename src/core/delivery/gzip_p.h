// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_GZIP_P_H
#define RUDDERQT_GZIP_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

namespace Rudder {

// bytes in gzip's format (RFC 1952); empty when zlib could not.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray gzip(const QByteArray &bytes);

} // namespace Rudder

#endif
