// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/filelock_p.h"

#include "hurry_p.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qthread.h>

#include <algorithm>

#if defined(Q_OS_UNIX)
#    include <cerrno>
#    include <fcntl.h>
#    include <sys/file.h>
#    include <sys/stat.h>
#    include <unistd.h>
#endif

namespace Rudder {

using namespace Qt::StringLiterals;

#if defined(Q_OS_UNIX)

// QLockFile goes by what the file says: a process by its number, which is given again, and a host
// by its name, which the next container doesn't have. It also removes its file after it let go,
// when the file may be another's already.

namespace {

bool leadsTo(const QByteArray &path, int descriptor)
{
    struct stat named = {};
    struct stat opened = {};
    return ::stat(path.constData(), &named) == 0 && ::fstat(descriptor, &opened) == 0
            && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

FileLock::Attempt whyNot(int error)
{
    return error == EWOULDBLOCK || error == EINTR ? FileLock::Attempt::IsAnothers
                                                  : FileLock::Attempt::Failed;
}

} // namespace

FileLock::FileLock(const QString &path) : m_path(QFile::encodeName(path)) { }

FileLock::~FileLock()
{
    if (m_descriptor < 0)
        return;
    if (leadsTo(m_path, m_descriptor))
        ::unlink(m_path.constData());
    ::close(m_descriptor);
}

FileLock::Attempt FileLock::tryLock()
{
    const int descriptor = ::open(m_path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return whyNot(errno);
    // flock(), not fcntl(): that one lets go when anybody in this process closes the file.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const Attempt attempt = whyNot(errno);
        ::close(descriptor);
        return attempt;
    }
    if (!leadsTo(m_path, descriptor)) { // who had it removed it, after it was opened here
        ::close(descriptor);
        return Attempt::IsAnothers;
    }
    m_descriptor = descriptor;
    return Attempt::Locked;
}

#else

FileLock::FileLock(const QString &path) : m_file(path)
{
    m_file.setStaleLockTime(0); // a lock ages only by the death of its owner
}

FileLock::~FileLock() = default;

FileLock::Attempt FileLock::tryLock()
{
    // A file that somebody has open isn't removed here.
    if (m_file.tryLock(0)
        || (m_file.error() == QLockFile::LockFailedError && m_file.removeStaleLockFile()
            && m_file.tryLock(0))) {
        return Attempt::Locked;
    }
    return m_file.error() == QLockFile::LockFailedError ? Attempt::IsAnothers : Attempt::Failed;
}

#endif

std::unique_ptr<FileLock> lockFileOf(const QString &path, int patience)
{
    constexpr int oneWait = 20;
    auto lock = std::make_unique<FileLock>(path + u".lock"_s);
    const QDeadlineTimer deadline(std::max(patience, oneWait));
    while (true) {
        const FileLock::Attempt attempt = lock->tryLock();
        if (attempt == FileLock::Attempt::Locked)
            return lock;
        if (attempt == FileLock::Attempt::Failed || isHurried() || deadline.hasExpired())
            return nullptr;
        QThread::msleep(oneWait);
    }
}

} // namespace Rudder
