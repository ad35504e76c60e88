// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/usersample_p.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qendian.h>

namespace Rudder {

double placeAmongUsers(const QString &id)
{
    constexpr double all = 4294967296.0; // 2^32
    const QByteArray hash = QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256);
    return qFromBigEndian<quint32>(hash.constData()) / all;
}

} // namespace Rudder
