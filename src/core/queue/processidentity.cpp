// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/processidentity_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfile.h>
#include <QtCore/qlist.h>
#include <QtCore/qsysinfo.h>

#if defined(Q_OS_WIN)
#    include <QtCore/qt_windows.h>
#elif defined(Q_OS_UNIX)
#    include <cerrno>
#    include <csignal>
#endif

namespace Rudder {

namespace {

#if defined(Q_OS_LINUX)

QByteArray namespaceOfNumbers()
{
    return QFile::symLinkTarget(QStringLiteral("/proc/self/ns/pid")).toUtf8();
}

// Field 22 of proc(5)'s stat, in clock ticks since boot. Empty: there is no such process.
QByteArray startOf(qint64 number)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(number));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray line = file.readAll();
    // The second field is the name, in brackets, and may have spaces and brackets itself.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype state = 0;
    constexpr qsizetype start = 19;
    const bool isGone =
            fields.size() <= start || fields.at(state) == "Z" || fields.at(state) == "X";
    return isGone ? QByteArray() : fields.at(start);
}

#elif defined(Q_OS_WIN)

QByteArray namespaceOfNumbers()
{
    return {};
}

QByteArray startOf(qint64 number)
{
    const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, DWORD(number));
    if (!process)
        return GetLastError() == ERROR_ACCESS_DENIED ? QByteArray("?") : QByteArray();
    FILETIME start, end, kernel, user;
    DWORD exitCode = 0;
    const bool isKnown = GetProcessTimes(process, &start, &end, &kernel, &user)
            && GetExitCodeProcess(process, &exitCode);
    CloseHandle(process);
    if (!isKnown || exitCode != STILL_ACTIVE)
        return {};
    return QByteArray::number(quint64(start.dwHighDateTime) << 32 | start.dwLowDateTime);
}

#else

QByteArray namespaceOfNumbers()
{
    return {};
}

// When it started is not to be had by any common way.
QByteArray startOf(qint64 number)
{
    const bool isThere = ::kill(pid_t(number), 0) == 0 || errno == EPERM;
    return isThere ? QByteArray("?") : QByteArray();
}

#endif

} // namespace

QByteArray processIdentity()
{
    const qint64 number = QCoreApplication::applicationPid();
    const QByteArrayList parts = {QSysInfo::bootUniqueId(), namespaceOfNumbers(),
                                  QByteArray::number(number), startOf(number)};
    return parts.join(' ');
}

bool isOfAnotherNamespace(const QByteArray &identity)
{
    return identity.split(' ').value(1) != namespaceOfNumbers();
}

bool mayBeAlive(const QByteArray &identity)
{
    const QList<QByteArray> parts = identity.split(' ');
    if (parts.size() != 4)
        return false;
    const QByteArray bootId = QSysInfo::bootUniqueId();
    if (!bootId.isEmpty() && parts.at(0) != bootId)
        return false;
    return parts.at(1) != namespaceOfNumbers() || startOf(parts.at(2).toLongLong()) == parts.at(3);
}

} // namespace Rudder
