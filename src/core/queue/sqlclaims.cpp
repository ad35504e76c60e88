// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlclaims_p.h"

#include "queue/processidentity_p.h"
#include "queue/sqlconnection_p.h"

#include <QtCore/qrandom.h>
#include <QtSql/qsqlquery.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace Rudder {

using namespace Qt::StringLiterals;

SqlClaims::SqlClaims(const SqlConnection *connection)
    : m_connection(connection), m_process(processIdentity()),
      m_client(-1 - QRandomGenerator::system()->bounded(std::numeric_limits<qint64>::max()))
{
}

void SqlClaims::begin()
{
    m_living.clear();
    liveAs(m_client);
}

void SqlClaims::liveAs(qint64 client)
{
    m_living.try_emplace(client, m_connection->file(), client);
}

void SqlClaims::setEachSends(bool eachSends)
{
    const qint64 number = std::abs(m_client);
    m_client = eachSends ? number : -number;
    begin();
}

// A process is known to be gone by its number and start; a client of a living one, by itself.
bool SqlClaims::mayLive(qint64 client, const QByteArray &process) const
{
    return process == m_process ? livesInThisProcess(m_connection->file(), client)
                                : mayBeAlive(process);
}

Error SqlClaims::readOthers(qint64 bootClock, Others *others) const
{
    *others = {};
    QSqlQuery &query = m_connection->prepared(
            u"SELECT client, process, first, last, until FROM claims WHERE client <> ? "
            "ORDER BY first"_s);
    query.bindValue(0, m_client);
    if (!query.exec())
        return m_connection->failure(u"The queue can't be read"_s, query);
    while (query.next()) {
        const qint64 client = query.value(0).toLongLong();
        const qint64 until = query.value(4).toLongLong();
        if (until <= bootClock || !mayLive(client, query.value(1).toByteArray()))
            continue;
        others->ranges.push_back({query.value(2).toLongLong(), query.value(3).toLongLong()});
        if (client < nobody)
            others->ofAll.push_back(others->ranges.back());
        others->heldUntil = std::max(others->heldUntil.value_or(until), until);
    }
    query.finish();
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
        if (!mayLive(query.value(0).toLongLong(), query.value(1).toByteArray()))
            dead.append(query.value(0).toString());
    }
    query.finish();
    return dead.isEmpty() ? Error() : removeIdle(u"client IN (%1)"_s.arg(dead.join(u',')));
}

// Those of them that have no events.
Error SqlClaims::removeIdle(const QString &condition) const
{
    return m_connection->execute(
            u"DELETE FROM claims WHERE "_s + condition
            + u" AND NOT EXISTS (SELECT 1 FROM events WHERE events.client = claims.client)"_s);
}

Error SqlClaims::enrol(qint64 until) const
{
    QSqlQuery query(m_connection->database());
    query.prepare(u"INSERT OR IGNORE INTO claims (client, process, first, last, until) "
                  "VALUES (?, ?, 0, 0, ?)"_s);
    query.addBindValue(m_client);
    query.addBindValue(m_process);
    query.addBindValue(until);
    return query.exec() ? Error() : m_connection->failure(u"The queue can't be written"_s, query);
}

Error SqlClaims::findDead(qint64 bootClock, std::set<qint64> *inherited,
                          std::set<qint64> *dead) const
{
    dead->clear();
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT client, process, until FROM claims"_s))
        return m_connection->failure(u"The queue can't be read"_s, query);
    bool hasNobody = false;
    while (query.next()) {
        const qint64 client = query.value(0).toLongLong();
        const QByteArray process = query.value(1).toByteArray();
        const bool isUnsure = isOfAnotherNamespace(process);
        hasNobody = hasNobody || client == nobody;
        if (process != m_process)
            inherited->erase(client); // it came back, or another took it
        if (client != m_client && inherited->count(client) == 0
            && (!mayLive(client, process)
                || (isUnsure && query.value(2).toLongLong() <= bootClock))) {
            dead->insert(client);
        }
    }
    if (!hasNobody)
        dead->insert(nobody);
    // Those that have events and no row; each is found by one step in the index.
    if (!query.exec(u"WITH RECURSIVE recorders(client) AS ("
                    "SELECT min(client) FROM events WHERE client IS NOT NULL UNION ALL "
                    "SELECT (SELECT min(client) FROM events WHERE client > recorders.client) "
                    "FROM recorders WHERE recorders.client IS NOT NULL) "
                    "SELECT client FROM recorders WHERE client IS NOT NULL "
                    "AND client NOT IN (SELECT client FROM claims)"_s)) {
        return m_connection->failure(u"The queue can't be read"_s, query);
    }
    while (query.next())
        dead->insert(query.value(0).toLongLong());
    dead->erase(m_client);
    return {};
}

Error SqlClaims::inherit(const std::set<qint64> &dead, qint64 until)
{
    for (const qint64 client : dead) {
        liveAs(client); // before others can read that it does
        QSqlQuery query(m_connection->database());
        query.prepare(u"INSERT OR REPLACE INTO claims (client, process, first, last, until) "
                      "VALUES (?, ?, 0, 0, ?)"_s);
        query.addBindValue(client);
        query.addBindValue(m_process);
        query.addBindValue(until);
        if (!query.exec())
            return m_connection->failure(u"The queue can't be written"_s, query);
    }
    return {};
}

void SqlClaims::keepLiving(const std::set<qint64> &inherited)
{
    std::erase_if(m_living, [&](const auto &living) {
        return living.first != m_client && inherited.count(living.first) == 0;
    });
}

QStringList SqlClaims::livingOthers(const std::set<qint64> &inherited) const
{
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    query.exec(u"SELECT client, process FROM claims WHERE NOT "_s + among(inherited));
    QStringList living;
    while (query.next()) {
        if (mayLive(query.value(0).toLongLong(), query.value(1).toByteArray()))
            living.append(query.value(0).toString());
    }
    return living;
}

Error SqlClaims::resign(const std::set<qint64> &clients) const
{
    const QString condition = among(clients);
    const Error error = m_connection->execute(
            u"UPDATE claims SET process = x'', first = 0, last = 0, until = 0 WHERE "_s
            + condition);
    return error.isError() ? error : removeIdle(condition);
}

Error SqlClaims::set(const IdRange &range, qint64 until) const
{
    QSqlQuery &query = m_connection->prepared(
            u"INSERT OR REPLACE INTO claims (client, process, first, last, until) "
            "VALUES (?, ?, ?, ?, ?)"_s);
    query.bindValue(0, m_client);
    query.bindValue(1, m_process);
    query.bindValue(2, range.first);
    query.bindValue(3, range.last);
    query.bindValue(4, until);
    return query.exec() ? Error() : m_connection->failure(u"The queue can't be written"_s, query);
}

Error SqlClaims::remove(const std::set<qint64> &clients) const
{
    return m_connection->execute(u"DELETE FROM claims WHERE "_s + among(clients));
}

QString SqlClaims::among(const std::set<qint64> &clients) const
{
    QStringList numbers{QString::number(m_client)};
    for (const qint64 client : clients)
        numbers.append(QString::number(client));
    return u"client IN (%1)"_s.arg(numbers.join(u','));
}

QString outside(const std::vector<IdRange> &ranges)
{
    QString condition = u"1"_s;
    for (const IdRange &range : ranges)
        condition += u" AND id NOT BETWEEN %1 AND %2"_s.arg(range.first).arg(range.last);
    return condition;
}

} // namespace Rudder
