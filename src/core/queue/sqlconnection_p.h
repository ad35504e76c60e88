// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLCONNECTION_P_H
#define RUDDERQT_SQLCONNECTION_P_H

#include "configuration.h"
#include "error.h"
#include "private_export_p.h"

#include <QtSql/qsqldatabase.h>

namespace Rudder {

// A QSqlDatabase connection with a name of its own, made and ended on one thread. The host's
// default connection is never touched.
class RUDDERQT_CORE_PRIVATE_EXPORT SqlConnection
{
public:
    SqlConnection();
    ~SqlConnection();
    Q_DISABLE_COPY_MOVE(SqlConnection)

    static bool isDriverAvailable();

    Error open(const QString &path, Configuration::Durability durability);
    void close();

    QSqlDatabase database() const;
    Error execute(const QString &statement) const;

private:
    Error prepareFile(const QString &path) const;

    QString m_name;
};

RUDDERQT_CORE_PRIVATE_EXPORT Error storageError(const QString &whatFailed, const QString &cause);

} // namespace Rudder

#endif
