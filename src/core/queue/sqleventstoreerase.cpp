// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// How all events leave the file, and their bytes with them.

#include "queue/sqleventstore_p.h"

#include "hurry_p.h"

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

Error cantErase(const QString &path, const Error &cause)
{
    return cause.isError() ? storageError(u"%1 can't be erased"_s.arg(path), cause.message())
                           : Error();
}

} // namespace

// Deleted rows are overwritten with zeros; the pages that earlier deletes left, and what those left of
// it in pages that are in use, go when the file is written anew; and the log is cut off.
Error SqlEventStore::erase(const QByteArray &mark, qint64 *count)
{
    qint64 upTo = 0;
    Error error = m_connection.execute(u"PRAGMA secure_delete = ON"_s);
    if (!error.isError())
        error = beginErasing(mark, &upTo);
    if (!error.isError())
        error = eraseUpTo(upTo, count);
    if (!error.isError())
        error = change([&](EventCounts *) {
            const Error failure = m_claims.removeDead();
            return failure.isError() ? failure : recount(); // the same
        });
    if (!error.isError()) // in memory there is what came since
        error = m_connection.executeWhenFree(u"VACUUM"_s);
    if (!error.isError())
        error = m_connection.cutLogWhenFree();
    return cantErase(m_connection.path(), error);
}

// Up to which id, is noted with the mark: who goes on after a kill leaves alone what came since.
Error SqlEventStore::beginErasing(const QByteArray &mark, qint64 *upTo)
{
    const QString name = u"erased"_s;
    return change([&](EventCounts *) {
        QByteArray noted;
        if (const Error error = readFact(name, &noted); error.isError())
            return error;
        const QByteArrayList parts = noted.split(' ');
        if (!mark.isEmpty() && parts.value(0) == mark) {
            *upTo = parts.value(1).toLongLong();
            return Error();
        }
        m_lastId = std::max(m_lastId, newestId()); // somebody may have changed it
        *upTo = m_lastId;
        const Error error = m_connection.execute(u"DELETE FROM facts WHERE name <> 'owner'"_s);
        m_backoffRecord.clear();
        return error.isError() ? error : setFact(name, mark + ' ' + QByteArray::number(*upTo));
    });
}

// In pieces that the log on disk has room for. On a disk that has none for the zeros, without them: the
// pages go all the same, with the end of the file.
Error SqlEventStore::eraseUpTo(qint64 id, qint64 *count)
{
    const bool isLong = !isQuickToStore(m_counts.waiting + m_counts.failed, m_space.bytesInUse());
    const qint64 events = std::max<qint64>(1, transactionBytes() / bytesPerEvent());
    Error error;
    qint64 erased = 0;
    do { // others may queue failed ones again meanwhile
        if (isLong && isHurried())
            return storageError(u"It takes too long"_s, u"the client ended meanwhile"_s);
        error = erasePiece(id, events, &erased);
        if (error.isError() && !m_connection.isBusy() && !isDamaged()
            && !eraseWithoutZeros(id, &erased).isError()) {
            error = {};
        }
        *count += erased;
    } while (!error.isError() && erased > 0);
    return error;
}

Error SqlEventStore::erasePiece(qint64 upTo, qint64 events, qint64 *count)
{
    return eraseInTransaction(count, [&](EventCounts *difference) {
        qint64 last = 0;
        Error error = findLast(events, &last);
        last = std::min(last, upTo);
        if (!error.isError())
            error = m_failed.dropUpTo(last, difference);
        if (error.isError())
            return error;
        QSqlQuery query(m_connection.database());
        query.prepare(u"DELETE FROM events WHERE id <= ?"_s);
        query.addBindValue(last);
        if (!query.exec())
            return m_connection.failure(u"Events can't be removed"_s, query);
        difference->waiting = -query.numRowsAffected();
        return Error();
    });
}

// Of a whole table: without a condition SQLite writes hardly any page, else each. Not where others have
// stored newer ones.
Error SqlEventStore::eraseWithoutZeros(qint64 upTo, qint64 *count)
{
    const Error error = m_connection.execute(u"PRAGMA secure_delete = FAST"_s);
    if (error.isError())
        return error;
    return eraseInTransaction(count, [&](EventCounts *difference) {
        if (newestId() > upTo)
            return storageError(u"Events can't be removed"_s, u"there are newer ones"_s);
        QSqlQuery query(m_connection.database());
        if (!query.exec(u"DELETE FROM events"_s))
            return m_connection.failure(u"Events can't be removed"_s, query);
        difference->waiting = -query.numRowsAffected();
        if (!query.exec(u"DELETE FROM failed"_s))
            return m_connection.failure(u"Events can't be removed"_s, query);
        difference->failed = -query.numRowsAffected();
        difference->exhausted = -m_counts.exhausted;
        return Error();
    });
}

Error SqlEventStore::eraseInTransaction(qint64 *count, const Work &work)
{
    qint64 erased = 0;
    const Error error = change([&](EventCounts *difference) {
        const Error failure = work(difference);
        erased = -difference->waiting - difference->failed;
        return failure;
    });
    *count = error.isError() ? 0 : erased;
    return error;
}

// Of so many of the oldest, waiting or failed.
Error SqlEventStore::findLast(qint64 events, qint64 *last) const
{
    QSqlQuery query(m_connection.database());
    query.prepare(u"SELECT max(id) FROM (SELECT id FROM ("
                  "SELECT id FROM (SELECT id FROM events ORDER BY id LIMIT :count) UNION ALL "
                  "SELECT id FROM (SELECT id FROM failed ORDER BY id LIMIT :count)) "
                  "ORDER BY id LIMIT :count)"_s);
    query.bindValue(u":count"_s, events);
    if (!query.exec() || !query.next())
        return m_connection.failure(u"The queue can't be read"_s, query);
    *last = query.value(0).toLongLong();
    return {};
}

// Of all that are there. What can't be read shows when it is to be removed.
qint64 SqlEventStore::newestId() const
{
    QSqlQuery query(m_connection.database());
    const bool isRead = query.exec(u"SELECT max(ifnull((SELECT max(id) FROM events), 0), "
                                   "ifnull((SELECT max(id) FROM failed), 0))"_s)
            && query.next();
    return isRead ? query.value(0).toLongLong() : m_lastId;
}

} // namespace Rudder
