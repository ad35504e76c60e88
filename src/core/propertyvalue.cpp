// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/propertyvalue.h>

#include <RudderQt/properties.h>

#include <QtCore/qtimezone.h>

namespace Rudder {

/*!
    \class Rudder::PropertyValue
    \inmodule RudderQt.Core
    \brief A value in a list of properties.

    Made implicitly, by writing the value: any arithmetic type, enumerators, any string type of Qt
    and the standard library (\c char means UTF-8), dates and times, QUrl, QUuid, QByteArray,
    \c nullptr, \c std::optional, lists, QVariant, Qt's JSON types, and further properties in
    braces. How each is written is told in \l {Values}.

    Pointers are refused by the compiler, for they would become a bool.
*/

/*!
    Constructs an object in the object, in the order of \a properties.
*/
PropertyValue::PropertyValue(const Properties &properties)
    : m_value(QVariant::fromValue(properties))
{
}

/*!
    Constructs an object in the object, from a list in braces.
*/
PropertyValue::PropertyValue(std::initializer_list<Property> properties)
    : PropertyValue(Properties(properties))
{
}

/*!
    \fn const QVariant &PropertyValue::toVariant() const &

    Returns the value as it is kept: integers as \c qlonglong or \c qulonglong, texts as QString,
    further properties as Rudder::Properties.
*/

QDateTime Detail::toDateTime(std::chrono::milliseconds sinceEpoch)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count(), QTimeZone::UTC);
#else
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count(), Qt::UTC);
#endif
}

} // namespace Rudder
