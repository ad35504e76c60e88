// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// How the events of other stores come into this one.

#include "queue/sqleventstore_p.h"

#include "hurry_p.h"
#include "queue/sqltransaction_p.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A null byte array would be stored as NULL.
QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("", 0) : bytes;
}

void bind(const ImportedEvent &imported, QSqlQuery *query)
{
    const StoredEvent &event = imported.event;
    query->bindValue(0, event.id);
    query->bindValue(1, event.bytes);
    query->bindValue(2, notNull(event.anonymousId));
    query->bindValue(3, notNull(event.bootId));
    query->bindValue(4, event.bootMilliseconds);
    query->bindValue(5, event.attempts);
    if (!imported.failure)
        return;
    const QString &message = imported.failure->serverMessage;
    query->bindValue(6, int(imported.failure->reason));
    query->bindValue(7, message.isNull() ? u""_s : message);
    query->bindValue(8, imported.failure->at);
}

qint64 bytesOf(const std::vector<ImportedEvent> &events)
{
    qint64 bytes = 0;
    for (const ImportedEvent &imported : events)
        bytes += imported.event.bytes.size();
    return bytes;
}

Error brokenOff()
{
    return storageError(u"Events can't be stored"_s, u"the client ended meanwhile"_s);
}

} // namespace

template <typename Visit> Error SqlEventStore::forEach(Visit &&visit)
{
    constexpr int eventsAtOnce = 500;
    Error error;
    for (qint64 after = 0; !error.isError();) {
        const auto stored = oldest(after, eventsAtOnce, transactionBytes(), &error);
        if (error.isError() || stored.empty())
            break;
        std::vector<ImportedEvent> events;
        events.reserve(stored.size());
        for (const StoredEvent &event : stored)
            events.push_back({event, std::nullopt});
        after = stored.back().id;
        error = visit(std::move(events));
    }
    for (qint64 after = 0; !error.isError();) {
        auto failed = failedToExport(after, eventsAtOnce, &error);
        if (error.isError() || failed.empty())
            break;
        after = failed.back().event.id;
        error = visit(std::move(failed));
    }
    return error;
}

// In pieces that the log on disk has room for. A kill between two commits leaves one of them in both
// files, and it is sent twice.
Error SqlEventStore::adopt(SqlEventStore *orphan)
{
    if (orphan->count() + orphan->failedCount() == 0)
        return {};
    qint64 before = 0;
    const Error error = change([&](EventCounts *) {
        before = m_lastId;
        m_lastId += orphan->m_lastId; // these places are theirs, whatever others store meanwhile
        return Error();
    });
    if (error.isError())
        return error;
    return orphan->forEach([&](std::vector<ImportedEvent> &&events) {
        if (isHurried())
            return brokenOff();
        std::vector<qint64> ids;
        ids.reserve(events.size());
        for (ImportedEvent &event : events) {
            ids.push_back(event.event.id);
            event.event.id += before;
        }
        const Error failure =
                change([&](EventCounts *difference) { return importAll(events, difference); });
        if (failure.isError())
            return failure;
        qint64 purged = 0;
        return events.front().failure ? orphan->purge({ids, std::nullopt}, &purged)
                                      : orphan->settle(ids);
    });
}

std::optional<QByteArray> SqlEventStore::bytesAt(qint64 id, Error *error)
{
    QSqlQuery &query = m_statements->bytesAt;
    query.bindValue(0, id);
    query.bindValue(1, id);
    if (!query.exec()) {
        *error = m_connection.failure(u"The queue can't be read"_s, query);
        return std::nullopt;
    }
    std::optional<QByteArray> bytes;
    if (query.next())
        bytes = query.value(0).toByteArray();
    query.finish();
    return bytes;
}

// In its old place, but behind all where another event has that.
Error SqlEventStore::importOne(const ImportedEvent &event, EventCounts *difference)
{
    Error error;
    ImportedEvent placed = event;
    if (placed.event.id <= m_lastId) {
        const std::optional<QByteArray> found = bytesAt(placed.event.id, &error);
        if (error.isError() || found == placed.event.bytes)
            return error;
        if (found)
            placed.event.id = ++m_lastId;
    }
    QSqlQuery &query = placed.failure ? m_statements->importFailed : m_statements->import;
    bind(placed, &query);
    if (!placed.failure) {
        error = enrol(placed.event.bootMilliseconds);
        query.bindValue(6, whose());
    }
    if (error.isError())
        return error;
    if (!query.exec())
        return m_connection.failure(u"Events can't be stored"_s, query);
    m_lastId = std::max(m_lastId, placed.event.id);
    if (!placed.failure) {
        m_hasNobodys = m_hasNobodys || !m_eachSends;
        ++difference->waiting;
        return {};
    }
    ++difference->failed;
    difference->exhausted += placed.failure->reason == FailedEvent::Reason::Exhausted;
    return {};
}

Error SqlEventStore::importAll(const std::vector<ImportedEvent> &events, EventCounts *difference)
{
    const bool canWait = !isQuickToStore(qint64(events.size()), bytesOf(events));
    for (const ImportedEvent &event : events) {
        if (canWait && isHurried())
            return brokenOff();
        if (const Error error = importOne(event, difference); error.isError())
            return error;
    }
    return {};
}

Error SqlEventStore::importBehind(const std::vector<ImportedEvent> &events, qint64 *imported)
{
    *imported = 0;
    return importPieces({}, events, imported);
}

