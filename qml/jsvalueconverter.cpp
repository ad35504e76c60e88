// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsvalueconverter_p.h"

#include "qtvalue_p.h"

#include <RudderQt/Properties>

#include <QtCore/qdatetime.h>
#include <QtCore/qscopeguard.h>
#include <QtCore/qurl.h>

#include <cmath>

namespace Rudder {

namespace {

QVariant jsonNull()
{
    return QVariant::fromValue(nullptr);
}

// Whole numbers stay whole. Beyond 2^53 a double is no longer exact and is left as it is.
QVariant fromNumber(double number)
{
    constexpr double exact = 9007199254740992.0;
    if (!std::isfinite(number))
        return jsonNull();
    if (std::abs(number) <= exact && std::trunc(number) == number)
        return QVariant::fromValue(qlonglong(number));
    return number;
}

QVariant fromDate(const QJSValue &date)
{
    const QDateTime time = date.toDateTime();
    return time.isValid() ? QVariant(time.toUTC()) : jsonNull();
}

} // namespace

JsValueConverter::JsValueConverter(const JsTypes &types) : m_types(types) { }

std::optional<QVariant> JsValueConverter::convert(const QString &key, const QJSValue &value)
{
    const std::optional<QVariant> converted = convertNested(key, value);
    m_types.clearError();
    return m_error.isError() ? std::nullopt : converted;
}

std::optional<QVariant> JsValueConverter::convertNested(const QString &key, const QJSValue &value)
{
    m_path.append(key);
    const auto leave = qScopeGuard([this] { m_path.removeLast(); });
    if (!count())
        return std::nullopt;
    return convertAny(value, true);
}

// toVariant() is called on nothing that has not been seen to be a C++ value or a URL: on a Symbol,
// or on an object with one in it, it crashes.
std::optional<QVariant> JsValueConverter::convertAny(const QJSValue &value, bool mayBeReplaced)
{
    switch (m_types.typeOf(value)) {
    case JsType::Undefined:
        return std::nullopt;
    case JsType::Null:
        return jsonNull();
    case JsType::Bool:
        return value.toBool();
    case JsType::Number:
        return fromNumber(value.toNumber());
    case JsType::String:
    case JsType::RegExp:
    case JsType::Error:
        return value.toString();
    case JsType::Boxed:
        return convertAny(m_types.unboxed(value), false);
    case JsType::Date:
        return fromDate(value);
    case JsType::Url:
        return value.toVariant().toUrl();
    case JsType::Bytes:
        return m_types.bytes(value);
    case JsType::Array:
        return convertArray(value);
    case JsType::Object:
        return convertObject(value, mayBeReplaced);
    case JsType::QtValue:
        return convertQtValue(value, true);
    case JsType::Variant:
        return convertQtValue(value, false);
    case JsType::Function:
        addNote(path() + QStringLiteral(" is a function, left out"));
        return std::nullopt;
    case JsType::Symbol:
        addNote(path() + QStringLiteral(" is a Symbol, left out"));
        return std::nullopt;
    case JsType::Collection:
        addNote(path()
                + QStringLiteral(" is a Map, a Set or the like, sent empty: pass an object "
                                 "or an array"));
        return QVariant::fromValue(Properties(QVariantMap()));
    case JsType::QObject:
        addNote(path() + QStringLiteral(" is a QObject or a QML element, sent as null"));
        return jsonNull();
    }
    return std::nullopt;
}

// JSON.stringify() asks an object for its JSON form, and so does this.
QVariant JsValueConverter::convertObject(const QJSValue &object, bool mayBeReplaced)
{
    const QJSValue toJson = mayBeReplaced ? object.property(QStringLiteral("toJSON")) : QJSValue();
    m_types.clearError();
    if (!toJson.isCallable())
        return convertFields(object);
    const std::optional<QJSValue> replaced = m_types.call(object, toJson, {m_path.constLast()});
    if (replaced)
        return convertAny(*replaced, false).value_or(jsonNull());
    addNote(path() + QStringLiteral(" threw in toJSON(), sent as null"));
    return jsonNull();
}

QVariant JsValueConverter::convertFields(const QJSValue &object)
{
    if (!enter(object))
        return {};
    const auto leave = qScopeGuard([this] { m_ancestors.removeLast(); });
    Properties map(std::initializer_list<Property>{}); // empty is not null
    const QList<JsTypes::Field> fields = m_types.fields(object, maxValues + 1);
    for (const JsTypes::Field &field : fields) {
        if (field.threw) {
            m_path.append(field.key);
            addNote(path() + QStringLiteral(" threw when it was read, sent as null"));
            m_path.removeLast();
            map.insert(field.key, nullptr);
            continue;
        }
        const std::optional<QVariant> value = convertNested(field.key, field.value);
        if (m_error.isError())
            return {};
        if (value)
            map.insert(field.key, *value);
    }
    return QVariant::fromValue(map);
}

QVariant JsValueConverter::convertArray(const QJSValue &array)
{
    if (!enter(array))
        return {};
    const auto leave = qScopeGuard([this] { m_ancestors.removeLast(); });
    const double length = m_types.length(array);
    QVariantList list;
    for (quint32 i = 0; i < length; ++i) {
        const std::optional<QVariant> value =
                convertNested(QString::number(i), m_types.item(array, i));
        if (m_error.isError())
            return {};
        list.append(value.value_or(jsonNull()));
    }
    return list;
}

QVariant JsValueConverter::convertQtValue(const QJSValue &value, bool walkable)
{
    if (const std::optional<QVariant> plain = plainQtValue(value.toVariant()))
        return *plain;
    if (walkable)
        return convertFields(value);
    addNote(path() + QStringLiteral(" is a C++ value that JSON has no form for, sent as null"));
    return jsonNull();
}

bool JsValueConverter::enter(const QJSValue &value)
{
    for (const QJSValue &ancestor : std::as_const(m_ancestors)) {
        if (ancestor.strictlyEquals(value)) {
            refuse(Error::Code::Cyclic,
                   path()
                           + QStringLiteral(" refers back to an object that "
                                            "contains it."));
            return false;
        }
    }
    if (m_ancestors.size() >= maxDepth) {
        refuse(Error::Code::TooDeep,
               QStringLiteral("\"%1\" is nested too deep: %2 levels are the most.")
                       .arg(m_path.constFirst())
                       .arg(maxDepth));
        return false;
    }
    m_ancestors.append(value);
    return true;
}

// Two thousand levels of {a: x, b: x} are a small object, and an endless text.
bool JsValueConverter::count()
{
    if (++m_values <= maxValues)
        return true;
    refuse(Error::Code::TooLarge,
           QStringLiteral("\"%1\" has more than %2 values.")
                   .arg(m_path.constFirst())
                   .arg(maxValues));
    return false;
}

void JsValueConverter::refuse(Error::Code code, const QString &sentence)
{
    if (!m_error.isError())
        m_error = Error(code, sentence);
}

void JsValueConverter::addNote(const QString &note)
{
    constexpr qsizetype most = 5;
    constexpr qsizetype longest = 300;
    if (m_notes.size() < most)
        m_notes.append(note.size() > longest ? note.left(longest) + u'\u2026' : note);
    else
        ++m_notesLeftOut;
}

QStringList JsValueConverter::notes() const
{
    if (m_notesLeftOut == 0)
        return m_notes;
    return m_notes + QStringList(QStringLiteral("and %1 more").arg(m_notesLeftOut));
}

QString JsValueConverter::path() const
{
    return u'"' + m_path.join(u'.') + u'"';
}

} // namespace Rudder
