// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_KEYPIN_P_H
#define RUDDERQT_KEYPIN_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>

QT_BEGIN_NAMESPACE
class QSslCertificate;
QT_END_NAMESPACE

namespace Rudder {

// The public key of a certificate as RFC 7469 and curl write it: Base64 of the SHA-256 of its
// SubjectPublicKeyInfo. Empty: no such thing is in there.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray keyPin(const QSslCertificate &certificate);
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray keyPin(const QByteArray &derCertificate);

} // namespace Rudder

#endif
