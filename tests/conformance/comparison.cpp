// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "comparison.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

QString shown(const QJsonValue &value)
{
    if (value.isUndefined())
        return u"nothing"_s;
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

/// Whether there is something to look at below: an empty container is a value of its own.
bool hasMembers(const QJsonValue &value)
{
    return (value.isObject() && !value.toObject().isEmpty())
            || (value.isArray() && !value.toArray().isEmpty());
}

class Comparison
{
public:
    Comparison(const Exceptions::Circumstances &where, Exceptions &exceptions)
        : m_where(where), m_exceptions(exceptions)
    {
    }

    /// Either value is undefined where only the other event has the field.
    void compare(const QString &path, const QJsonValue &there, const QJsonValue &here)
    {
        const bool areBoth = there.type() == here.type();
        const bool isOneAlone = there.isUndefined() || here.isUndefined();
        const QJsonValue &present = there.isUndefined() ? here : there;
        if ((areBoth || (isOneAlone && hasMembers(present))) && present.isObject())
            compareMembers(path, there.toObject(), here.toObject());
        else if ((areBoth || (isOneAlone && hasMembers(present))) && present.isArray())
            compareItems(path, there.toArray(), here.toArray());
        else if (there != here && !m_exceptions.allowField(m_where, path, there, here))
            m_differences.append(path % u": there "_s % shown(there) % u", here "_s % shown(here));
    }

    QStringList takeDifferences() { return std::move(m_differences); }

private:
    void compareMembers(const QString &path, const QJsonObject &there, const QJsonObject &here)
    {
        for (auto member = there.begin(); member != there.end(); ++member)
            compare(pointerTo(path, member.key()), member.value(), here[member.key()]);
        for (auto member = here.begin(); member != here.end(); ++member) {
            if (!there.contains(member.key()))
                compare(pointerTo(path, member.key()), QJsonValue::Undefined, member.value());
        }
    }

    void compareItems(const QString &path, const QJsonArray &there, const QJsonArray &here)
    {
        for (qsizetype i = 0; i < qMax(there.size(), here.size()); ++i)
            compare(pointerTo(path, QString::number(i)), there.at(i), here.at(i));
    }

    const Exceptions::Circumstances &m_where;
    Exceptions &m_exceptions;
    QStringList m_differences;
};

} // namespace

QStringList differences(const QJsonObject &there, const QJsonObject &here,
                        const Exceptions::Circumstances &where, Exceptions &exceptions)
{
    Comparison comparison(where, exceptions);
    comparison.compare({}, there, here);
    return comparison.takeDifferences();
}

QString pointerTo(const QString &path, QString key)
{
    key.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1);
    return path % u'/' % key;
}
