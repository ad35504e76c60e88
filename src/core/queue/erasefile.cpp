// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/erasefile_p.h"

#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

bool openForWriting(QFile *file)
{
    constexpr QIODevice::OpenMode mode =
            QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered;
    return file->open(mode)
            || (file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
                && file->open(mode));
}

// In place: a file of zeros beside it would leave the old bytes where they are.
void overwrite(QFile *file)
{
    const QByteArray zeros(64 * 1024, '\0');
    if (!openForWriting(file))
        return;
    for (qint64 left = file->size(); left > 0;) {
        const qint64 written = file->write(zeros.constData(), std::min(left, qint64(zeros.size())));
        if (written <= 0)
            break;
        left -= written;
    }
    syncFile(file);
    file->close();
}

Error cantErase(const QFile &file)
{
    return storageError(u"%1 can't be erased"_s.arg(file.fileName()), file.errorString());
}

} // namespace

Error eraseFile(const QString &path)
{
    const QString suffix = u".erasing"_s;
    QFile file(path);
    if (!file.exists())
        return {};
    if (!path.endsWith(suffix)) {
        if (const Error error = eraseFile(path + suffix); error.isError())
            return error;
        // Who reads it must not find zeros; and Windows renames nothing that somebody has open.
        if (!file.rename(path + suffix))
            return cantErase(file);
    }
    overwrite(&file); // where that fails, to remove it is what can be done
    return file.remove() ? Error() : cantErase(file);
}

Error eraseFiles(const QStringList &paths)
{
    Error first;
    for (const QString &path : paths) {
        if (const Error error = eraseFile(path); error.isError() && !first.isError())
            first = error;
    }
    return first;
}

QStringList filesBeginningWith(const QString &path)
{
    const QFileInfo beginning(path);
    const QDir folder = beginning.dir();
    const QStringList names = folder.entryList(QDir::Files | QDir::Hidden | QDir::System);
    QStringList files;
    for (const QString &name : names) {
        if (name.startsWith(beginning.fileName()))
            files.append(folder.filePath(name));
    }
    return files;
}

} // namespace Rudder
