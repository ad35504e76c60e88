// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/storagefolder_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qstandardpaths.h>
#include <QtCore/qurl.h>

#if defined(Q_OS_WIN)
#    include <io.h>
#else
#    include <fcntl.h>
#    include <unistd.h>
#endif

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcStorage, "rudder.queue", QtWarningMsg)

QString storageFolder(const Configuration &configuration)
{
    if (!configuration.storageLocation().isEmpty())
        return QDir::cleanPath(configuration.storageLocation());

    if (QCoreApplication::applicationName().isEmpty()
        && QCoreApplication::organizationName().isEmpty()) {
        const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
                + u"/rudder-sdk-qt"_s;
        qCWarning(lcStorage,
                  "The application has no name, so its events are kept in %ls with those of every "
                  "other such program. Call QCoreApplication::setApplicationName() before the "
                  "client is made, or Configuration::setStorageLocation().",
                  qUtf16Printable(base));
        return base;
    }
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/rudder"_s;
}

QString queueFileStem(const QString &queueName)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(queueName, QByteArray(" "), ".*'()~"));
}

Error makeStorageFolder(const QString &folder)
{
    if (folder.isEmpty()) // the system knows of none, as without a home folder
        return Error(Error::Code::StorageUnavailable, u"There is no folder for the queue."_s);
    const QFileInfo info(folder);
    if (!info.exists()) {
        if (!QDir().mkpath(info.absolutePath())
            || !QDir().mkdir(folder,
                             QFileDevice::ReadOwner | QFileDevice::WriteOwner
                                     | QFileDevice::ExeOwner)) {
            // Another process may have been faster.
            if (!QFileInfo(folder).isDir()) {
                return Error(Error::Code::StorageUnavailable,
                             u"The folder %1 can't be made."_s.arg(folder));
            }
        }
    }
    if (!QFileInfo(folder).isDir() || !QFileInfo(folder).isWritable()) {
        return Error(Error::Code::StorageUnavailable,
                     u"The folder %1 can't be written to."_s.arg(folder));
    }
    return {};
}

bool syncFile(QFileDevice *file)
{
#if defined(Q_OS_WIN)
    return file->flush() && ::_commit(file->handle()) == 0;
#else
    return file->flush() && ::fsync(file->handle()) == 0;
#endif
}

void syncFolder(const QString &folder)
{
#if !defined(Q_OS_WIN)
    // Some file systems refuse; SQLite doesn't mind either.
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
#else
    Q_UNUSED(folder)
#endif
}

} // namespace Rudder
