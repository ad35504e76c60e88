// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/properties.h>

#include "event/jsonwriter_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qhash.h>

namespace Rudder {

namespace {

// Up to here looking at each key is quicker than hashing it.
constexpr qsizetype mostWithoutIndex = 32;

QVariant plain(const QVariant &value);

template <typename Map> QVariantMap plainMap(const Map &map)
{
    QVariantMap result;
    for (auto it = map.constBegin(); it != map.constEnd(); ++it)
        result.insert(it.key(), plain(it.value()));
    return result;
}

// Qt's general types all the way down, which compare, and which QML knows.
QVariant plain(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QVariantMap:
        return plainMap(value.toMap());
    case QMetaType::QVariantHash:
        return plainMap(value.toHash());
    case QMetaType::QJsonObject:
        return value.toJsonObject().toVariantMap();
    case QMetaType::QJsonArray:
        return value.toJsonArray().toVariantList();
    case QMetaType::QJsonValue:
        return value.toJsonValue().toVariant();
    case QMetaType::QStringList:
    case QMetaType::QVariantList: {
        QVariantList list = value.toList();
        for (QVariant &item : list)
            item = plain(item);
        return list;
    }
    default:
        if (value.metaType() == QMetaType::fromType<Properties>())
            return value.value<Properties>().toVariantMap();
        return value;
    }
}

} // namespace

class PropertiesData : public QSharedData
{
public:
    qsizetype find(const QString &key) const;
    void append(const Property &property);
    void set(const Property &property);
    void removeAt(qsizetype place);

    QList<Property> list;

private:
    QHash<QString, qsizetype> m_places; // empty while the list is short
};

qsizetype PropertiesData::find(const QString &key) const
{
    if (!m_places.isEmpty())
        return m_places.value(key, -1);
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (list.at(i).key() == key)
            return i;
    }
    return -1;
}

// The key is known to be new.
void PropertiesData::append(const Property &property)
{
    list.append(property);
    if (list.size() <= mostWithoutIndex)
        return;
    for (qsizetype i = m_places.size(); i < list.size(); ++i)
        m_places.insert(list.at(i).key(), i);
}

void PropertiesData::set(const Property &property)
{
    const qsizetype place = find(property.key());
    if (place < 0)
        append(property);
    else
        list[place] = property;
}

void PropertiesData::removeAt(qsizetype place)
{
    list.removeAt(place);
    m_places.clear();
    if (list.size() > mostWithoutIndex) {
        for (qsizetype i = 0; i < list.size(); ++i)
            m_places.insert(list.at(i).key(), i);
    }
}

/*!
    \class Rudder::Properties
    \inmodule RudderQt.Core
    \brief Keys and values that a call carries: properties, traits, context, integrations.

    Written as a list in braces, or made from a QVariantMap, a QVariantHash or a QJsonObject:

    \code
    analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}, {u"sizes"_s, QStringList{u"M"_s}}});
    \endcode

    Properties keep the order in which their keys came. A key that comes again replaces the value
    and keeps its place. They are implicitly shared: copies are cheap, and good on any thread.

    Default-constructed properties are null, which to a call is the same as not given. Those made
    from a map without entries are empty, but not null. How values become JSON is told in
    \l {Values}.
*/

/*!
    \class Rudder::Property
    \inmodule RudderQt.Core
    \brief One key and its value, an entry of Properties.
*/

/*!
    Constructs null properties.
*/
Properties::Properties() = default;

/*!
    Constructs properties from a list in braces, as in \c {{{u"revenue"_s, 19.95}}}.
*/
Properties::Properties(std::initializer_list<Property> properties) : d(new PropertiesData)
{
    d->list.reserve(qsizetype(properties.size()));
    for (const Property &property : properties)
        d->set(property);
}

/*!
    Constructs properties from \a map, ordered by key.
*/
Properties::Properties(const QVariantMap &map) : d(new PropertiesData)
{
    d->list.reserve(map.size());
    for (auto it = map.constBegin(); it != map.constEnd(); ++it)
        d->append(Property(it.key(), it.value()));
}

/*!
    Constructs properties from \a hash, in no certain order.
*/
Properties::Properties(const QVariantHash &hash) : d(new PropertiesData)
{
    d->list.reserve(hash.size());
    for (auto it = hash.constBegin(); it != hash.constEnd(); ++it)
        d->append(Property(it.key(), it.value()));
}

