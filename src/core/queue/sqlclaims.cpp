// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlclaims_p.h"

#include "queue/processidentity_p.h"
#include "queue/sqlconnection_p.h"

#include <QtCore/qrandom.h>
#include <QtSql/qsqlquery.h>

#include <algorithm>
#include <limits>

namespace Rudder {

using namespace Qt::StringLiterals;

SqlClaims::SqlClaims(const SqlConnection *connection)
    : m_connection(connection), m_process(processIdentity()),
      m_client(QRandomGenerator::system()->bounded(std::numeric_limits<qint64>::max()))
{
}

Error SqlClaims::readOthers(qint64 bootClock, Others *others) const
{
    *others = {};
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    query.prepare(u"SELECT process, first, last, until FROM claims WHERE client <> ? "
                  "ORDER BY first"_s);
    query.addBindValue(m_client);
    if (!query.exec())
        return m_connection->failure(u"The queue can't be read"_s, query);
    while (query.next()) {
        const qint64 until = query.value(3).toLongLong();
        if (until <= bootClock || !mayBeAlive(query.value(0).toByteArray()))
            continue;
        others->ranges.push_back({query.value(1).toLongLong(), query.value(2).toLongLong()});
        others->heldUntil = std::max(others->heldUntil.value_or(until), until);
    }
    return {};
}

Error SqlClaims::removeDead() const
{
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT client, process FROM claims"_s))
        return m_connection->failure(u"The queue can't be read"_s, query);
    QStringList dead;
    while (query.next()) {
        if (!mayBeAlive(query.value(1).toByteArray()))
            dead.append(query.value(0).toString());
    }
    query.finish();
    return dead.isEmpty() ? Error()
                          : m_connection->execute(u"DELETE FROM claims WHERE client IN (%1)"_s.arg(
                                  dead.join(u',')));
}

Error SqlClaims::set(const IdRange &range, qint64 until) const
{
    QSqlQuery query(m_connection->database());
    query.prepare(u"INSERT OR REPLACE INTO claims (client, process, first, last, until) "
                  "VALUES (?, ?, ?, ?, ?)"_s);
    query.addBindValue(m_client);
    query.addBindValue(m_process);
    query.addBindValue(range.first);
    query.addBindValue(range.last);
    query.addBindValue(until);
    return query.exec() ? Error() : m_connection->failure(u"The queue can't be written"_s, query);
}

Error SqlClaims::remove() const
{
    return m_connection->execute(u"DELETE FROM claims WHERE client = "_s
                                 + QString::number(m_client));
}

QString outside(const std::vector<IdRange> &ranges)
{
    QString condition = u"1"_s;
    for (const IdRange &range : ranges)
        condition += u" AND id NOT BETWEEN %1 AND %2"_s.arg(range.first).arg(range.last);
    return condition;
}

} // namespace Rudder