Error SqlEventStore::importOnce(const QString &mark, const std::vector<ImportedEvent> &events)
{
    QByteArray found;
    if (const Error error = readFact(mark, &found); error.isError())
        return error;
    qint64 done = found.toLongLong();
    return importPieces(mark, events, &done);
}

// From the one after done on. Where there is a mark, it says how far they came.
Error SqlEventStore::importPieces(const QString &mark, const std::vector<ImportedEvent> &events,
                                  qint64 *done)
{
    while (*done < qint64(events.size())) {
        const auto begin = events.begin() + std::ptrdiff_t(*done);
        auto end = begin;
        for (qint64 bytes = 0; end != events.end(); ++end) {
            bytes += end->event.bytes.size();
            if (end != begin && bytes > transactionBytes())
                break;
        }
        std::vector<ImportedEvent> piece(begin, end);
        const qint64 doneThen = *done + qint64(piece.size());
        const Error error = change([&](EventCounts *difference) {
            qint64 last = m_lastId;
            for (ImportedEvent &event : piece)
                event.event.id = ++last;
            const Error failure = importAll(piece, difference);
            return failure.isError() || mark.isEmpty()
                    ? failure
                    : setFact(mark, QByteArray::number(doneThen));
        });
        if (error.isError())
            return error;
        *done = doneThen;
    }
    return {};
}

// What can't be forgotten now is a few bytes too many.
void SqlEventStore::forgetImport(const QString &mark)
{
    QSqlQuery query(m_connection.database());
    query.prepare(u"DELETE FROM facts WHERE name = ?"_s);
    query.addBindValue(mark);
    query.exec();
}

std::vector<ImportedEvent> SqlEventStore::failedToExport(qint64 after, int limit,
                                                         Error *error) const
{
    std::vector<ImportedEvent> events;
    QSqlQuery query(m_connection.database());
    query.setForwardOnly(true);
    query.prepare(u"SELECT id, bytes, anonymous_id, boot_id, boot_ms, attempts, reason, message, "
                  "failed_at FROM failed WHERE id > ? ORDER BY id LIMIT ?"_s);
    query.addBindValue(after);
    query.addBindValue(limit);
    if (!query.exec()) {
        *error = m_connection.failure(u"The failed events can't be read"_s, query);
        return events;
    }
    while (query.next()) {
        const StoredEvent event = {query.value(0).toLongLong(),  query.value(1).toByteArray(),
                                   query.value(2).toByteArray(), query.value(3).toByteArray(),
                                   query.value(4).toLongLong(),  query.value(5).toInt()};
        events.push_back({event,
                          Failure{FailedEvent::Reason(query.value(6).toInt()),
                                  query.value(7).toString(), query.value(8).toLongLong()}});
    }
    return events;
}

Error SqlEventStore::importFrom(const FileIdentity &source,
                                const std::vector<ImportedEvent> &events)
{
    const auto isFailed = [](const ImportedEvent &event) { return event.failure.has_value(); };
    const auto name = [&source](bool failed) {
        return u"%1 from %2:%3"_s.arg(failed ? u"failed"_s : u"waiting"_s)
                .arg(source.device)
                .arg(source.number);
    };
    return change([&](EventCounts *difference) {
        std::array<qint64, 2> known = {};
        for (const bool failed : {false, true}) {
            QByteArray found;
            if (const Error error = readFact(name(failed), &found); error.isError())
                return error;
            known.at(size_t(failed)) = found.toLongLong();
        }
        std::vector<ImportedEvent> unknown;
        std::copy_if(events.begin(), events.end(), std::back_inserter(unknown),
                     [&](const ImportedEvent &event) {
                         return event.event.id > known.at(size_t(isFailed(event)));
                     });
        Error error = importAll(unknown, difference);
        for (const ImportedEvent &event : unknown) {
            qint64 &highest = known.at(size_t(isFailed(event)));
            highest = std::max(highest, event.event.id);
        }
        for (const bool failed : {false, true}) {
            if (!error.isError())
                error = setFact(name(failed), QByteArray::number(known.at(size_t(failed))));
        }
        return error;
    });
}

// Another client that lost the same file may have been here before.
Error SqlEventStore::mergeFrom(SqlEventStore *other, const std::vector<qint64> &delivered)
{
    // What another client moves between waiting and failed meanwhile would be passed over.
    const SqlTransaction oneState(other->m_connection, SqlTransaction::Kind::Read);
    if (oneState.error().isError())
        return oneState.error();
    return other->forEach([&](std::vector<ImportedEvent> &&events) {
        std::erase_if(events, [&delivered](const ImportedEvent &event) {
            return std::binary_search(delivered.begin(), delivered.end(), event.event.id);
        });
        return importFrom(other->file(), events);
    });
}

Error SqlEventStore::settleAsIn(SqlEventStore *other, const std::vector<qint64> &delivered)
{
    Error error;
    std::vector<qint64> same;
    for (const qint64 id : delivered) {
        const std::optional<QByteArray> bytes = bytesAt(id, &error);
        if (bytes && bytes == other->bytesAt(id, &error))
            same.push_back(id);
    }
    return error.isError() ? error : settle(same);
}

// Somebody may still be sending those, and will settle them by their ids.
Error SqlEventStore::skipLostIds()
{
    constexpr qint64 moreThanOneSends = 1'000'000;
    return change([&](EventCounts *) {
        m_lastId += moreThanOneSends;
        return Error();
    });
}

} // namespace Rudder
