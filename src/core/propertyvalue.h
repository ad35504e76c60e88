// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PROPERTYVALUE_H
#define RUDDERQT_PROPERTYVALUE_H

#include <RudderQt/global.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qjsonvalue.h>
#include <QtCore/qstringbuilder.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>
#include <QtCore/quuid.h>
#include <QtCore/qvariant.h>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace Rudder {

class Properties;
class Property;
class PropertyValue;

namespace Detail {

inline QString toText(const QString &text)
{
    return text;
}
inline QString toText(QStringView text)
{
    return text.toString();
}
inline QString toText(QLatin1String text)
{
    return QString(text);
}
inline QString toText(const char16_t *text)
{
    return QString::fromUtf16(text);
}
inline QString toText(const char *utf8)
{
    return QString::fromUtf8(utf8);
}
inline QString toText(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}
inline QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}
inline QString toText(const std::u16string &text)
{
    return QString::fromStdU16String(text);
}
inline QString toText(char16_t character)
{
    return QString(QChar(character));
}
inline QString toText(char character)
{
    return QString(QChar::fromLatin1(character));
}
inline QString toText(char32_t character)
{
    return QString::fromUcs4(&character, 1);
}
inline QString toText(wchar_t character)
{
    return QString::fromWCharArray(&character, 1);
}

template <typename T, typename... Others>
inline constexpr bool isOneOf = (std::is_same_v<T, Others> || ...);

template <typename T> QVariant numberToVariant(T number)
{
    if constexpr (isOneOf<T, char, char16_t, char32_t, wchar_t>)
        return QVariant(toText(number));
    else if constexpr (isOneOf<T, bool, float>)
        return QVariant(number);
    else if constexpr (std::is_floating_point_v<T>)
        return QVariant(double(number));
    else if constexpr (std::is_signed_v<T>)
        return QVariant(qlonglong(number));
    else
        return QVariant(qulonglong(number));
}

RUDDERQT_CORE_EXPORT QDateTime toDateTime(std::chrono::milliseconds sinceEpoch);

// An enumerator is a number even if its underlying type is char or bool.
template <typename T> QVariant enumeratorToVariant(T number)
{
    if constexpr (std::is_signed_v<T>)
        return QVariant(qlonglong(number));
    else
        return QVariant(qulonglong(number));
}

} // namespace Detail

class RUDDERQT_CORE_EXPORT PropertyValue
{
public:
    PropertyValue() = default;
    PropertyValue(std::nullptr_t) { }

    template <typename T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    PropertyValue(T number) : m_value(Detail::numberToVariant(number))
    {
    }
    template <typename T, std::enable_if_t<std::is_enum_v<T>, int> = 0>
    PropertyValue(T enumerator)
        : m_value(Detail::enumeratorToVariant(static_cast<std::underlying_type_t<T>>(enumerator)))
    {
    }
    // A pointer would become a bool.
    template <typename T> PropertyValue(T *) = delete;

    PropertyValue(const QString &text) : m_value(text) { }
    PropertyValue(QStringView text) : m_value(text.toString()) { }
    PropertyValue(QLatin1String text) : m_value(QString(text)) { }
    PropertyValue(QChar character) : m_value(QString(character)) { }
    PropertyValue(const char16_t *text) : m_value(QString::fromUtf16(text)) { }
    PropertyValue(const char *utf8) : m_value(QString::fromUtf8(utf8)) { }
    PropertyValue(const std::string &utf8) : m_value(QString::fromStdString(utf8)) { }
    PropertyValue(std::string_view utf8) : m_value(Detail::toText(utf8)) { }
    PropertyValue(const std::u16string &text) : m_value(QString::fromStdU16String(text)) { }
    PropertyValue(std::u16string_view text) : m_value(QStringView(text).toString()) { }
    // What a % b is with QStringBuilder, and a + b under QT_USE_QSTRINGBUILDER.
    template <typename A, typename B>
    PropertyValue(const QStringBuilder<A, B> &text)
        : m_value(typename QConcatenable<QStringBuilder<A, B>>::ConvertTo(text))
    {
    }

    PropertyValue(const QByteArray &bytes) : m_value(bytes) { }
    PropertyValue(const QDateTime &time) : m_value(time) { }
    PropertyValue(QDate date) : m_value(date) { }
    PropertyValue(QTime time) : m_value(time) { }
    PropertyValue(const QUrl &url) : m_value(url) { }
    PropertyValue(const QUuid &uuid) : m_value(uuid) { }
    template <typename Duration>
    PropertyValue(std::chrono::time_point<std::chrono::system_clock, Duration> time)
        : m_value(Detail::toDateTime(
                std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch())))
    {
    }

    PropertyValue(const QVariant &value) : m_value(value) { }
    PropertyValue(const QStringList &list) : m_value(list) { }
    PropertyValue(const QVariantList &list) : m_value(list) { }
    PropertyValue(const QVariantMap &map) : m_value(map) { }
    PropertyValue(const QVariantHash &hash) : m_value(hash) { }
    PropertyValue(const QJsonValue &value) : m_value(value) { }
    PropertyValue(const QJsonObject &object) : m_value(object) { }
    PropertyValue(const QJsonArray &array) : m_value(array) { }
    PropertyValue(const Properties &properties);
    PropertyValue(std::initializer_list<Property> properties);

    template <typename T> PropertyValue(const QList<T> &list) : m_value(listOf(list)) { }
    template <typename T> PropertyValue(const std::vector<T> &list) : m_value(listOf(list)) { }
    template <typename T>
    PropertyValue(const std::optional<T> &value)
        : m_value(value ? PropertyValue(*value).toVariant() : QVariant())
    {
    }

    const QVariant &toVariant() const & { return m_value; }
    QVariant toVariant() && { return std::move(m_value); }

private:
    template <typename List> static QVariantList listOf(const List &list)
    {
        QVariantList values;
        values.reserve(qsizetype(list.size()));
        for (const auto &item : list)
            values.append(PropertyValue(item).toVariant());
        return values;
    }

    QVariant m_value;
};

} // namespace Rudder

#endif
