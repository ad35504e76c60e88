// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "mutation.h"

#include "comparison.h"

#include <QJsonArray>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace {

/// Called for each value of an event, with the same place in the other event, which may be
/// undefined, and with what gives the whole event with another value in its place.
using Visitor =
        std::function<void(const QString &path, const QJsonValue &value, const QJsonValue &other,
                           const std::function<QJsonObject(const QJsonValue &)> &with)>;

void visit(const QString &path, const QJsonValue &value, const QJsonValue &other,
           const std::function<QJsonObject(const QJsonValue &)> &with, const Visitor &visitor)
{
    visitor(path, value, other, with);
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        const auto withMember = [&](const QJsonValue &changed) {
            QJsonObject copy = object;
            copy.insert(member.key(), changed);
            return with(copy);
        };
        visit(pointerTo(path, member.key()), member.value(), other[member.key()], withMember,
              visitor);
    }
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const auto withItem = [&](const QJsonValue &changed) {
            QJsonArray copy = array;
            copy.replace(i, changed);
            return with(copy);
        };
        visit(pointerTo(path, QString::number(i)), array.at(i), other[i], withItem, visitor);
    }
}

void visit(const QJsonObject &event, const QJsonObject &other, const Visitor &visitor)
{
    visit(
            {}, event, other, [](const QJsonValue &changed) { return changed.toObject(); },
            visitor);
}

bool hasMembers(const QJsonValue &value)
{
    return !value.toObject().isEmpty() || !value.toArray().isEmpty();
}

QJsonValue another(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString().append(u'x');
    case QJsonValue::Double:
        return value.toDouble() == 0 ? 1 : -value.toDouble();
    case QJsonValue::Bool:
        return !value.toBool();
    default:
        return u"was something else"_s;
    }
}

} // namespace

bool Mutation::isSeenIn(const QStringList &differences) const
{
    return std::any_of(differences.begin(), differences.end(), [this](const QString &line) {
        return line.startsWith(path % u": ") || line.startsWith(path % u'/');
    });
}

QList<Mutation> withAnUnknownKey(const QJsonObject &event)
{
    const QString unknown = u"unheardOf"_s;
    QList<Mutation> mutations;
    visit(event, {}, [&](const QString &path, const QJsonValue &value, auto, const auto &with) {
        if (!value.isObject())
            return;
        QJsonObject object = value.toObject();
        object.insert(unknown, 1);
        mutations.append({pointerTo(path, unknown), with(object)});
    });
    return mutations;
}

QList<Mutation> withoutAField(const QJsonObject &here, const QJsonObject &there)
{
    QList<Mutation> mutations;
    visit(here, there,
          [&](const QString &path, const QJsonValue &value, const QJsonValue &other,
              const auto &with) {
              const QStringList keys = value.toObject().keys();
              for (const QString &key : keys) {
                  QJsonObject object = value.toObject();
                  object.remove(key);
                  if (!other[key].isUndefined())
                      mutations.append({pointerTo(path, key), with(object)});
              }
          });
    return mutations;
}

QList<Mutation> withAnotherValue(const QJsonObject &here, const QJsonObject &there)
{
    QList<Mutation> mutations;
    visit(here, there,
          [&](const QString &path, const QJsonValue &value, const QJsonValue &other,
              const auto &with) {
              if (hasMembers(value))
                  return;
              const QJsonValue changed = value == other ? another(value) : QJsonArray{value};
              mutations.append({path, with(changed)});
          });
    return mutations;
}
