// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/contextcheck_p.h"

#include "event/jsonwriter_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

bool isExternalId(const QJsonValue &value)
{
    return !value[u"type"].toString().isEmpty() && !value[u"id"].toString().isEmpty();
}

Error checkExternalIds(const QByteArray &json)
{
    const QJsonValue value = QJsonDocument::fromJson('[' + json + ']').array().at(0);
    const QJsonArray ids = value.toArray();
    if (value.isArray() && std::all_of(ids.begin(), ids.end(), isExternalId))
        return {};
    return Error(Error::Code::WrongType,
                 u"\"externalId\" must be a list of objects, each with two texts, \"type\" and "
                 "\"id\"."_s);
}

} // namespace

bool isClientsOwn(const QString &key)
{
    return key == u"library" || key == u"sessionId" || key == u"sessionStart" || key == u"clock"
            || key == u"consentManagement";
}

Error checkContextValue(const QString &key, const QVariant &value)
{
    if (key.isEmpty())
        return Error(Error::Code::WrongType, u"A context value must have a key."_s);
    if (isClientsOwn(key)) {
        return Error(Error::Code::WrongType,
                     u"\"%1\" can't be set, for it says what the client does."_s.arg(key));
    }
    if (key == u"traits") {
        return Error(Error::Code::WrongType,
                     u"\"traits\" can't be set for all events: call identify() with them."_s);
    }
    QByteArray json;
    JsonWriter writer(json);
    writer.value(value);
    if (writer.problem() == JsonWriter::Problem::TooDeep) {
        return Error(Error::Code::TooDeep,
                     u"\"%1\" is nested too deep: 200 levels are the most."_s.arg(key));
    }
    return key == u"externalId" && value.isValid() ? checkExternalIds(json) : Error();
}

Error checkContextSize(const Properties &values, qint64 maxEventBytes)
{
    const qint64 most = maxEventBytes / 2;
    QByteArray json;
    JsonWriter writer(json, most);
    for (qsizetype i = 0; i < values.size(); ++i) {
        writer.key(values.at(i).key());
        writer.value(values.at(i).value());
    }
    if (writer.problem() == JsonWriter::Problem::None)
        return {};
    return Error(Error::Code::TooLarge,
                 u"The context values would take more than %1 bytes of each event, half of "
                 "maxEventBytes. Set smaller ones, or raise that."_s.arg(most));
}

} // namespace Rudder
