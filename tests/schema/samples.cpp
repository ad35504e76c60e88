// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "samples.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

const QJsonObject &allSamples()
{
    static const QJsonObject samples = [] {
        QFile file(QStringLiteral(SCHEMA_FOLDER) + u"/samples.json"_s);
        return file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
    }();
    return samples;
}

// With value at a path like batch.0.context; undefined takes out what is there.
QJsonValue with(const QJsonValue &container, const QStringList &path, const QJsonValue &value)
{
    if (path.isEmpty())
        return value;
    const QString &step = path.first();
    if (container.isArray()) {
        QJsonArray array = container.toArray();
        const int index = step.toInt();
        array[index] = with(array.at(index), path.sliced(1), value);
        return array;
    }
    QJsonObject object = container.toObject();
    object.insert(step, with(object.value(step), path.sliced(1), value));
    return object;
}

// change: an object of paths and values, or paths with a - before each.
QJsonValue changed(QJsonValue json, const QJsonValue &change)
{
    const QJsonObject values = change.toObject();
    for (auto it = values.constBegin(); it != values.constEnd(); ++it)
        json = with(json, it.key().split(u'.'), it.value());
    for (const QString &path : change.toString().split(u' ', Qt::SkipEmptyParts))
        json = with(json, path.sliced(1).split(u'.'), QJsonValue::Undefined);
    return json;
}

QJsonValue rightEvent(const QString &name)
{
    return changed(allSamples()["everyEvent"_L1], allSamples()["right"_L1][name]);
}

QJsonValue rightBatch()
{
    return QJsonObject{{u"sentAt"_s, u"2026-03-04T12:34:57.120Z"_s},
                       {u"batch"_s, QJsonArray{rightEvent(u"track"_s), rightEvent(u"page"_s)}}};
}

QByteArray lineOf(const QJsonValue &json)
{
    return QJsonDocument(json.toObject()).toJson(QJsonDocument::Compact);
}

// The last three of an entry say what is wrong.
Sample wrong(const QJsonArray &entry, const QByteArray &line)
{
    const qsizetype size = entry.size();
    return {entry[0].toString().toUtf8(), line, entry[size - 3].toString(),
            entry[size - 2].toString(), entry[size - 1].toString()};
}

} // namespace

QList<Sample> rightEvents()
{
    QList<Sample> samples;
    for (const QString &name : allSamples()["right"_L1].toObject().keys())
        samples.append({name.toUtf8(), lineOf(rightEvent(name)), {}, {}, {}});
    return samples;
}

QList<Sample> wrongEvents()
{
    QList<Sample> samples;
    for (const QJsonValue &value : allSamples()["wrong"_L1].toArray()) {
        const QJsonArray entry = value.toArray();
        const QJsonValue event = changed(rightEvent(entry[1].toString()), entry[2]);
        samples.append(wrong(entry, lineOf(event)));
    }
    for (const QJsonValue &value : allSamples()["wrongLines"_L1].toArray()) {
        const QJsonArray entry = value.toArray();
        samples.append(wrong(entry, entry[1].toString().toUtf8()));
    }
    return samples;
}

QList<Sample> rightBatches()
{
    return {{"a batch", lineOf(rightBatch()), {}, {}, {}}};
}

QList<Sample> wrongBatches()
{
    QList<Sample> samples;
    for (const QJsonValue &value : allSamples()["wrongBatches"_L1].toArray()) {
        const QJsonArray entry = value.toArray();
        samples.append(wrong(entry, lineOf(changed(rightBatch(), entry[1]))));
    }
    return samples;
}
