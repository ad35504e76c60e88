// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "receivedevents.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

QString fileIn(const QTemporaryDir &folder)
{
    return folder.filePath(u"events.jsonl"_s);
}

Rudder::DataPlane::Options writingTo(const QString &file)
{
    Rudder::DataPlane::Options options;
    options.outputFile = file;
    options.quiet = true;
    return options;
}

} // namespace

ReceivedEvents::ReceivedEvents()
    : m_dataPlane(writingTo(fileIn(m_folder)), [](const QByteArray &) {})
{
    if (const auto problem = m_dataPlane.start())
        qFatal("%s", qPrintable(*problem));
}

QUrl ReceivedEvents::url() const
{
    return QUrl(QString::fromUtf8(m_dataPlane.url()));
}

QList<QJsonObject> ReceivedEvents::all() const
{
    QList<QJsonObject> events;
    QFile file(fileIn(m_folder));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    while (!file.atEnd())
        events.append(QJsonDocument::fromJson(file.readLine()).object());
    return events;
}

QJsonObject ReceivedEvents::byMessageId(const QString &messageId) const
{
    const QList<QJsonObject> events = all();
    for (const QJsonObject &event : events) {
        if (event[u"messageId"].toString() == messageId)
            return event;
    }
    return {};
}
