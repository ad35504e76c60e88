// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/openfiles_p.h"

#include "perprocess_p.h"

#include <QtCore/qfile.h>

#include <algorithm>
#include <mutex>
#include <vector>

#if defined(Q_OS_UNIX)
#    include <cerrno>
#    include <fcntl.h>
#    include <unistd.h>
#endif

namespace Rudder {

namespace {

struct OpenFiles
{
    std::mutex mutex;
    std::vector<FileIdentity> files; // one as often as it is open
};

OpenFiles &openFiles()
{
    static constinit PerProcess<OpenFiles> ofThisProcess;
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
    OpenFiles &open = openFiles();
    const std::lock_guard guard(open.mutex);
    open.files.push_back(m_file);
}

OpenFile::~OpenFile()
{
    OpenFiles &open = openFiles();
    const std::lock_guard guard(open.mutex);
    const auto found = std::find(open.files.begin(), open.files.end(), m_file);
    if (found
        != open.files.end()) // else it was opened by the process that this one was forked from
        open.files.erase(found);
}

bool isOpenAnywhere(const QString &path)
{
#if defined(Q_OS_UNIX)
    OpenFiles &open = openFiles();
    const std::lock_guard guard(open.mutex);
    // Asked first: to close a file drops the locks that this process has on it.
    return std::find(open.files.begin(), open.files.end(), fileIdentity(path)) != open.files.end()
            || isLockedByAnotherProcess(path);
#else
    Q_UNUSED(path)
    return false; // the system keeps who tries from renaming it
#endif
}

} // namespace Rudder
