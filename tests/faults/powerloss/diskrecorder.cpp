// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Preloaded into a program: records what the program does to the files below RUDDERQT_DISK_ROOT, with
// the data and in one order, in the file RUDDERQT_DISK_RECORDING, which lies elsewhere. A record is
//
//     kind (1 byte), file (4), offset (8), length of what follows (4), data or paths
//
// in the machine's byte order. Paths are relative to the root; a file has a number from its creation
// on, which may come before it has a name (O_TMPFILE). Shared memory of SQLite (-shm) is left out: it is made anew after a crash.
//
//     C named new file, path      W written file, offset, data     T truncated or grown to offset
//     S synced file               Y synced folder, path            R renamed, from \0 to
//     U removed path              D folder made, path              M mark of the program, text
//     ! done what is not recorded, which

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

class Recorder
{
public:
    Recorder()
    {
        const char *root = getenv("RUDDERQT_DISK_ROOT");
        const char *recording = getenv("RUDDERQT_DISK_RECORDING");
        if (!root || !recording)
            return;
        m_root = std::string(root) + '/';
        m_output = int(syscall(SYS_openat, AT_FDCWD, recording,
                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    }

    std::mutex mutex;

    // Relative to the root; empty: of no interest.
    std::string watched(const char *path) const
    {
        const std::string_view view(path ? path : "");
        if (m_output < 0 || view.substr(0, m_root.size()) != m_root || view.size() == m_root.size())
            return {};
        return isSharedMemory(view) ? std::string() : std::string(view.substr(m_root.size()));
    }

    void record(char kind, std::uint32_t file, std::uint64_t offset, std::string_view data) const
    {
        if (m_output < 0)
            return;
        const auto length = std::uint32_t(data.size());
        std::string bytes(1, kind);
        bytes.append(reinterpret_cast<const char *>(&file), sizeof file);
        bytes.append(reinterpret_cast<const char *>(&offset), sizeof offset);
        bytes.append(reinterpret_cast<const char *>(&length), sizeof length);
        bytes.append(data);
        for (std::size_t done = 0; done < bytes.size();) {
            const long written =
                    syscall(SYS_write, m_output, bytes.data() + done, bytes.size() - done);
            if (written <= 0)
                abort();
            done += std::size_t(written);
        }
    }

    void opened(int fd, const std::string &path, int flags, bool isNew)
    {
        struct stat status = {};
        if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
            m_folders[fd] = path;
            return;
        }
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            m_open[fd] = ++m_lastFile;
            return;
        }
        if (isNew) {
            m_files[path] = ++m_lastFile;
            record('C', m_lastFile, 0, path);
        }
        const std::uint32_t file = m_files[path];
        if (file == 0)
            record('!', 0, 0, "an unknown file: " + path);
        m_open[fd] = file;
        if (!isNew && (flags & O_TRUNC))
            record('T', file, 0, {});
    }

    void closed(int fd)
    {
        m_open.erase(fd);
        m_folders.erase(fd);
    }

    // 0: of no interest.
    std::uint32_t file(int fd) const
    {
        const auto found = m_open.find(fd);
        return found == m_open.end() ? 0 : found->second;
    }

    void synced(int fd) const
    {
        if (const std::uint32_t number = file(fd))
            record('S', number, 0, {});
        const auto folder = m_folders.find(fd);
        if (folder != m_folders.end())
            record('Y', 0, 0, folder->second);
    }

    // A file that was made without a name gets one.
    void linked(const std::string &from, const std::string &to)
    {
        const std::string descriptors = "/proc/self/fd/";
        const std::uint32_t number = from.compare(0, descriptors.size(), descriptors) == 0
                ? file(std::atoi(from.c_str() + descriptors.size()))
                : 0;
        if (number == 0) {
            record('!', 0, 0, "linked " + from);
            return;
        }
        m_files[to] = number;
        record('C', number, 0, to);
    }

