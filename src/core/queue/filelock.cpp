// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/filelock_p.h"

#include "hurry_p.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qthread.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A lock file names its process by a number, and in a container the next process may well have that
// of the one that was killed. The system's own lock on the file ends with its holder for certain,
// and without that lock the file is not removed.
bool removeIfNobodyHolds(QLockFile *lock)
{
    qint64 process = 0;
    QString host;
    QString application;
    return lock->error() == QLockFile::LockFailedError
            && lock->getLockInfo(&process, &host, &application)
            && host == QSysInfo::machineHostName() && lock->removeStaleLockFile();
}

} // namespace

std::unique_ptr<QLockFile> lockFileOf(const QString &path, int patience)
{
    auto lock = std::make_unique<QLockFile>(path + u".lock"_s);
    lock->setStaleLockTime(0); // a lock ages only by the death of its owner
    constexpr int oneWait = 20;
    const QDeadlineTimer deadline(patience);
    while (!lock->tryLock(0)) {
        if (removeIfNobodyHolds(lock.get()) && lock->tryLock(0))
            break;
        if (lock->error() != QLockFile::LockFailedError || isHurried() || deadline.hasExpired())
            return nullptr;
        QThread::msleep(oneWait);
    }
    QFile::setPermissions(lock->fileName(), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return lock;
}

} // namespace Rudder
