// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/redaction_p.h"

#include "event/jsonwriter_p.h"

#include <QtCore/qassociativeiterable.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qsequentialiterable.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

const QVariant &toVariant(const QVariant &value)
{
    return value;
}

QVariant toVariant(const QJsonValue &value)
{
    return QVariant::fromValue(value);
}

// What the container keeps a value as.
template <typename Container> auto kept(const QVariant &value)
{
    if constexpr (std::is_same_v<Container, QJsonObject> || std::is_same_v<Container, QJsonArray>)
        return QJsonValue::fromVariant(value);
    else
        return value;
}

template <typename T> std::optional<QVariant> inVariant(const std::optional<T> &value)
{
    if (!value)
        return std::nullopt;
    return QVariant::fromValue(*value);
}

} // namespace

Redaction::Redaction(const QList<QRegularExpression> &patterns) : m_patterns(patterns)
{
    for (const QRegularExpression &pattern : m_patterns) {
        m_matchesAll = m_matchesAll || !pattern.isValid();
        pattern.optimize();
    }
}

Properties Redaction::redacted(const Properties &properties) const
{
    return ofProperties(properties, 1).value_or(properties);
}

std::optional<Properties> Redaction::ofProperties(const Properties &properties, int depth) const
{
    std::optional<Properties> result;
    for (qsizetype i = 0; i < properties.size(); ++i) {
        const Property &property = properties.at(i);
        if (const auto value = ofMember(property.key(), property.value(), depth)) {
            if (!result)
                result = properties;
            result->insert(property.key(), *value);
        }
    }
    return result;
}

template <typename Map> std::optional<Map> Redaction::ofMap(const Map &map, int depth) const
{
    std::optional<Map> result;
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        const QString &key = it.key();
        if (const auto value = ofMember(key, toVariant(it.value()), depth)) {
            if (!result)
                result = map;
            result->insert(key, kept<Map>(*value));
        }
    }
    return result;
}

template <typename List> std::optional<List> Redaction::ofList(const List &list, int depth) const
{
    std::optional<List> result;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (const auto value = ofValue(toVariant(list.at(i)), depth + 1)) {
            if (!result)
                result = list;
            result->replace(i, kept<List>(*value));
        }
    }
    return result;
}

// As the writer does: of the equal keys of a multimap, the first counts.
std::optional<Properties> Redaction::ofStringKeyed(const QVariant &container, int depth) const
{
    const auto iterable = container.value<QAssociativeIterable>();
    Properties members;
    for (auto it = iterable.constBegin(); it != iterable.constEnd(); ++it) {
        const QString key = it.key().toString();
        if (!members.contains(key))
            members.insert(key, it.value());
    }
    return ofProperties(members, depth);
}

std::optional<QVariant> Redaction::ofSequence(const QVariant &container, int depth) const
{
    QVariantList items;
    const auto iterable = container.value<QSequentialIterable>();
    for (auto it = iterable.constBegin(); it != iterable.constEnd(); ++it)
        items.append(toVariant(*it));
    return inVariant(ofList(items, depth));
}

std::optional<QVariant> Redaction::ofMember(const QString &key, const QVariant &value,
                                            int depth) const
{
    if (matches(key))
        return QVariant(u"[redacted]"_s);
    return ofValue(value, depth + 1);
}

// At depth, the outermost object having the first.
std::optional<QVariant> Redaction::ofValue(const QVariant &value, int depth) const
{
    // Deeper than any event: the call is going to be refused. (The writer counts a context's levels
    // from each of its members.)
    if (depth > JsonWriter::maxDepth + 1)
        return std::nullopt;
    switch (value.typeId()) {
    case QMetaType::QVariant:
        return ofValue(value.value<QVariant>(), depth);
    case QMetaType::QVariantMap:
        return inVariant(ofMap(value.toMap(), depth));
    case QMetaType::QVariantHash:
        return inVariant(ofMap(value.toHash(), depth));
    case QMetaType::QVariantList:
        return inVariant(ofList(value.toList(), depth));
    case QMetaType::QJsonObject:
        return inVariant(ofMap(value.toJsonObject(), depth));
    case QMetaType::QJsonArray:
        return inVariant(ofList(value.toJsonArray(), depth));
    case QMetaType::QJsonValue:
        return ofJson(value.toJsonValue(), depth);
    default:
        return ofOther(value, depth);
    }
}

std::optional<QVariant> Redaction::ofJson(const QJsonValue &value, int depth) const
{
    if (value.isObject())
        return inVariant(ofMap(value.toObject(), depth));
    if (value.isArray())
        return inVariant(ofList(value.toArray(), depth));
    return std::nullopt;
}

// What has no case of its own; most of it are numbers and texts.
std::optional<QVariant> Redaction::ofOther(const QVariant &value, int depth) const
{
    const QMetaType type = value.metaType();
    if (type == QMetaType::fromType<Properties>())
        return inVariant(ofProperties(value.value<Properties>(), depth));
    if (type == QMetaType::fromType<QJsonDocument>())
        return ofValue(value.value<QJsonDocument>().toVariant(), depth);
    if (type.id() < QMetaType::User)
        return std::nullopt;
    if (hasStringKeys(value))
        return inVariant(ofStringKeyed(value, depth));
    if (value.canConvert<QSequentialIterable>())
        return ofSequence(value, depth);
    return std::nullopt;
}

// A key that can't be searched may be one to redact: one with half a surrogate pair, or one that takes
// the pattern too many steps.
bool Redaction::matches(const QString &key) const
{
    if (m_matchesAll)
        return true;
    return std::any_of(m_patterns.cbegin(), m_patterns.cend(), [&](const auto &pattern) {
        const QRegularExpressionMatch match = pattern.match(key);
        return !match.isValid() || match.hasMatch();
    });
}

} // namespace Rudder
