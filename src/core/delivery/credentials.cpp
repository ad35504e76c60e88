// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/credentials_p.h"

#include <RudderQt/version.h>

#include <QtNetwork/qnetworkproxy.h>

namespace Rudder {

namespace {

QByteArray withoutPadding(QByteArray base64)
{
    while (base64.endsWith('='))
        base64.chop(1);
    return base64;
}

} // namespace

QList<Configuration::Header> credentialHeaders(const Configuration &configuration)
{
    const QByteArray credentials = (configuration.writeKey() + u':').toUtf8().toBase64();
    return {
            {"Authorization", "Basic " + credentials},
            {"User-Agent", "rudder-sdk-qt/" RUDDERQT_VERSION_STR},
    };
}

QByteArrayList secretsOf(const Configuration &configuration)
{
    const QByteArray writeKey = configuration.writeKey().toUtf8();
    const QByteArray credentials = writeKey + ':';
    QByteArrayList secrets = {withoutPadding(credentials.toBase64()),
                              withoutPadding(writeKey.toBase64()), writeKey};
    if (const auto proxy = configuration.proxy()) {
        const QByteArray password = proxy->password().toUtf8();
        const QByteArray login = proxy->user().toUtf8() + ':' + password;
        if (!password.isEmpty())
            secrets += {withoutPadding(login.toBase64()), password};
    }
    return secrets;
}

} // namespace Rudder
