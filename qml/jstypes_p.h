// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_JSTYPES_P_H
#define RUDDERQT_JSTYPES_P_H

#include "quickprivateexport_p.h"

#include <QtCore/qlist.h>
#include <QtCore/qstring.h>
#include <QtQml/qjsvalue.h>

#include <optional>

QT_BEGIN_NAMESPACE
class QJSEngine;
QT_END_NAMESPACE

namespace Rudder {

enum class JsType {
    Undefined,
    Null,
    Bool,
    Number,
    String,
    Symbol, // Primitives.
    Boxed,  // new String("x"), new Number(1), new Boolean(true)
    Object,
    Array,
    Function,
    Date,
    RegExp,
    Error,
    Url,
    Bytes,      // ArrayBuffer, DataView, Uint8Array, Uint8ClampedArray
    Collection, // Map, Set, Promise and the like, which hold their content out of reach.
    QObject,    // QML elements as well.
    QtValue,    // A value type of Qt: point, rect, color, font, ...
    Variant,    // Any other C++ value.
};

// What kind of thing a JavaScript value is. QJSValue alone can't say: to it a Symbol, a rect, a
// typed array and a boxed string are all the same, and QJSValue::toVariant() crashes on a Symbol.
// Code of the application runs when a property is read (getters, proxies), and may throw: then
// QJSValue hides that, and QJSManagedValue leaves it for whoever comes next.
class RUDDERQT_QUICK_PRIVATE_EXPORT JsTypes
{
public:
    struct Field
    {
        QString key;
        QJSValue value;
        bool threw = false;
    };

    explicit JsTypes(QJSEngine *engine);

    QJSEngine *engine() const { return m_engine; }
    JsType typeOf(const QJSValue &value) const;
    QJSValue unboxed(const QJSValue &value) const;
    QByteArray bytes(const QJSValue &value) const;
    double length(const QJSValue &array) const;
    QJSValue item(const QJSValue &array, quint32 index) const;
    // The own, enumerable properties with a string for a key, in the order they were made; no more
    // than so many.
    QList<Field> fields(const QJSValue &object, qsizetype most) const;
    // What the method returned; nothing when it threw, or is no function.
    std::optional<QJSValue> call(const QJSValue &object, const QJSValue &method,
                                 const QJSValueList &arguments) const;
    // Forgets the error that code of the application left behind; true when there was one.
    bool clearError() const;

private:
    bool isQtValue(const QJSValue &value) const;
    bool isSingleton(const QJSValue &plainObject) const;
    bool hasHidden(const QJSValue &object, qsizetype shown) const;
    bool inherits(const QJSValue &value, const QJSValue &prototype) const;
    QString tag(const QJSValue &value) const;

    QJSEngine *m_engine;
    QJSValue m_objectPrototype;
    QJSValue m_arrayPrototype;
    QJSValue m_sequencePrototype;
    QJSValue m_objectToString;
    QJSValue m_qtValueToString;
    QJSValue m_slice;
    QJSValue m_keys;
    QJSValue m_isEnumerable;
};

} // namespace Rudder

#endif
