// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLEVENTSTORE_P_H
#define RUDDERQT_SQLEVENTSTORE_P_H

#include "configuration.h"
#include "queue/eventstore_p.h"
#include "queue/sqlconnection_p.h"

#include <QtCore/qstring.h>
#include <QtSql/qsqlquery.h>

#include <optional>

namespace Rudder {

// The queue on disk: one SQLite file in WAL mode.
class RUDDERQT_CORE_PRIVATE_EXPORT SqlEventStore final : public EventStore
{
public:
    static constexpr int schemaVersion = 1;

    SqlEventStore();
    ~SqlEventStore() override;

    Error open(const QString &path, Configuration::Durability durability);
    void close();

    QByteArray owner() const; // empty: nobody's yet
    Error setOwner(const QByteArray &owner) override;
    // Moves all events of another queue file, that nobody has open, behind those of this one.
    Error adopt(const QString &path);

    Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) override;
    std::vector<StoredEvent> claim(int maxEvents, qint64 maxBytes, Error *error) override;
    Error settle(const std::vector<qint64> &ids) override;
    qint64 dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) override;
    qint64 count() const override { return m_count; }
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
    };

    Error createSchema();
    Error prepareStatements();
    Error countEvents();
    Error insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId);

    SqlConnection m_connection;
    std::optional<Statements> m_statements;
    qint64 m_count = 0;
    qint64 m_lastId = 0;
};

} // namespace Rudder

#endif
