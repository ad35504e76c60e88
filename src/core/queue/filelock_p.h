// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FILELOCK_P_H
#define RUDDERQT_FILELOCK_P_H

#include "private_export_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#if !defined(Q_OS_UNIX)
#    include <QtCore/qlockfile.h>
#endif

#include <memory>

namespace Rudder {

// A lock of the system's own on a file that is there for nothing else. It ends with its holder,
// wherever and whenever that one ran: what an earlier one left of it is in nobody's way.
class RUDDERQT_CORE_PRIVATE_EXPORT FileLock
{
public:
    explicit FileLock(const QString &path);
    ~FileLock();
    Q_DISABLE_COPY_MOVE(FileLock)

    enum class Attempt {
        Locked,
        IsAnothers, // or was a moment ago
        Failed,     // as where nothing can be written
    };
    Attempt tryLock();

private:
#if defined(Q_OS_UNIX)
    const QByteArray m_path;
    int m_descriptor = -1;
#else
    QLockFile m_file;
#endif
};

// The lock that goes with the file at path, beside it. Null: somebody else has it, after a wait of
// as many ms, 20 at least (next to none in a hurry), or it can't be written.
RUDDERQT_CORE_PRIVATE_EXPORT std::unique_ptr<FileLock> lockFileOf(const QString &path,
                                                                  int patience = 0);

} // namespace Rudder

#endif