/*!
    Constructs properties from \a object, ordered by key.
*/
Properties::Properties(const QJsonObject &object) : d(new PropertiesData)
{
    d->list.reserve(object.size());
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        const QJsonValue value = it.value();
        // Only one level: the rest is shared, and may turn out too large to be looked at.
        if (value.isObject())
            d->append(Property(it.key(), value.toObject()));
        else if (value.isArray())
            d->append(Property(it.key(), value.toArray()));
        else
            d->append(Property(it.key(), value.toVariant()));
    }
}

Properties::Properties(const Properties &other) = default;
Properties::Properties(Properties &&other) noexcept = default;
Properties &Properties::operator=(const Properties &other) = default;
Properties &Properties::operator=(Properties &&other) noexcept = default;
Properties::~Properties() = default;

/*!
    Returns whether these are default-constructed properties: not given, rather than empty.
*/
bool Properties::isNull() const
{
    return !d;
}

/*!
    Returns whether there is no entry; null properties are empty too.
*/
bool Properties::isEmpty() const
{
    return size() == 0;
}

/*!
    Returns the number of entries.
*/
qsizetype Properties::size() const
{
    return d ? d->list.size() : 0;
}

/*!
    Returns whether there is an entry of \a key.
*/
bool Properties::contains(const QString &key) const
{
    return d && d->find(key) >= 0;
}

/*!
    Returns the value of \a key, or an invalid QVariant where there is none.
*/
QVariant Properties::value(const QString &key) const
{
    const qsizetype place = d ? d->find(key) : -1;
    return place < 0 ? QVariant() : d->list.at(place).value();
}

/*!
    Sets \a key to \a value: as the last entry, or where the key is already. They are not null
    afterwards.
*/
Properties &Properties::insert(const QString &key, const PropertyValue &value)
{
    if (!d)
        d = new PropertiesData;
    d->set(Property(key, value));
    return *this;
}

/*!
    Inserts all entries of \a other; where both have a key, the value of \a other counts.
*/
Properties &Properties::insert(const Properties &other)
{
    if (!d || this == &other) {
        if (!other.isNull())
            d = other.d;
        return *this;
    }
    for (qsizetype i = 0; i < other.size(); ++i)
        d->set(other.at(i));
    return *this;
}

/*!
    Removes the entry of \a key. Returns whether there was one.
*/
bool Properties::remove(const QString &key)
{
    const qsizetype place = d ? std::as_const(d)->find(key) : -1;
    if (place < 0)
        return false;
    d->removeAt(place);
    return true;
}

/*!
    Returns the keys in their order.
*/
QStringList Properties::keys() const
{
    QStringList keys;
    keys.reserve(size());
    for (qsizetype i = 0; i < size(); ++i)
        keys.append(at(i).key());
    return keys;
}

/*!
    Returns the entry at \a index, which must be from 0 to size() - 1.
*/
const Property &Properties::at(qsizetype index) const
{
    Q_ASSERT(index >= 0 && index < size());
    return d->list.at(index);
}

/*!
    Returns the same as a map, further properties inside included, which become maps.
*/
QVariantMap Properties::toVariantMap() const
{
    QVariantMap map;
    for (qsizetype i = 0; i < size(); ++i)
        map.insert(at(i).key(), plain(at(i).value()));
    return map;
}

/*!
    Returns the JSON that an event would carry, or nothing where the values are nested in more than
    200 levels. Null properties are written as \c {{}}.
*/
QByteArray Properties::toJson() const
{
    QByteArray json;
    JsonWriter(json).object(*this);
    return json;
}

/*!
    Returns whether \a a and \a b have the same keys with equal values, in whatever order. Null and
    empty properties are equal.
*/
bool operator==(const Properties &a, const Properties &b)
{
    return a.d == b.d || (a.size() == b.size() && a.toVariantMap() == b.toVariantMap());
}

/*!
    Writes \a properties to \a debug.
*/
QDebug operator<<(QDebug debug, const Properties &properties)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Rudder::Properties(";
    for (qsizetype i = 0; i < properties.size(); ++i) {
        const Property &property = properties.at(i);
        debug << (i > 0 ? ", " : "") << property.key() << ": " << property.value();
    }
    debug << ')';
    return debug;
}

} // namespace Rudder