    void renamed(const std::string &from, const std::string &to)
    {
        if (from.empty() && to.empty())
            return;
        if (from.empty() || to.empty()) {
            record('!', 0, 0, "renamed across the root: " + from + to);
            return;
        }
        m_files[to] = m_files[from];
        m_files.erase(from);
        record('R', 0, 0, from + '\0' + to);
    }

    void removed(const std::string &path)
    {
        m_files.erase(path);
        record('U', 0, 0, path);
    }

private:
    static bool isSharedMemory(std::string_view path)
    {
        return path.size() > 4 && path.substr(path.size() - 4) == "-shm";
    }

    std::string m_root;
    int m_output = -1;
    std::uint32_t m_lastFile = 0;
    std::map<std::string, std::uint32_t> m_files;
    std::map<int, std::uint32_t> m_open;
    std::map<int, std::string> m_folders;
};

// Never destroyed: files are closed until the very end.
Recorder &recorder()
{
    static auto *const instance = new Recorder;
    return *instance;
}

template <typename Function> Function *next(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

int openRecorded(int folder, const char *path, int flags, mode_t mode)
{
    Recorder &r = recorder();
    const std::string name = r.watched(path);
    if (name.empty())
        return int(syscall(SYS_openat, folder, path, flags, mode));
    const std::lock_guard lock(r.mutex);
    const bool isNew = (flags & O_CREAT) && access(path, F_OK) != 0;
    const int fd = int(syscall(SYS_openat, folder, path, flags, mode));
    if (fd >= 0)
        r.opened(fd, name, flags, isNew);
    return fd;
}

mode_t modeFrom(int flags, va_list arguments)
{
    const bool hasMode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
    return hasMode ? va_arg(arguments, mode_t) : 0;
}

ssize_t writeRecorded(int fd, const void *data, std::size_t size, std::int64_t offset)
{
    static auto *const reallyWrite = next<ssize_t(int, const void *, std::size_t)>("write");
    static auto *const reallyWriteAt =
            next<ssize_t(int, const void *, std::size_t, off64_t)>("pwrite64");
    Recorder &r = recorder();
    const std::unique_lock lock(r.mutex);
    const std::uint32_t file = r.file(fd);
    if (file == 0) {
        // A pipe may block for long, and nobody is to wait for it.
        const_cast<std::unique_lock<std::mutex> &>(lock).unlock();
        return offset < 0 ? reallyWrite(fd, data, size) : reallyWriteAt(fd, data, size, offset);
    }
    const ssize_t written =
            offset < 0 ? reallyWrite(fd, data, size) : reallyWriteAt(fd, data, size, offset);
    if (written > 0) {
        const off64_t begin = offset < 0 ? lseek64(fd, 0, SEEK_CUR) - written : offset;
        r.record('W', file, std::uint64_t(begin),
                 {static_cast<const char *>(data), std::size_t(written)});
    }
    return written;
}

int truncateRecorded(int fd, off64_t size)
{
    static auto *const reallyTruncate = next<int(int, off64_t)>("ftruncate64");
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = reallyTruncate(fd, size);
    if (const std::uint32_t file = r.file(fd); file && result == 0)
        r.record('T', file, std::uint64_t(size), {});
    return result;
}

int allocateRecorded(const char *name, int fd)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    if (r.file(fd))
        r.record('!', 0, 0, name);
    return EOPNOTSUPP; // which all callers must be ready for
}

int syncRecorded(const char *name, int fd)
{
    auto *const reallySync = next<int(int)>(name);
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = reallySync(fd);
    if (result == 0)
        r.synced(fd);
    return result;
}

int removeRecorded(int folder, const char *path, int flags)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = int(syscall(SYS_unlinkat, folder, path, flags));
    if (const std::string name = r.watched(path); result == 0 && !name.empty())
        r.removed(name);
    return result;
}

int renameRecorded(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = int(syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags));
    if (result == 0)
        r.renamed(r.watched(from), r.watched(to));
    return result;
}

int linkRecorded(int fromFolder, const char *from, int toFolder, const char *to, int flags)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = int(syscall(SYS_linkat, fromFolder, from, toFolder, to, flags));
    if (const std::string name = r.watched(to); result == 0 && !name.empty())
        r.linked(from, name);
    return result;
}

