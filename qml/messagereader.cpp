// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "messagereader_p.h"

#include <QtCore/qdatetime.h>

#include <cmath>

namespace Rudder {

namespace {

struct MethodWords
{
    QString name;
    QString first;
    QString second;
};

MethodWords wordsOf(Method method)
{
    switch (method) {
    case Method::Identify:
        return {QStringLiteral("identify"), QStringLiteral("userId"), QStringLiteral("traits")};
    case Method::Track:
        return {QStringLiteral("track"), QStringLiteral("event"), QStringLiteral("properties")};
    case Method::Page:
        return {QStringLiteral("page"), QStringLiteral("name"), QStringLiteral("properties")};
    case Method::Screen:
        return {QStringLiteral("screen"), QStringLiteral("name"), QStringLiteral("properties")};
    case Method::Group:
        return {QStringLiteral("group"), QStringLiteral("groupId"), QStringLiteral("traits")};
    case Method::Alias:
        return {QStringLiteral("alias"), QStringLiteral("userId"), QStringLiteral("previousId")};
    }
    return {};
}

struct TypeRule
{
    QStringView key;
    QStringView type;
};

// In the order in which the Node SDK looks at them, so that the same one is complained of first;
// then those that it does not look at.
constexpr TypeRule typeRules[] = {
        {u"anonymousId", u"a string or number"},
        {u"category", u"a string"},
        {u"context", u"an object"},
        {u"event", u"a string"},
        {u"groupId", u"a string or number"},
        {u"integrations", u"an object"},
        {u"name", u"a string"},
        {u"previousId", u"a string or number"},
        {u"timestamp", u"a date"},
        {u"userId", u"a string or number"},
        {u"type", u"a string"},
        {u"messageId", u"a string or number"},
        {u"properties", u"an object"},
        {u"traits", u"an object"},
};

} // namespace

QString methodName(Method method)
{
    return wordsOf(method).name;
}

MessageReader::MessageReader(const JsTypes &types, Method method)
    : m_types(types), m_method(method), m_converter(types)
{
}

Error MessageReader::error() const
{
    return m_error.isError() ? m_error : m_converter.error();
}

bool MessageReader::read(const QJSValue &first, const QJSValue &second, const QJSValue &third)
{
    if (m_types.typeOf(first) == JsType::Object)
        splitMessage(first, second);
    else if (!splitArguments(first, second, third))
        return false;

    if (!checkTypes())
        return false;
    for (const JsTypes::Field &field : std::as_const(m_subjects))
        takeSubject(field);
    for (const JsTypes::Field &field : std::as_const(m_options)) {
        if (!takeOption(field)) {
            m_converter.addNote(QStringLiteral("\"%1\" is nothing that %2 sends, left out")
                                        .arg(field.key, methodName(m_method)));
        }
    }
    return !error().isError();
}

void MessageReader::splitMessage(const QJSValue &message, const QJSValue &second)
{
    if (!second.isUndefined())
        m_converter.addNote(QStringLiteral("what follows the message object is left out"));
    const MethodWords words = wordsOf(m_method);
    const Fields fields = m_types.fields(message, JsValueConverter::maxValues);
    for (const JsTypes::Field &field : fields) {
        if (field.threw)
            m_converter.addNote(u'"' + field.key + u"\" threw when it was read, left out");
        else if (field.key == words.first || field.key == words.second)
            m_subjects.append(field);
        else
            m_options.append(field);
    }
}

bool MessageReader::splitArguments(const QJSValue &first, const QJSValue &second,
                                   const QJSValue &third)
{
    const MethodWords words = wordsOf(m_method);
    m_subjects = {{words.first, first}, {words.second, second}};
    if (!third.toBool())
        return true;
    if (m_types.typeOf(third) != JsType::Object)
        return refuse(QStringLiteral("options"), u"an object");
    m_options = m_types.fields(third, JsValueConverter::maxValues);
    return true;
}

// As in the Node SDK, what is falsy counts as not given.
bool MessageReader::checkTypes()
{
    for (const TypeRule &rule : typeRules) {
        for (const Fields &fields : {m_subjects, m_options}) {
            for (const JsTypes::Field &field : fields) {
                if (field.key == rule.key && field.value.toBool() && !hasType(field, rule.type))
                    return refuse(field.key, rule.type);
            }
        }
    }
    return true;
}

bool MessageReader::hasType(const JsTypes::Field &field, QStringView type) const
{
    JsType actual = m_types.typeOf(field.value);
    if (actual == JsType::Boxed)
        actual = m_types.typeOf(m_types.unboxed(field.value));
    if (type == u"an object") {
        return actual == JsType::Object || actual == JsType::Collection
                || actual == JsType::QtValue;
    }
    if (type == u"a date")
        return actual == JsType::Date && field.value.toDateTime().isValid();
    if (type == u"a string or number" && actual == JsType::Number)
        return std::isfinite(field.value.toNumber());
    return actual == JsType::String;
}

void MessageReader::takeSubject(const JsTypes::Field &field)
{
    const MethodWords words = wordsOf(m_method);
    if (field.key == words.first)
        m_message.subject = text(field.value);
    else if (m_method == Method::Alias)
        m_message.previousId = text(field.value);
    else
        m_message.body = object(field);
}

bool MessageReader::takeOption(const JsTypes::Field &field)
{
    CallOptions &options = m_message.options;
    if (field.key == u"userId")
        options.setUserId(text(field.value));
    else if (field.key == u"anonymousId")
        options.setAnonymousId(text(field.value));
    else if (field.key == u"category")
        options.setCategory(text(field.value));
    else if (field.key == u"messageId")
        options.setMessageId(text(field.value));
    else if (field.key == u"context")
        options.setContext(object(field));
    else if (field.key == u"integrations")
        options.setIntegrations(object(field));
    else if (m_method == Method::Alias && field.key == u"properties")
        options.setProperties(object(field));
    else if (field.key == u"traits")
        options.setTraits(object(field));
    else if (field.key == u"timestamp")
        options.setTimestamp(field.value.toBool() ? field.value.toDateTime().toUTC() : QDateTime());
    else
        return field.key == u"type"; // says what the method says already
    return true;
}

Properties MessageReader::object(const JsTypes::Field &field)
{
    if (!field.value.toBool())
        return {};
    const std::optional<QVariant> converted = m_converter.convert(field.key, field.value);
    if (!converted)
        return {};
    // A color became its text, and toJSON() may answer with anything.
    if (converted->typeId() == QMetaType::QVariantMap)
        return Properties(converted->toMap());
    if (!converted->canConvert<Properties>())
        refuse(field.key, u"an object");
    return converted->value<Properties>();
}

// A number becomes its text as JSON.stringify() writes it; an empty text was given, null was not.
QString MessageReader::text(const QJSValue &value) const
{
    if (!value.toBool() && !value.isString())
        return {};
    const QString text = value.toString();
    return text.isNull() ? QStringLiteral("") : text;
}

bool MessageReader::refuse(const QString &key, QStringView expected)
{
    if (!m_error.isError()) {
        m_error = Error(Error::Code::WrongType,
                        QStringLiteral("\"%1\" must be %2.").arg(key, expected));
    }
    return false;
}

} // namespace Rudder
