// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/keptfiles_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

namespace Rudder {

using namespace Qt::StringLiterals;

QString nameToKeep(const QString &path)
{
    const QString base =
            path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    QString name = base;
    for (int i = 2; QFile::exists(name); ++i)
        name = base + u'-' + QString::number(i);
    return name;
}

QStringList keptPaths(const QString &path)
{
    const QFileInfo file(path);
    QStringList names =
            file.dir().entryList({file.fileName() + u".damaged-*"_s}, QDir::Files, QDir::Name);
    names.removeIf([](const QString &name) {
        return name.endsWith(u"-wal") || name.endsWith(u".unread");
    });
    for (QString &name : names)
        name = file.dir().filePath(name);
    return names;
}

void removeOldestKept(const QString &path)
{
    constexpr qsizetype mostKept = 3;
    QStringList kept = keptPaths(path);
    while (kept.size() > mostKept) {
        const QString oldest = kept.takeFirst();
        QFile::remove(unreadMark(oldest));
        removeWithLogs(oldest);
    }
}

QString unreadMark(const QString &kept)
{
    return kept + u".unread"_s;
}

void removeWithLogs(const QString &path)
{
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u""_s})
        QFile::remove(path + suffix);
}

} // namespace Rudder
