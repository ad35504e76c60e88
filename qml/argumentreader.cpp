// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "argumentreader_p.h"

#include <QtCore/qvariant.h>

#include <algorithm>
#include <cmath>

namespace Rudder {

QString ArgumentReader::id(const QString &name, const QJSValue &value)
{
    const QJSValue plain = unboxed(value);
    if (plain.isString() || (plain.isNumber() && plain.toBool() && std::isfinite(plain.toNumber())))
        return plain.toString();
    if (plain.toBool())
        refuse(name, QStringLiteral("a string or number"));
    return {};
}

QString ArgumentReader::text(const QString &name, const QJSValue &value)
{
    const QJSValue plain = unboxed(value);
    if (plain.isString())
        return plain.toString();
    if (plain.toBool())
        refuse(name, QStringLiteral("a string"));
    return {};
}

qint64 ArgumentReader::wholeNumber(const QString &name, const QJSValue &value)
{
    if (value.isUndefined() || value.isNull())
        return 0;
    const QJSValue plain = unboxed(value);
    const double number = plain.isNumber() ? plain.toNumber() : std::nan("");
    if (!std::isfinite(number) || number != std::trunc(number)) {
        refuse(name, QStringLiteral("a whole number"));
        return 0;
    }
    constexpr double most = qint64(1) << 62; // far beyond what any whole number here may be
    return qint64(std::clamp(number, -most, most));
}

QUrl ArgumentReader::url(const QString &name, const QJSValue &value)
{
    if (m_types.typeOf(value) == JsType::Url)
        return value.toVariant().toUrl();
    if (value.isVariant() && value.toVariant().typeId() == QMetaType::QUrl) // a property of QML
        return value.toVariant().toUrl();
    const QJSValue plain = unboxed(value);
    if (!plain.isString())
        refuse(name, QStringLiteral("a string or url"));
    return plain.isString() ? QUrl(plain.toString()) : QUrl();
}

QStringList ArgumentReader::texts(const QString &name, const QJSValue &value)
{
    constexpr double most = 1000; // a proxy may say that it has any number
    const QString expected = QStringLiteral("a list of strings");
    QStringList texts;
    const bool isArray = m_types.typeOf(value) == JsType::Array;
    const double length = isArray ? m_types.length(value) : 0;
    if (!isArray || length > most) {
        refuse(name, expected);
        return {};
    }
    for (quint32 i = 0; i < length; ++i) {
        const QJSValue item = unboxed(m_types.item(value, i));
        if (!item.isString()) {
            refuse(name, expected);
            return {};
        }
        texts.append(item.toString());
    }
    return texts;
}

QJSValue ArgumentReader::unboxed(const QJSValue &value) const
{
    return m_types.typeOf(value) == JsType::Boxed ? m_types.unboxed(value) : value;
}

void ArgumentReader::refuse(const QString &name, const QString &expected)
{
    if (!m_error.isError()) {
        m_error = Error(Error::Code::WrongType,
                        QStringLiteral("\"%1\" must be %2.").arg(name, expected));
    }
}

} // namespace Rudder
