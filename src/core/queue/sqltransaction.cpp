// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqltransaction_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

SqlTransaction::SqlTransaction(const SqlConnection &connection, Kind kind)
    : m_connection(connection)
{
    // IMMEDIATE takes the write lock at once: a plain BEGIN that turns into a writer later
    // fails at once when another process wrote in between, whatever the busy time-out.
    m_error = m_connection.executeWhenFree(kind == Kind::Write ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s);
    m_open = !m_error.isError();
}

SqlTransaction::~SqlTransaction()
{
    if (m_open)
        m_connection.execute(u"ROLLBACK"_s);
}

Error SqlTransaction::commit()
{
    const Error error = m_connection.executePrepared(u"COMMIT"_s);
    m_open = error.isError();
    return error;
}

} // namespace Rudder
