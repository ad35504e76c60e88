// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/contextmerge_p.h"

#include "event/jsonwriter_p.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qmetatype.h>

namespace Rudder {

bool isUndefined(const QVariant &value)
{
    return value.typeId() == QMetaType::QJsonValue && value.toJsonValue().isUndefined();
}

namespace {

// A container that Qt only knows by its registration, and whatever else.
std::optional<Properties> objectByItsJson(const QVariant &value)
{
    if (!hasStringKeys(value) && value.typeId() != QMetaType::QJsonDocument)
        return std::nullopt;
    QByteArray json;
    JsonWriter(json).value(value);
    const QJsonDocument document = QJsonDocument::fromJson(json);
    return document.isObject() ? std::optional(Properties(document.object())) : std::nullopt;
}

} // namespace

std::optional<Properties> objectOf(const QVariant &value)
{
    if (value.isNull())
        return std::nullopt;
    switch (value.typeId()) {
    case QMetaType::QVariantMap:
        return Properties(value.toMap());
    case QMetaType::QVariantHash:
        return Properties(value.toHash());
    case QMetaType::QJsonObject:
        return Properties(value.toJsonObject());
    case QMetaType::QJsonValue: {
        const QJsonValue json = value.toJsonValue();
        return json.isObject() ? std::optional(Properties(json.toObject())) : std::nullopt;
    }
    default:
        return value.metaType() == QMetaType::fromType<Properties>() ? value.value<Properties>()
                                                                     : objectByItsJson(value);
    }
}

QVariant mergedValue(const QVariant &under, const QVariant &over)
{
    if (isUndefined(over))
        return under;
    const std::optional<Properties> overObject = objectOf(over);
    const std::optional<Properties> underObject = overObject ? objectOf(under) : std::nullopt;
    return underObject ? QVariant::fromValue(mergedContext(*underObject, *overObject)) : over;
}

Properties mergedContext(const Properties &under, const Properties &over)
{
    Properties merged = under;
    for (qsizetype i = 0; i < over.size(); ++i) {
        const Property &entry = over.at(i);
        if (merged.contains(entry.key()))
            merged.insert(entry.key(), mergedValue(merged.value(entry.key()), entry.value()));
        else
            merged.insert(entry.key(), entry.value());
    }
    return merged;
}

} // namespace Rudder
