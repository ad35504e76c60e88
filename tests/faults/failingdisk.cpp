// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "failingdisk.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qprocess.h>
#include <QtCore/qstorageinfo.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 size = 16 * 1024 * 1024;

int execute(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
            ? process.exitCode()
            : -1;
}

// What of the kernel's own can make the file system on that folder fail.
QString trigger(const QString &folder)
{
    const QString device = QFileInfo(QString::fromUtf8(QStorageInfo(folder).device())).fileName();
    return u"/sys/fs/ext4/%1/trigger_fs_error"_s.arg(device);
}

} // namespace

FailingDisk::FailingDisk(const QString &image, const QString &folder)
    : m_image(image), m_folder(folder)
{
    QFile file(image);
    QDir().mkpath(folder);
    m_isMounted = file.open(QIODevice::WriteOnly) && file.resize(size)
            && execute(u"mkfs.ext4"_s, {u"-q"_s, u"-F"_s, image}) == 0 && mount(image);
}

FailingDisk::~FailingDisk()
{
    if (m_isMounted)
        execute(u"umount"_s, {u"-l"_s, m_folder});
}

bool FailingDisk::mount(const QString &image) const
{
    return execute(u"mount"_s, {u"-o"_s, u"loop,errors=remount-ro"_s, image, m_folder}) == 0
            && QFile::exists(trigger(m_folder));
}

bool FailingDisk::fail() const
{
    QFile file(trigger(m_folder));
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write("1") == 1;
}

bool FailingDisk::replace()
{
    constexpr int errorsCorrected = 1; // of e2fsck's exit codes
    if (execute(u"umount"_s, {u"-l"_s, m_folder}) != 0)
        return false;
    // Mounted again, it would still be the one that has failed, as long as a file on it is open.
    const QString copy = m_image + u'2';
    m_isMounted = QFile::copy(m_image, copy)
            && execute(u"e2fsck"_s, {u"-f"_s, u"-y"_s, copy}) <= errorsCorrected && mount(copy);
    return m_isMounted;
}
