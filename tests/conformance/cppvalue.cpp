// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "cppvalue.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr double largestWhole = 9007199254740991.0;

/// A value of JavaScript that JSON leaves out, and that C++ would not pass.
const QStringList tagsOfNothing{u"$undefined"_s, u"$function"_s, u"$symbol"_s};
/// A map of C++ can't contain itself.
const QString tagOfSelf = u"$self"_s;

QVariant dateOf(const QJsonValue &text)
{
    return QDateTime::fromString(text.toString(), Qt::ISODateWithMs);
}

QVariant timeOf(const QJsonValue &milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toInteger()).toUTC();
}

QVariant namedNumber(const QJsonValue &name)
{
    if (name == u"NaN"_s)
        return qQNaN();
    return name == u"-Infinity"_s ? -qInf() : qInf();
}

QVariant textOfUnits(const QJsonValue &units)
{
    QString text;
    for (const QJsonValue &unit : units.toArray())
        text.append(QChar(unit.toInt()));
    return text;
}

QVariant longText(const QJsonValue &parts)
{
    return parts[u"of"_s].toString().repeated(parts[u"times"_s].toInt());
}

using Reviver = QVariant (*)(const QJsonValue &);

const QHash<QString, Reviver> &revivers()
{
    static const QHash<QString, Reviver> all{
            {u"$date"_s, dateOf},       {u"$milliseconds"_s, timeOf}, {u"$number"_s, namedNumber},
            {u"$utf16"_s, textOfUnits}, {u"$text"_s, longText},
    };
    return all;
}

/// The key of \a object if it is the only one; a tag is no tag beside other keys.
QString onlyKey(const QJsonObject &object)
{
    return object.size() == 1 ? object.begin().key() : QString();
}

QVariant numberOf(double number)
{
    if (std::abs(number) <= largestWhole && number == std::floor(number))
        return QVariant(qlonglong(number));
    return QVariant(number);
}

std::optional<QVariantList> cppList(const QJsonArray &array)
{
    QVariantList list;
    for (const QJsonValue &item : array) {
        const std::optional<QVariant> value = cppValue(item);
        if (!value)
            return std::nullopt;
        list.append(*value);
    }
    return list;
}

std::optional<QVariantMap> cppMap(const QJsonObject &object)
{
    QVariantMap map;
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (isUndefined(member.value()))
            continue;
        const std::optional<QVariant> value = cppValue(member.value());
        if (!value)
            return std::nullopt;
        map.insert(member.key(), *value);
    }
    return map;
}

std::optional<QVariant> cppObject(const QJsonObject &object)
{
    const QString key = onlyKey(object);
    if (key == tagOfSelf)
        return std::nullopt;
    if (tagsOfNothing.contains(key))
        return QVariant();
    if (const Reviver reviver = revivers().value(key))
        return reviver(object[key]);
    return cppMap(object);
}

} // namespace

std::optional<QVariant> cppValue(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Object:
        return cppObject(json.toObject());
    case QJsonValue::Array:
        return cppList(json.toArray());
    case QJsonValue::Double:
        return numberOf(json.toDouble());
    case QJsonValue::Null:
        return QVariant::fromValue(nullptr);
    default:
        return json.toVariant();
    }
}

bool isUndefined(const QJsonValue &json)
{
    return json.isUndefined() || tagsOfNothing.contains(onlyKey(json.toObject()));
}
