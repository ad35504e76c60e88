// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_STORAGEFOLDER_P_H
#define RUDDERQT_STORAGEFOLDER_P_H

#include "configuration.h"
#include "error.h"
#include "private_export_p.h"

#include <QtCore/qstring.h>

QT_BEGIN_NAMESPACE
class QFileDevice;
QT_END_NAMESPACE

namespace Rudder {

// Where a client keeps its files: as configured, else below the application's data folder.
RUDDERQT_CORE_PRIVATE_EXPORT QString storageFolder(const Configuration &configuration);

// The part of a file name that queueName becomes: no separators, nothing that a file system minds.
RUDDERQT_CORE_PRIVATE_EXPORT QString queueFileStem(const QString &queueName);

// Makes the folder with mode 0700 where it is not there yet.
RUDDERQT_CORE_PRIVATE_EXPORT Error makeStorageFolder(const QString &folder);

// Brings a file's content to the disk.
RUDDERQT_CORE_PRIVATE_EXPORT bool syncFile(QFileDevice *file);

// Brings to the disk which files are in it: their names, not their content.
RUDDERQT_CORE_PRIVATE_EXPORT void syncFolder(const QString &folder);

} // namespace Rudder

#endif
