// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLEVENTSTORE_P_H
#define RUDDERQT_SQLEVENTSTORE_P_H

#include "configuration.h"
#include "queue/eventstore_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/sqlfailedevents_p.h"

#include <QtCore/qstring.h>
#include <QtSql/qsqlquery.h>

#include <optional>

namespace Rudder {

// The queue on disk: one SQLite file in WAL mode.
class RUDDERQT_CORE_PRIVATE_EXPORT SqlEventStore final : public EventStore
{
public:
    SqlEventStore();
    ~SqlEventStore() override;

    Error open(const QString &path, Configuration::Durability durability);
    void close();
    bool isOpen() const { return m_statements.has_value(); }

    QByteArray owner() const; // empty: nobody's yet
    Error setOwner(const QByteArray &owner) override;
    // Why open() failed, or what was found since.
    bool isDamaged() const override { return m_connection.isDamaged(); }
    bool isOfNewerVersion() const { return m_isOfNewerVersion; }
    Error import(const std::vector<ImportedEvent> &events);
    // Moves all events of another queue file, that nobody has open, behind those of this one.
    Error adopt(const QString &path);

    Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) override;
    std::vector<StoredEvent> claim(qint64 after, int maxEvents, qint64 maxBytes,
                                   Error *error) override;
    Error settle(const std::vector<qint64> &ids) override;
    qint64 dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) override;
    Error countAttempt(const std::vector<qint64> &ids, int maxAttempts, const Failure &failure,
                       qint64 *setAside) override;
    Error setAside(const std::vector<qint64> &ids, const Failure &failure) override;
    std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const override;
    Error requeue(const FailedFilter &filter, qint64 *count) override;
    Error purge(const FailedFilter &filter, qint64 *count) override;
    QByteArray backoffRecord() const override;
    Error setBackoffRecord(const QByteArray &record) override;

    qint64 count() const override { return m_counts.waiting; }
    qint64 failedCount() const override { return m_counts.failed; }
    qint64 exhaustedCount() const override { return m_counts.exhausted; }
    qint64 lastId() const override { return m_lastId; }

private:
    struct Statements
    {
        explicit Statements(const QSqlDatabase &database);
        QSqlQuery append;
        QSqlQuery claim;
        QSqlQuery settle;
        QSqlQuery settleRange;
        QSqlQuery dropOldest;
        QSqlQuery addCounts;
    };

    Error prepareStatements();
    Error readCounts();
    Error recount();
    Error readLastId();
    Error insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId);
    Error removeEach(const std::vector<qint64> &ids, qint64 *removed);
    // In a transaction of its own: what work does, and how that changes the counts.
    template <typename Work> Error change(Work &&work);

    QByteArray fact(const QString &name) const;
    Error setFact(const QString &name, const QByteArray &value);

    SqlConnection m_connection;
    SqlFailedEvents m_failed{&m_connection};
    std::optional<Statements> m_statements;
    EventCounts m_counts;
    qint64 m_lastId = 0;
    bool m_hasBackoffRecord = false;
    bool m_isOfNewerVersion = false;
};

} // namespace Rudder

#endif
