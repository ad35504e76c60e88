// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// The file of the remembered user: whatever it holds, every event made with it is JSON.

#include "check.h"

#include "identity/identity_p.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

using namespace Rudder;

static QJsonDocument parsed(const QByteArray &bytes)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    check(error.error == QJsonParseError::NoError && document.isObject(),
          "what is written is JSON");
    return document;
}

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto read = identityFromBytes(bytes);
    const IdentityValues values = read.value_or(IdentityValues());

    const Identity identity(values, {});
    const Identity::Snapshot snapshot = identity.current();
    const QByteArray traits =
            snapshot->traitsMember.isEmpty() ? QByteArray() : ',' + snapshot->traitsMember;
    const QByteArray session =
            snapshot->sessionMember.isEmpty() ? QByteArray() : ',' + snapshot->sessionMember;
    const QJsonObject event = parsed('{' + snapshot->idMembers + traits + session + '}').object();
    check(event.contains(QLatin1String("anonymousId")), "an event has an anonymousId");

    const QByteArray written = identityToBytes(values);
    const auto again = identityFromBytes(written);
    check(again && parsed(written) == parsed(identityToBytes(*again)),
          "what was read is written the same");
    return 0;
}
