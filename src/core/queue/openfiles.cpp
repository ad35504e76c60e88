// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/openfiles_p.h"

#include "perprocess_p.h"
#include "queue/presentvalues_p.h"

#include <QtCore/qfile.h>

#if defined(Q_OS_UNIX)
#    include <cerrno>
#    include <fcntl.h>
#    include <unistd.h>
#endif

namespace Rudder {

namespace {

PresentValues<FileIdentity> &openFiles()
{
    static constinit PerProcess<PresentValues<FileIdentity>> ofThisProcess;
    return ofThisProcess.get();
}

#if defined(Q_OS_UNIX)

// A connection in WAL mode holds a shared lock in SQLite's lock bytes for as long as it is open.
bool isLockedByAnotherProcess(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno != ENOENT;
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000000;
    lock.l_len = 512;
    const bool isKnown = ::fcntl(descriptor, F_GETLK, &lock) == 0;
    ::close(descriptor);
    return !isKnown || lock.l_type != F_UNLCK;
}

#endif

} // namespace

OpenFile::OpenFile(const FileIdentity &file) : m_file(file)
{
    openFiles().add(m_file);
}

OpenFile::~OpenFile()
{
    openFiles().remove(m_file);
}

bool isOpenAnywhere(const QString &path)
{
#if defined(Q_OS_UNIX)
    // This process is asked first: to close a file drops the locks that it has on it.
    return openFiles().contains(fileIdentity(path),
                                [&path] { return isLockedByAnotherProcess(path); });
#else
    Q_UNUSED(path)
    return false; // the system keeps who tries from renaming it
#endif
}

} // namespace Rudder
