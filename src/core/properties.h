// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PROPERTIES_H
#define RUDDERQT_PROPERTIES_H

#include <RudderQt/propertyvalue.h>

#include <QtCore/qshareddata.h>

namespace Rudder {

class PropertiesData;

class Property
{
public:
    template <typename Key>
    Property(const Key &key, PropertyValue value)
        : m_key(Detail::toText(key)), m_value(std::move(value).toVariant())
    {
    }

    const QString &key() const { return m_key; }
    const QVariant &value() const { return m_value; }

private:
    QString m_key;
    QVariant m_value;
};

class RUDDERQT_CORE_EXPORT Properties
{
public:
    Properties();
    Properties(std::initializer_list<Property> properties);
    Properties(const QVariantMap &map);
    Properties(const QVariantHash &hash);
    Properties(const QJsonObject &object);
    Properties(const Properties &other);
    Properties(Properties &&other) noexcept;
    Properties &operator=(const Properties &other);
    Properties &operator=(Properties &&other) noexcept;
    ~Properties();

    bool isNull() const;
    bool isEmpty() const;
    qsizetype size() const;
    bool contains(const QString &key) const;
    QVariant value(const QString &key) const;
    Properties &insert(const QString &key, const PropertyValue &value);
    Properties &insert(const Properties &other);
    bool remove(const QString &key);

    QStringList keys() const;
    const Property &at(qsizetype index) const;

    QVariantMap toVariantMap() const;
    QByteArray toJson() const;

    friend RUDDERQT_CORE_EXPORT bool operator==(const Properties &a, const Properties &b);
    friend bool operator!=(const Properties &a, const Properties &b) { return !(a == b); }

private:
    QSharedDataPointer<PropertiesData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const Properties &properties);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::Properties)

#endif
