// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// How the events of other stores come into this one.

#include "queue/sqleventstore_p.h"

#include "hurry_p.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qendian.h>
#include <QtCore/qset.h>

#include <algorithm>

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
        if (const Error failure = import(events, Import::OldPlacesOrBehind); failure.isError())
            return failure;
        qint64 purged = 0;
        return events.front().failure ? orphan->purge({ids, std::nullopt}, &purged)
                                      : orphan->settle(ids);
    });
}

Error SqlEventStore::importOne(const ImportedEvent &event, Import how, EventCounts *difference)
{
    QSqlQuery &query = event.failure ? m_statements->importFailed : m_statements->import;
    bind(event, &query);
    if (!query.exec())
        return m_connection.failure(u"Events can't be stored"_s, query);
    const int imported = query.numRowsAffected();
    if (imported == 0 && how == Import::OldPlacesOrBehind) {
        ImportedEvent behind = event;
        behind.event.id = ++m_lastId;
        return importOne(behind, Import::Behind, difference);
    }
    m_lastId = std::max(m_lastId, event.event.id);
    if (!event.failure) {
        difference->waiting += imported;
        return {};
    }
    difference->failed += imported;
    if (event.failure->reason == FailedEvent::Reason::Exhausted)
        difference->exhausted += imported;
    return {};
}

Error SqlEventStore::importAll(const std::vector<ImportedEvent> &events, Import how,
                               EventCounts *difference)
{
    const qint64 behind = how == Import::Behind ? m_lastId : 0;
    const bool canWait = !isQuickToStore(qint64(events.size()), bytesOf(events));
    for (ImportedEvent event : events) {
        if (canWait && isHurried())
            return brokenOff();
        event.event.id += behind;
        if (const Error error = importOne(event, how, difference); error.isError())
            return error;
    }
    return {};
}

Error SqlEventStore::import(const std::vector<ImportedEvent> &events, Import how)
{
    return change([&](EventCounts *difference) { return importAll(events, how, difference); });
}

Error SqlEventStore::importOnce(const QString &mark, const std::vector<ImportedEvent> &events)
{
    return change([&](EventCounts *difference) {
        if (!fact(mark).isEmpty())
            return Error();
        const Error failure = importAll(events, Import::Behind, difference);
        return failure.isError() ? failure : setFact(mark, "imported");
    });
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

namespace {

// Two different events alike: not before there are thousands of millions.
quint64 fingerprint(const QByteArray &eventBytes)
{
    const QByteArray hash = QCryptographicHash::hash(eventBytes, QCryptographicHash::Sha1);
    return qFromBigEndian<quint64>(hash.constData());
}

} // namespace

// Another client that lost the same file may have been here before.
Error SqlEventStore::mergeFrom(SqlEventStore *other)
{
    QSet<quint64> known;
    const Error error = forEach([&known](const std::vector<ImportedEvent> &events) {
        for (const ImportedEvent &event : events)
            known.insert(fingerprint(event.event.bytes));
        return Error();
    });
    if (error.isError())
        return error;
    return other->forEach([&](std::vector<ImportedEvent> &&events) {
        std::erase_if(events, [&known](const ImportedEvent &event) {
            return known.contains(fingerprint(event.event.bytes));
        });
        return import(events, Import::OldPlacesOrBehind);
    });
}

} // namespace Rudder
