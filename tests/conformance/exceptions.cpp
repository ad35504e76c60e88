// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "exceptions.h"

#include "form.h"
#include "jsonfile.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QList<QJsonObject> objectsOf(const QJsonArray &array)
{
    QList<QJsonObject> objects;
    for (const QJsonValue &value : array)
        objects.append(value.toObject());
    return objects;
}

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// An entry that names no types, calls or sides is for all of them.
bool names(const QJsonObject &entry, const QString &key, const QString &what)
{
    const QJsonValue list = entry[key];
    return list.isUndefined() || list.toArray().contains(what);
}

bool isFor(const QJsonObject &entry, const Exceptions::Circumstances &where)
{
    return names(entry, u"types"_s, where.call.type) && names(entry, u"calls"_s, where.call.id)
            && names(entry, u"sides"_s, where.side);
}

bool isFullPath(const QString &path)
{
    return path.startsWith(u'/') && !path.endsWith(u'/') && !path.contains(u'*');
}

bool isFieldEntry(const QJsonObject &entry)
{
    const QJsonValue there = entry[u"there"_s];
    const QJsonValue here = entry[u"here"_s];
    return isFullPath(entry[u"path"_s].toString()) && isForm(there) && isForm(here)
            && !(there.isUndefined() && here.isUndefined());
}

bool isOutcomeEntry(const QJsonObject &entry)
{
    const QString here = entry[u"here"_s].toString();
    return !entry[u"calls"_s].toArray().isEmpty()
            && (here == "accepted"_L1 || here == "inexpressible"_L1
                || (here == "refused"_L1 && entry[u"sentence"_s].isString()));
}

bool isOutcome(const QJsonObject &entry, const Outcome &here, const QJsonObject &sent)
{
    const QString supplied = entry[u"supplied"_s].toString();
    return here.name() == entry[u"here"_s].toString()
            && (here.kind != Outcome::Refused || here.sentence == entry[u"sentence"_s].toString())
            && (supplied.isEmpty() || !sent[supplied].toString().isEmpty());
}

} // namespace

Exceptions::Exceptions(const QString &fileName)
    : Exceptions(readJsonFile(fileName)[u"fields"_s].toArray(),
                 readJsonFile(fileName)[u"outcomes"_s].toArray())
{
}

Exceptions::Exceptions(const QJsonArray &fields, const QJsonArray &outcomes)
    : m_fields(objectsOf(fields)), m_outcomes(objectsOf(outcomes))
{
    for (qsizetype i = 0; i < m_fields.size(); ++i)
        m_fieldsAt.insert(m_fields.at(i)[u"path"_s].toString(), i);
}

bool Exceptions::allowField(const Circumstances &where, const QString &path,
                            const QJsonValue &there, const QJsonValue &here)
{
    const QList<qsizetype> entries = m_fieldsAt.values(path);
    for (const qsizetype i : entries) {
        const QJsonObject &entry = m_fields.at(i);
        if (isFor(entry, where) && hasForm(there, entry[u"there"_s])
            && hasForm(here, entry[u"here"_s])) {
            m_usedFields.insert(i);
            return true;
        }
    }
    return false;
}

bool Exceptions::allowOutcome(const Circumstances &where, const Outcome &here,
                              const QJsonObject &sent)
{
    for (qsizetype i = 0; i < m_outcomes.size(); ++i) {
        const QJsonObject &entry = m_outcomes.at(i);
        if (isFor(entry, where) && isOutcome(entry, here, sent)) {
            m_usedOutcomes.insert(i);
            return true;
        }
    }
    return false;
}

QStringList Exceptions::mistakes(const QList<Call> &calls) const
{
    QStringList found;
    QStringList ids;
    for (const Call &call : calls)
        ids.append(call.id);
    for (const QJsonObject &entry : m_fields + m_outcomes) {
        if (entry[u"reason"_s].toString().isEmpty())
            found.append(u"no reason: "_s % compact(entry));
        const QJsonArray named = entry[u"calls"_s].toArray();
        for (const QJsonValue &id : named) {
            if (!ids.contains(id.toString()))
                found.append(u"no such call: "_s % id.toString());
        }
    }
    for (const QJsonObject &entry : m_fields) {
        if (!isFieldEntry(entry))
            found.append(u"neither a full path nor known forms: "_s % compact(entry));
    }
    for (const QJsonObject &entry : m_outcomes) {
        if (!isOutcomeEntry(entry))
            found.append(u"no outcome of named calls: "_s % compact(entry));
    }
    return found;
}

QStringList Exceptions::unused(const QStringList &sides) const
{
    const auto isForAny = [&sides](const QJsonObject &entry) {
        return std::any_of(sides.begin(), sides.end(), [&entry](const QString &side) {
            return names(entry, u"sides"_s, side);
        });
    };
    QStringList found;
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        // What a machine may not know, such as its model, may stay unused on that machine.
        const bool mayBeUnknown = m_fields.at(i)[u"whereKnown"_s].toBool();
        if (!m_usedFields.contains(i) && !mayBeUnknown && isForAny(m_fields.at(i)))
            found.append(compact(m_fields.at(i)));
    }
    for (qsizetype i = 0; i < m_outcomes.size(); ++i) {
        if (!m_usedOutcomes.contains(i) && isForAny(m_outcomes.at(i)))
            found.append(compact(m_outcomes.at(i)));
    }
    return found;
}
