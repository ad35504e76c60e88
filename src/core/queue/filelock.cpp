// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/filelock_p.h"

#include "hurry_p.h"
#include "queue/fileidentity_p.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qthread.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A lock file names its process by a number, and in a container the next process may well have that
// of the one that was killed. The system's own lock on the file ends with its holder for certain,
// and without that lock the file is not removed. One that names no process is what is left when the
// power went before its content was on the disk; a new one may be without its content, and without
// the system's lock, for a moment.
bool removeIfNobodyHolds(QLockFile *lock, bool isOld)
{
    qint64 process = 0;
    QString host;
    QString application;
    if (lock->error() != QLockFile::LockFailedError)
        return false;
    const bool isOfThisHost = lock->getLockInfo(&process, &host, &application)
            ? host == QSysInfo::machineHostName()
            : isOld;
    return isOfThisHost && lock->removeStaleLockFile();
}

} // namespace

std::unique_ptr<QLockFile> lockFileOf(const QString &path, int patience)
{
    auto lock = std::make_unique<QLockFile>(path + u".lock"_s);
    lock->setStaleLockTime(0); // a lock ages only by the death of its owner
    constexpr int oneWait = 20;
    const QDeadlineTimer deadline(std::max(patience, oneWait));
    const FileIdentity atFirst = fileIdentity(lock->fileName());
    while (!lock->tryLock(0)) {
        const bool isOld = deadline.hasExpired() && fileIdentity(lock->fileName()) == atFirst;
        if (removeIfNobodyHolds(lock.get(), isOld) && lock->tryLock(0))
            break;
        if (lock->error() != QLockFile::LockFailedError || isHurried() || deadline.hasExpired())
            return nullptr;
        QThread::msleep(oneWait);
    }
    QFile::setPermissions(lock->fileName(), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return lock;
}

} // namespace Rudder
