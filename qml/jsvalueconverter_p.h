// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_JSVALUECONVERTER_P_H
#define RUDDERQT_JSVALUECONVERTER_P_H

#include "jstypes_p.h"
#include "quickprivateexport_p.h"

#include <RudderQt/Error>

#include <QtCore/qstringlist.h>
#include <QtCore/qvariant.h>

#include <optional>

namespace Rudder {

// JavaScript values as plain variants that can be written as JSON. Works through what one call was
// given: what could not be kept is noted for one warning, what spoils the call is an error.
class RUDDERQT_QUICK_PRIVATE_EXPORT JsValueConverter
{
public:
    static constexpr int maxDepth = 200;
    static constexpr qsizetype maxValues = 100'000;

    explicit JsValueConverter(const JsTypes &types);

    // Nothing for what JSON leaves out (undefined, a function, a Symbol), or after an error.
    std::optional<QVariant> convert(const QString &key, const QJSValue &value);

    Error error() const { return m_error; }
    // "properties.onClick" is a function, left out
    QStringList notes() const;
    void addNote(const QString &note);

private:
    std::optional<QVariant> convertAny(const QJSValue &value, bool mayBeReplaced);
    std::optional<QVariant> convertNested(const QString &key, const QJSValue &value);
    QVariant convertObject(const QJSValue &object, bool mayBeReplaced);
    QVariant convertFields(const QJSValue &object);
    QVariant convertArray(const QJSValue &array);
    QVariant convertQtValue(const QJSValue &value, bool walkable);
    bool enter(const QJSValue &value);
    bool count();
    void refuse(Error::Code code, const QString &sentence);
    QString path() const;

    const JsTypes &m_types;
    // The objects that contain the value at hand, and the keys that lead to it.
    QList<QJSValue> m_ancestors;
    QStringList m_path;
    qsizetype m_values = 0;
    Error m_error;
    QStringList m_notes;
    qsizetype m_notesLeftOut = 0;
};

} // namespace Rudder

#endif
