// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlfailedevents_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qtimezone.h>
#include <QtSql/qsqlquery.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// Numbers only, so that they may stand in the text. A range where it is one: a statement has room
// for many ids, but not for any number of them.
QString idCondition(const std::vector<qint64> &ids)
{
    if (ids.empty())
        return u"0"_s;
    if (ids.back() - ids.front() + 1 == qint64(ids.size()))
        return u"id BETWEEN %1 AND %2"_s.arg(ids.front()).arg(ids.back());
    QStringList numbers;
    numbers.reserve(qsizetype(ids.size()));
    for (const qint64 id : ids)
        numbers.append(QString::number(id));
    return u"id IN ("_s + numbers.join(u',') + u')';
}

QString condition(const FailedFilter &filter)
{
    QStringList conditions{u"1"_s};
    if (filter.ids)
        conditions.append(idCondition(*filter.ids));
    if (filter.reason)
        conditions.append(u"reason = "_s + QString::number(int(*filter.reason)));
    return conditions.join(u" AND "_s);
}

} // namespace

SqlFailedEvents::SqlFailedEvents(const SqlConnection *connection) : m_connection(connection) { }

Error SqlFailedEvents::setAside(const std::vector<qint64> &ids, const Failure &failure,
                                EventCounts *change) const
{
    return ids.empty() ? Error() : move(idCondition(ids), failure, change);
}

Error SqlFailedEvents::countAttempt(const std::vector<qint64> &ids) const
{
    return ids.empty() ? Error()
                       : m_connection->execute(u"UPDATE events SET attempts = attempts + 1 WHERE "_s
                                               + idCondition(ids));
}

Error SqlFailedEvents::setAsideExhausted(const std::vector<qint64> &ids, int maxAttempts,
                                         const Failure &failure, EventCounts *change) const
{
    return ids.empty()
            ? Error()
            : move(idCondition(ids) + u" AND attempts >= "_s + QString::number(maxAttempts),
                   failure, change);
}

Error SqlFailedEvents::move(const QString &condition, const Failure &failure,
                            EventCounts *change) const
{
    QSqlQuery query(m_connection->database());
    query.prepare(u"INSERT INTO failed (id, bytes, anonymous_id, boot_id, boot_ms, attempts, "
                  "reason, message, failed_at) SELECT id, bytes, anonymous_id, boot_id, boot_ms, "
                  "attempts, ?, ?, ? FROM events WHERE "_s
                  + condition);
    query.addBindValue(int(failure.reason));
    query.addBindValue(failure.serverMessage.isNull() ? u""_s : failure.serverMessage);
    query.addBindValue(failure.at);
    if (!query.exec())
        return m_connection->failure(u"Failed events can't be set aside"_s, query);
    const qint64 moved = query.numRowsAffected();
    query.finish();
    if (moved == 0)
        return {};
    change->waiting -= moved;
    change->failed += moved;
    if (failure.reason == FailedEvent::Reason::Exhausted)
        change->exhausted += moved;
    return m_connection->execute(u"DELETE FROM events WHERE "_s + condition);
}

std::vector<FailedEvent> SqlFailedEvents::list(qint64 after, int limit, Error *error) const
{
    std::vector<FailedEvent> events;
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    query.prepare(u"SELECT id, bytes, reason, message, failed_at, attempts FROM failed "
                  "WHERE id > ? ORDER BY id LIMIT ?"_s);
    query.addBindValue(after);
    query.addBindValue(limit);
    if (!query.exec()) {
        *error = m_connection->failure(u"The failed events can't be read"_s, query);
        return events;
    }
    while (query.next()) {
        events.emplace_back(
                query.value(0).toLongLong(), query.value(1).toByteArray(),
                FailedEvent::Reason(query.value(2).toInt()), query.value(3).toString(),
                QDateTime::fromMSecsSinceEpoch(query.value(4).toLongLong(), QTimeZone::utc()),
                query.value(5).toInt());
    }
    return events;
}

Error SqlFailedEvents::count(const QString &condition, EventCounts *counts) const
{
    QSqlQuery query(m_connection->database());
    const bool read = query.exec(u"SELECT count(*), count(CASE reason WHEN %1 THEN 1 END) FROM "
                                 "failed WHERE "_s.arg(int(FailedEvent::Reason::Exhausted))
                                 + condition)
            && query.next();
    if (!read)
        return m_connection->failure(u"The failed events can't be read"_s, query);
    counts->failed = query.value(0).toLongLong();
    counts->exhausted = query.value(1).toLongLong();
    return {};
}

Error SqlFailedEvents::dropOldest(qint64 count, EventCounts *change) const
{
    return drop(u"id IN (SELECT id FROM failed ORDER BY id LIMIT %1)"_s.arg(count), change);
}

Error SqlFailedEvents::dropUpTo(qint64 id, EventCounts *change) const
{
    return drop(u"id <= %1"_s.arg(id), change);
}

Error SqlFailedEvents::drop(const QString &condition, EventCounts *change) const
{
    EventCounts counts;
    const Error error = count(condition, &counts);
    if (error.isError() || counts.failed == 0)
        return error;
    change->failed -= counts.failed;
    change->exhausted -= counts.exhausted;
    return m_connection->execute(u"DELETE FROM failed WHERE "_s + condition);
}

Error SqlFailedEvents::requeue(const FailedFilter &filter, const QVariant &client,
                               EventCounts *change) const
{
    const QString chosen = condition(filter);
    EventCounts counts;
    if (const Error error = count(chosen, &counts); error.isError() || counts.failed == 0)
        return error;
    QSqlQuery query(m_connection->database());
    query.prepare(u"INSERT INTO events (id, bytes, anonymous_id, boot_id, boot_ms, client) "
                  "SELECT id, bytes, anonymous_id, boot_id, boot_ms, ? FROM failed WHERE "_s
                  + chosen);
    query.addBindValue(client);
    if (!query.exec())
        return m_connection->failure(u"Failed events can't be put back"_s, query);
    query.finish();
    change->waiting += counts.failed;
    return purge(filter, change);
}

Error SqlFailedEvents::purge(const FailedFilter &filter, EventCounts *change) const
{
    return drop(condition(filter), change);
}

} // namespace Rudder
