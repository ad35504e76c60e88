// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlconnection_p.h"

#include "forkguard_p.h"

#include <QtCore/qfile.h>
#include <QtCore/quuid.h>
#include <QtSql/qsqlerror.h>
#include <QtSql/qsqlquery.h>

#include <array>
#include <atomic>

namespace Rudder {

using namespace Qt::StringLiterals;

Error storageError(const QString &whatFailed, const QString &cause)
{
    return Error(Error::Code::StorageFailed, u"%1: %2"_s.arg(whatFailed, cause.simplified()));
}

SqlConnection::SqlConnection()
    : m_name(u"rudder-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

SqlConnection::~SqlConnection()
{
    close();
}

bool SqlConnection::isDriverAvailable()
{
    return QSqlDatabase::isDriverAvailable(u"QSQLITE"_s);
}

namespace {

std::atomic<ForkGuard *> firstUse = nullptr; // for ever

} // namespace

bool SqlConnection::isInheritedByFork()
{
    const ForkGuard *guard = firstUse;
    return guard && guard->isForked();
}

QSqlDatabase SqlConnection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

Error SqlConnection::prepareFile(const QString &path) const
{
    // SQLite creates -wal and -shm with the mode of the main file, so this must come before WAL
    // is on; and before SQLite opens the file, for closing it by other means later would drop the
    // locks that SQLite holds on it.
    QFile file(path);
    if (file.exists())
        return {};
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return storageError(u"The queue %1 can't be created"_s.arg(path), file.errorString());
    }
    return {};
}

Error SqlConnection::open(const QString &path, Configuration::Durability durability)
{
    m_isDamaged = false;
    if (!firstUse) {
        static ForkGuard guard;
        firstUse = &guard;
    }
    if (const Error error = prepareFile(path); error.isError())
        return error;

    m_path = path;
    m_file = fileIdentity(path);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    database.setDatabaseName(path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=2000"_s);
    if (!database.open()) {
        return failure(u"The queue %1 can't be opened"_s.arg(path), database.lastError());
    }
    const QString synchronous =
            durability == Configuration::Durability::Full ? u"FULL"_s : u"NORMAL"_s;
    const std::array<QString, 4> statements = {
            // Only a new database takes this; it lets free pages be given back later.
            u"PRAGMA auto_vacuum = INCREMENTAL"_s,
            u"PRAGMA journal_mode = WAL"_s,
            u"PRAGMA synchronous = %1"_s.arg(synchronous),
            u"PRAGMA temp_store = MEMORY"_s,
    };
    for (const QString &statement : statements) {
        if (const Error error = execute(statement); error.isError())
            return error;
    }
    return {};
}

void SqlConnection::close()
{
    if (!QSqlDatabase::contains(m_name))
        return;
    database().close();
    QSqlDatabase::removeDatabase(m_name);
}

bool SqlConnection::isAlone() const
{
    // SQLite leaves the WAL mode only when it has the file to itself.
    const auto run = [this](const QString &pragma) {
        QSqlQuery query(database());
        return query.exec(u"PRAGMA "_s + pragma) && query.next() ? query.value(0).toString()
                                                                 : QString();
    };
    const QString patience = run(u"busy_timeout"_s);
    run(u"busy_timeout = 0"_s);
    const bool isAlone = run(u"journal_mode = DELETE"_s) == u"delete";
    run(u"journal_mode = WAL"_s);
    run(u"busy_timeout = "_s + patience);
    return isAlone;
}

Error SqlConnection::execute(const QString &statement) const
{
    QSqlQuery query(database());
    if (!query.exec(statement))
        return failure(u"The queue can't be used (%1)"_s.arg(statement), query);
    return {};
}

Error SqlConnection::failure(const QString &whatFailed, const QSqlQuery &query) const
{
    return failure(whatFailed, query.lastError());
}

Error SqlConnection::failure(const QString &whatFailed, const QSqlError &error) const
{
    // SQLite's result codes; an extended one has its kind in the lowest byte.
    constexpr int busy = 5;
    constexpr int corrupt = 11;
    constexpr int notADatabase = 26;
    const int kind = error.nativeErrorCode().toInt() & 0xff;
    m_isBusy = kind == busy;
    m_isDamaged = m_isDamaged || kind == corrupt || kind == notADatabase;
    return storageError(whatFailed,
                        error.databaseText().isEmpty() ? error.text() : error.databaseText());
}

} // namespace Rudder
