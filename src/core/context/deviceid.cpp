// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/deviceid_p.h"

#include <QtCore/qmessageauthenticationcode.h>
#include <QtCore/quuid.h>

#include <algorithm>

namespace Rudder {

namespace {

// One that is made of one character, as 000…, or short, as systemd's "uninitialized", names no machine.
bool namesAMachine(const QByteArray &id)
{
    constexpr qsizetype shortest = 16;
    return id.size() >= shortest && id.count(id.front()) < id.size();
}

} // namespace

QString deviceId(const QByteArray &machineId, const QString &applicationId)
{
    const QByteArray id = machineId.trimmed();
    if (!namesAMachine(id) || applicationId.isEmpty())
        return {};
    QByteArray hash = QMessageAuthenticationCode::hash(id, applicationId.toUtf8(),
                                                       QCryptographicHash::Sha256);
    // As systemd makes of its machine's id: with the bits of a random UUID, which all readers accept.
    hash[6] = char((hash.at(6) & 0x0f) | 0x40);
    hash[8] = char((hash.at(8) & 0x3f) | 0x80);
    return QUuid::fromRfc4122(hash.first(16)).toString(QUuid::WithoutBraces);
}

} // namespace Rudder
