// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FILEIDENTITY_P_H
#define RUDDERQT_FILEIDENTITY_P_H

#include <QtCore/qstring.h>

namespace Rudder {

// Tells a file from another one that has its name now.
struct FileIdentity
{
    quint64 device = 0;
    quint64 number = 0;

    bool operator==(const FileIdentity &) const = default;
};

// Of no file: the default. On Windows all files are alike: none can be moved while it is open.
FileIdentity fileIdentity(const QString &path);

} // namespace Rudder

#endif