int makeFolderRecorded(int folder, const char *path, mode_t mode)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    const int result = int(syscall(SYS_mkdirat, folder, path, mode));
    if (const std::string name = r.watched(path); result == 0 && !name.empty())
        r.record('D', 0, 0, name);
    return result;
}

} // namespace

EXPORTED void disk_recorder_mark(const char *text)
{
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    r.record('M', 0, 0, text);
}

#define OPEN(NAME)                                                                                 \
    EXPORTED int NAME(const char *path, int flags, ...)                                            \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        const mode_t mode = modeFrom(flags, arguments);                                            \
        va_end(arguments);                                                                         \
        return openRecorded(AT_FDCWD, path, flags, mode);                                          \
    }
#define OPENAT(NAME)                                                                               \
    EXPORTED int NAME(int folder, const char *path, int flags, ...)                                \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        const mode_t mode = modeFrom(flags, arguments);                                            \
        va_end(arguments);                                                                         \
        return openRecorded(folder, path, flags, mode);                                            \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

EXPORTED int creat(const char *path, mode_t mode)
{
    return openRecorded(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

EXPORTED int creat64(const char *path, mode_t mode)
{
    return creat(path, mode);
}

EXPORTED int close(int fd)
{
    static auto *const reallyClose = next<int(int)>("close");
    Recorder &r = recorder();
    const std::lock_guard lock(r.mutex);
    r.closed(fd); // before another file gets the number
    return reallyClose(fd);
}

EXPORTED ssize_t write(int fd, const void *data, std::size_t size)
{
    return writeRecorded(fd, data, size, -1);
}

EXPORTED ssize_t pwrite(int fd, const void *data, std::size_t size, off_t offset)
{
    return writeRecorded(fd, data, size, offset);
}

EXPORTED ssize_t pwrite64(int fd, const void *data, std::size_t size, off64_t offset)
{
    return writeRecorded(fd, data, size, offset);
}

EXPORTED int ftruncate(int fd, off_t size) noexcept
{
    return truncateRecorded(fd, size);
}

EXPORTED int ftruncate64(int fd, off64_t size) noexcept
{
    return truncateRecorded(fd, size);
}

EXPORTED int fallocate(int fd, int, off_t, off_t)
{
    errno = allocateRecorded("fallocate", fd);
    return -1;
}

EXPORTED int posix_fallocate(int fd, off_t, off_t)
{
    return allocateRecorded("posix_fallocate", fd);
}

EXPORTED int fsync(int fd)
{
    return syncRecorded("fsync", fd);
}

EXPORTED int fdatasync(int fd)
{
    return syncRecorded("fdatasync", fd);
}

EXPORTED int unlink(const char *path) noexcept
{
    return removeRecorded(AT_FDCWD, path, 0);
}

EXPORTED int unlinkat(int folder, const char *path, int flags) noexcept
{
    return removeRecorded(folder, path, flags);
}

EXPORTED int rmdir(const char *path) noexcept
{
    return removeRecorded(AT_FDCWD, path, AT_REMOVEDIR);
}

EXPORTED int rename(const char *from, const char *to) noexcept
{
    return renameRecorded(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORTED int renameat(int fromFolder, const char *from, int toFolder, const char *to) noexcept
{
    return renameRecorded(fromFolder, from, toFolder, to, 0);
}

EXPORTED int renameat2(int fromFolder, const char *from, int toFolder, const char *to,
                       unsigned flags) noexcept
{
    return renameRecorded(fromFolder, from, toFolder, to, flags);
}

EXPORTED int link(const char *from, const char *to) noexcept
{
    return linkRecorded(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORTED int linkat(int fromFolder, const char *from, int toFolder, const char *to,
                    int flags) noexcept
{
    return linkRecorded(fromFolder, from, toFolder, to, flags);
}

EXPORTED int mkdir(const char *path, mode_t mode) noexcept
{
    return makeFolderRecorded(AT_FDCWD, path, mode);
}
