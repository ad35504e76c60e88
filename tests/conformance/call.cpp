// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "call.h"

#include "jsonfile.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

QList<Call> Call::read(const QString &fileName)
{
    QList<Call> calls;
    const QJsonArray entries = readJsonFile(fileName).object()[u"calls"_s].toArray();
    for (const QJsonValue &entry : entries)
        calls.append({entry[u"id"_s].toString(), entry[u"type"_s].toString(), entry[u"message"_s]});
    return calls;
}
