// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "form.h"

#include <QHash>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

using Check = bool (*)(const QJsonValue &);

bool matches(const QJsonValue &value, const QRegularExpression &pattern)
{
    return value.isString() && pattern.match(value.toString()).hasMatch();
}

bool isTime(const QJsonValue &value)
{
    static const QRegularExpression time(uR"(\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z)"_s);
    return matches(value, time);
}

bool isUuid(const QJsonValue &value)
{
    static const QRegularExpression uuid(
            u"\\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\z"_s);
    return matches(value, uuid);
}

bool isSemanticVersion(const QJsonValue &value)
{
    static const QRegularExpression version(uR"(\A\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?\z)"_s);
    return matches(value, version);
}

const QHash<QString, Check> &namedForms()
{
    static const QHash<QString, Check> forms{
            {u"text"_s, [](const QJsonValue &value) { return !value.toString().isEmpty(); }},
            {u"boolean"_s, [](const QJsonValue &value) { return value.isBool(); }},
            {u"number"_s, [](const QJsonValue &value) { return value.isDouble(); }},
            {u"time"_s, isTime},
            {u"UUID"_s, isUuid},
            {u"semantic version"_s, isSemanticVersion},
    };
    return forms;
}

} // namespace

bool isForm(const QJsonValue &form)
{
    if (form.isObject())
        return form.toObject().keys() == QStringList{u"is"_s};
    return form.isUndefined() || namedForms().contains(form.toString());
}

bool hasForm(const QJsonValue &value, const QJsonValue &form)
{
    if (form.isUndefined() || value.isUndefined())
        return form.isUndefined() && value.isUndefined();
    if (form.isObject())
        return value == form[u"is"_s];
    const Check check = namedForms().value(form.toString());
    return check && check(value);
}
