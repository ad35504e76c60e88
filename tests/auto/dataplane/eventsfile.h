// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef EVENTSFILE_H
#define EVENTSFILE_H

#include <QFile>
#include <QTemporaryDir>

// The name of a file that a data plane may append to, in a folder of its own.
class EventsFile
{
public:
    QString name() const { return path(QStringLiteral("events.jsonl")); }
    QString path(const QString &inFolder) const { return m_folder.filePath(inFolder); }
    QByteArray content() const
    {
        QFile file(name());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    QTemporaryDir m_folder;
};

#endif
