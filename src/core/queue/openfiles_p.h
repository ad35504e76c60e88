// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_OPENFILES_P_H
#define RUDDERQT_OPENFILES_P_H

#include "private_export_p.h"
#include "queue/fileidentity_p.h"

#include <QtCore/qglobal.h>
#include <QtCore/qstring.h>

namespace Rudder {

// A database file that a connection of this process has open, or is about to.
class RUDDERQT_CORE_PRIVATE_EXPORT OpenFile
{
public:
    explicit OpenFile(const FileIdentity &file);
    ~OpenFile();
    Q_DISABLE_COPY_MOVE(OpenFile)

private:
    const FileIdentity m_file;
};

// Whether a connection in this process or another has the file open, for who must not read, rename or
// remove it then. It tells of a file as well that SQLite can't read, and so not be asked about.
RUDDERQT_CORE_PRIVATE_EXPORT bool isOpenAnywhere(const QString &path);

} // namespace Rudder

#endif
