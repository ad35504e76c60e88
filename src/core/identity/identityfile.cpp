// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identityfile_p.h"

#include "queue/storagefolder_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qsavefile.h>

namespace Rudder {

using namespace Qt::StringLiterals;

IdentityFile::IdentityFile(const QString &folder, const QString &queueName)
    : m_path(folder + u'/' + queueFileStem(queueName) + u".identity.json"_s)
{
}

std::optional<QByteArray> IdentityFile::read() const
{
    constexpr qint64 plausibleSize = 64 * 1024 * 1024;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > plausibleSize)
        return std::nullopt;
    return file.readAll();
}

Error IdentityFile::write(const QByteArray &bytes) const
{
    QSaveFile file(m_path);
    // QSaveFile makes its temporary file with mode 0600 where the target is new, and with the
    // target's mode where it is not.
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error(Error::Code::StorageFailed,
                     u"The identity can't be written to %1: %2"_s.arg(m_path, file.errorString()));
    }
    // The file is on the disk before its new name is, which an event under this identity must not
    // outrun.
    syncFolder(QFileInfo(m_path).path());
    return {};
}

} // namespace Rudder
