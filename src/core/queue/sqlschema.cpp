// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlschema_p.h"

#include "queue/sqltransaction_p.h"

#include <QtCore/qstringlist.h>
#include <QtSql/qsqlquery.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// What turns a queue of the version before into one of this version.
QStringList stepTo(int version)
{
    switch (version) {
    case 1:
        return {
                u"CREATE TABLE events (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
                "anonymous_id BLOB NOT NULL, boot_id BLOB NOT NULL, boot_ms INTEGER NOT NULL, "
                "attempts INTEGER NOT NULL DEFAULT 0)"_s,
                u"CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"_s,
        };
    case 2:
        // To count a million rows takes seconds, so the counts are kept.
        return {
                u"CREATE TABLE failed (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
                "anonymous_id BLOB NOT NULL, boot_id BLOB NOT NULL, boot_ms INTEGER NOT NULL, "
                "attempts INTEGER NOT NULL, reason INTEGER NOT NULL, message TEXT NOT NULL, "
                "failed_at INTEGER NOT NULL)"_s,
                u"CREATE INDEX failed_by_reason ON failed (reason)"_s,
                u"CREATE TABLE counts (waiting INTEGER NOT NULL, failed INTEGER NOT NULL, "
                "exhausted INTEGER NOT NULL)"_s,
                u"INSERT INTO counts SELECT count(*), 0, 0 FROM events"_s,
        };
    case 3:
        // An id is never given twice. Who sends what: one row for each client that is sending.
        return {
                u"ALTER TABLE counts ADD COLUMN last_id INTEGER NOT NULL DEFAULT 0"_s,
                u"UPDATE counts SET last_id = max(ifnull((SELECT max(id) FROM events), 0), "
                "ifnull((SELECT max(id) FROM failed), 0))"_s,
                u"CREATE TABLE claims (client INTEGER PRIMARY KEY, process BLOB NOT NULL, "
                "first INTEGER NOT NULL, last INTEGER NOT NULL, until INTEGER NOT NULL)"_s,
        };
    case 4:
        // Where each client sends what it recorded itself, or took over from one that is gone. The
        // index costs nothing where one sends for all.
        return {
                u"ALTER TABLE events ADD COLUMN client INTEGER"_s,
                u"CREATE INDEX events_by_client ON events (client) WHERE client IS NOT NULL"_s,
        };
    default:
        return {};
    }
}

} // namespace

Error makeSchema(const SqlConnection &connection, bool *isNewer)
{
    SqlTransaction transaction(connection);
    if (transaction.error().isError())
        return transaction.error();

    QSqlQuery query(connection.database());
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
        return connection.failure(u"The queue can't be read"_s, query);
    const int found = query.value(0).toInt();
    query.finish();
    if (found == schemaVersion)
        return {};
    *isNewer = found > schemaVersion;
    if (*isNewer) {
        return storageError(u"The queue can't be used"_s,
                            u"it was written by a newer version of this library"_s);
    }
    for (int version = found + 1; version <= schemaVersion; ++version) {
        for (const QString &statement : stepTo(version)) {
            if (const Error error = connection.execute(statement); error.isError())
                return error;
        }
    }
    const Error error =
            connection.execute(u"PRAGMA user_version = "_s + QString::number(schemaVersion));
    return error.isError() ? error : transaction.commit();
}

} // namespace Rudder
