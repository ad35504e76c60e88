// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLTRANSACTION_P_H
#define RUDDERQT_SQLTRANSACTION_P_H

#include "queue/sqlconnection_p.h"

namespace Rudder {

// Ends in a rollback unless committed.
class SqlTransaction
{
public:
    enum class Kind { Write, Read };

    explicit SqlTransaction(const SqlConnection &connection, Kind kind = Kind::Write);
    ~SqlTransaction();
    Q_DISABLE_COPY_MOVE(SqlTransaction)

    Error error() const { return m_error; }
    Error commit();

private:
    const SqlConnection &m_connection;
    Error m_error;
    bool m_open = false;
};

} // namespace Rudder

#endif
