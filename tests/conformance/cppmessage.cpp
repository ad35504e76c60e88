// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "cppmessage.h"

#include "cppvalue.h"

#include <QDateTime>
#include <QJsonObject>

using namespace Qt::StringLiterals;

CppMessage::CppMessage(const Call &call) : m_type(call.type), m_message(call.message.toObject())
{
    const std::optional<QVariant> message = cppValue(call.message);
    if (!message || message->typeId() != QMetaType::QVariantMap)
        m_inexpressible = u"the message is no object"_s;
}

QString CppMessage::id(const QString &key)
{
    const QJsonValue value = take(key);
    if (!value.isDouble())
        return text(key);
    // Zero is as good as no id to the Node SDK, which its text would not be.
    return value.toDouble() == 0 ? QString() : value.toVariant().toString();
}

QString CppMessage::text(const QString &key)
{
    const QJsonValue value = take(key);
    if (!value.isString() && !value.isNull())
        note(key, value);
    return value.toString();
}

Rudder::Properties CppMessage::object(const QString &key)
{
    const QJsonValue json = take(key);
    if (json.isNull())
        return {};
    const std::optional<QVariant> value = cppValue(json);
    if (!value || value->typeId() != QMetaType::QVariantMap) {
        note(key, json);
        return {};
    }
    return value->toMap();
}

Rudder::CallOptions CppMessage::options()
{
    Rudder::CallOptions options;
    // The userId of identify and alias is an argument of its own, and so are group's traits.
    if (m_type != "identify"_L1 && m_type != "alias"_L1)
        options.setUserId(id(u"userId"_s));
    options.setAnonymousId(id(u"anonymousId"_s));
    if (m_type == "page"_L1 || m_type == "screen"_L1)
        options.setCategory(text(u"category"_s));
    options.setContext(object(u"context"_s));
    options.setIntegrations(object(u"integrations"_s));
    options.setTimestamp(time(u"timestamp"_s));
    options.setMessageId(text(u"messageId"_s));
    if (m_type == "alias"_L1) {
        options.setProperties(object(u"properties"_s));
        options.setTraits(object(u"traits"_s));
    }
    return options;
}

/// Null also for what is undefined: an argument that is not given.
QJsonValue CppMessage::take(const QString &key) const
{
    const QJsonValue value = m_message[key];
    return isUndefined(value) ? QJsonValue() : value;
}

QDateTime CppMessage::time(const QString &key)
{
    const QJsonValue json = take(key);
    const QVariant value = cppValue(json).value_or(QVariant());
    if (!json.isNull() && value.typeId() != QMetaType::QDateTime)
        note(key, json);
    return value.toDateTime();
}

void CppMessage::note(const QString &key, const QJsonValue &value)
{
    static const QHash<QJsonValue::Type, QString> kinds{
            {QJsonValue::Bool, u"a bool"_s},      {QJsonValue::Double, u"a number"_s},
            {QJsonValue::String, u"a text"_s},    {QJsonValue::Array, u"a list"_s},
            {QJsonValue::Object, u"an object"_s},
    };
    if (m_inexpressible.isEmpty())
        m_inexpressible = u"%1 for %2"_s.arg(kinds.value(value.type()), key);
}
