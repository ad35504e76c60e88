// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/fileidentity_p.h"

#include <QtCore/qfile.h>

#if defined(Q_OS_UNIX)
#    include <sys/stat.h>
#endif

namespace Rudder {

FileIdentity fileIdentity(const QString &path)
{
#if defined(Q_OS_UNIX)
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return {quint64(status.st_dev), quint64(status.st_ino)};
#else
    return {0, quint64(QFile::exists(path) ? 1 : 0)};
#endif
}

} // namespace Rudder
