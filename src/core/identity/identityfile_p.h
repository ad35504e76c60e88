// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_IDENTITYFILE_P_H
#define RUDDERQT_IDENTITYFILE_P_H

#include "error.h"
#include "private_export_p.h"

#include <QtCore/qstring.h>

#include <optional>

namespace Rudder {

// The remembered user on disk: one small file beside the queue, mode 0600, replaced whole.
class RUDDERQT_CORE_PRIVATE_EXPORT IdentityFile
{
public:
    IdentityFile(const QString &folder, const QString &queueName);

    // None: there is no such file, or it can't be read.
    std::optional<QByteArray> read() const;
    Error write(const QByteArray &bytes) const;

private:
    QString m_path;
};

} // namespace Rudder

#endif
