// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jstypes_p.h"

#include <QtCore/qrect.h>
#include <QtQml/qjsengine.h>
#include <QtQml/qjsmanagedvalue.h>
#include <QtQml/qjsvalueiterator.h>

namespace Rudder {

namespace {

QJSValue prototypeOf(const QJSEngine *engine, const QString &constructor)
{
    return engine->globalObject().property(constructor).property(QStringLiteral("prototype"));
}

JsType typeOfTag(QStringView tag)
{
    if (tag == u"[object String]" || tag == u"[object Number]" || tag == u"[object Boolean]")
        return JsType::Boxed;
    if (tag == u"[object ArrayBuffer]" || tag == u"[object DataView]"
        || tag == u"[object Uint8Array]" || tag == u"[object Uint8ClampedArray]") {
        return JsType::Bytes;
    }
    if (tag == u"[object Function]")
        return JsType::Function; // the name of a QML type, since Qt 6.5
    if (tag.endsWith(u"Array]"))
        return JsType::Array;
    for (const QStringView collection : {u"[object Map]", u"[object Set]", u"[object WeakMap]",
                                         u"[object WeakSet]", u"[object Promise]"}) {
        if (tag == collection)
            return JsType::Collection;
    }
    return JsType::Object;
}

} // namespace

JsTypes::JsTypes(QJSEngine *engine)
    : m_engine(engine), m_objectPrototype(prototypeOf(engine, QStringLiteral("Object"))),
      m_arrayPrototype(prototypeOf(engine, QStringLiteral("Array"))),
      m_sequencePrototype(engine->toScriptValue(QList<int>()).prototype()),
      m_objectToString(m_objectPrototype.property(QStringLiteral("toString"))),
      m_qtValueToString(
              engine->toScriptValue(QRectF()).prototype().property(QStringLiteral("toString"))),
      m_slice(prototypeOf(engine, QStringLiteral("ArrayBuffer")).property(QStringLiteral("slice"))),
      m_keys(m_objectPrototype.property(QStringLiteral("constructor"))
                     .property(QStringLiteral("keys"))),
      m_isEnumerable(m_objectPrototype.property(QStringLiteral("propertyIsEnumerable")))
{
}

bool JsTypes::clearError() const
{
    if (!m_engine->hasError())
        return false;
    m_engine->catchError();
    return true;
}

bool JsTypes::inherits(const QJSValue &value, const QJSValue &prototype) const
{
    // A proxy may answer with new prototypes for ever.
    constexpr int longestChain = 16;
    QJSValue next = value.prototype();
    for (int i = 0; i < longestChain && next.isObject(); ++i) {
        if (next.strictlyEquals(prototype))
            return true;
        next = next.prototype();
    }
    clearError();
    return false;
}

QString JsTypes::tag(const QJSValue &value) const
{
    const std::optional<QJSValue> tag = call(value, m_objectToString, {});
    return tag ? tag->toString() : QString();
}

// The method of Qt's values refuses any other object, whatever prototype that pretends to have.
bool JsTypes::isQtValue(const QJSValue &value) const
{
    return call(value, m_qtValueToString, {}).has_value();
}

// To toQObject() of Qt 6.4 the name of a QML singleton is an empty object. Any other is not tried:
// fromScriptValue() of Qt 6.8 makes a map of it first, which may take for ever.
bool JsTypes::isSingleton(const QJSValue &plainObject) const
{
    const bool isEmpty = !QJSValueIterator(plainObject).hasNext();
    clearError();
    return isEmpty && m_engine->fromScriptValue<QObject *>(plainObject);
}

std::optional<QJSValue> JsTypes::call(const QJSValue &object, const QJSValue &method,
                                      const QJSValueList &arguments) const
{
    if (!method.isCallable())
        return {};
    const QJSManagedValue function(method, m_engine);
    const QJSValue result = function.callWithInstance(object, arguments);
    if (clearError())
        return {};
    return result;
}

JsType JsTypes::typeOf(const QJSValue &value) const
{
    if (value.isString())
        return JsType::String;
    if (value.isNumber())
        return JsType::Number;
    if (value.isBool())
        return JsType::Bool;
    if (value.isUndefined())
        return JsType::Undefined;
    if (value.isNull())
        return JsType::Null;
    // What is nothing that QJSValue knows is a Symbol.
    if (!value.isObject())
        return JsType::Symbol;
    if (value.isCallable() || value.isQMetaObject())
        return JsType::Function;
    if (value.isArray())
        return JsType::Array;
    if (value.isDate())
        return JsType::Date;
    if (value.isQObject() || value.toQObject())
        return JsType::QObject;
    if (value.isUrl())
        return JsType::Url;
    if (value.isRegExp())
        return JsType::RegExp;
    if (value.isError())
        return JsType::Error;
    if (value.prototype().strictlyEquals(m_objectPrototype))
        return isSingleton(value) ? JsType::QObject : JsType::Object;
    if (isQtValue(value))
        return JsType::QtValue;
    if (QJSManagedValue(value, m_engine).isVariant())
        return JsType::Variant;
    if (inherits(value, m_sequencePrototype) || inherits(value, m_arrayPrototype))
        return JsType::Array;
    return typeOfTag(tag(value));
}

QJSValue JsTypes::unboxed(const QJSValue &value) const
{
    const QJSValue valueOf = value.property(QStringLiteral("valueOf"));
    const QJSValue primitive = call(value, valueOf, {}).value_or(QJSValue::NullValue);
    return primitive.isObject() ? QJSValue(QJSValue::NullValue) : primitive;
}

// fromScriptValue() is safe for nothing but a true ArrayBuffer (Qt 6.8 tries to make a map of any
// other object first), and slice() returns no other.
QByteArray JsTypes::bytes(const QJSValue &value) const
{
    const QJSValue buffer = value.property(QStringLiteral("buffer"));
    const bool isView = buffer.isObject();
    const double start = isView ? value.property(QStringLiteral("byteOffset")).toNumber() : 0;
    const double length = value.property(QStringLiteral("byteLength")).toNumber();
    clearError();
    const std::optional<QJSValue> copy =
            call(isView ? buffer : value, m_slice, {start, start + length});
    if (!copy)
        return {};
    const auto bytes = m_engine->fromScriptValue<QByteArray>(*copy);
    return bytes.isNull() ? QByteArray("") : bytes; // null would be written as null
}

double JsTypes::length(const QJSValue &array) const
{
    const QJSValue length = array.property(QStringLiteral("length"));
    clearError();
    return length.isNumber() ? length.toNumber() : 0;
}

QJSValue JsTypes::item(const QJSValue &array, quint32 index) const
{
    const QJSValue item = array.property(index);
    clearError();
    return item;
}

QList<JsTypes::Field> JsTypes::fields(const QJSValue &object, qsizetype most) const
{
    QList<Field> fields;
    QJSValueIterator iterator(object);
    while (fields.size() < most && iterator.next())
        fields.append({iterator.name(), iterator.value()});
    clearError();
    if (fields.size() < most && hasHidden(object, fields.size())) {
        fields.removeIf([&](const Field &field) {
            const std::optional<QJSValue> shown = call(object, m_isEnumerable, {field.key});
            return !shown || !shown->toBool();
        });
    }
    // To the iterator, what threw and what is undefined are the same.
    for (Field &field : fields) {
        if (!field.value.isUndefined())
            continue;
        field.value = QJSManagedValue(object, m_engine).property(field.key);
        field.threw = clearError();
    }
    return fields;
}

// The iterator shows hidden properties too, which only a look at each tells from the others. That
// takes most of the time, so it is done only when the numbers differ or a getter threw in keys().
bool JsTypes::hasHidden(const QJSValue &object, qsizetype shown) const
{
    const std::optional<QJSValue> keys = call(QJSValue(), m_keys, {object});
    return !keys || length(*keys) != double(shown);
}

} // namespace Rudder
