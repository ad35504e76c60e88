// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlconnection_p.h"

#include "forkguard_p.h"
#include "hurry_p.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qfile.h>
#include <QtSql/qsqldriver.h>
#include <QtSql/qsqlerror.h>
#include <QtSql/qsqlquery.h>
#include <QtSql/qsqlresult.h>

#include <array>
#include <atomic>
#include <chrono>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// SQLite can't be told to wait no longer, so it waits a little at a time.
constexpr std::chrono::milliseconds oneWait = 20ms;
constexpr std::chrono::milliseconds longestWait = 2s;

class UnnamedDatabase : public QSqlDatabase
{
public:
    explicit UnnamedDatabase(const QString &driver) : QSqlDatabase(driver) { }
    explicit UnnamedDatabase(QSqlDriver *driver) : QSqlDatabase(driver) { }
};

// Can't do anything.
class NoResult : public QSqlResult
{
public:
    explicit NoResult(const QSqlDriver *driver) : QSqlResult(driver) { }

protected:
    QVariant data(int) override { return {}; }
    bool isNull(int) override { return true; }
    bool reset(const QString &) override { return false; }
    bool fetch(int) override { return false; }
    bool fetchFirst() override { return false; }
    bool fetchLast() override { return false; }
    int size() override { return 0; }
    int numRowsAffected() override { return 0; }
};

class NoDriver : public QSqlDriver
{
public:
    bool hasFeature(DriverFeature) const override { return false; }
    void close() override { }
    QSqlResult *createResult() const override { return new NoResult(this); }
    bool open(const QString &, const QString &, const QString &, const QString &, int,
              const QString &) override
    {
        return false;
    }
};

} // namespace

Error storageError(const QString &whatFailed, const QString &cause)
{
    return Error(Error::Code::StorageFailed, u"%1: %2"_s.arg(whatFailed, cause.simplified()));
}

SqlConnection::~SqlConnection()
{
    close();
}

// The list of named connections, which is asked for at the end of each application object, and what
// queries share. Made later than our routine for exit() is registered, they would be gone by then.
void SqlConnection::outliveExit()
{
    QSqlDatabase::contains(u"rudderqt"_s);
    const QSqlQuery query(UnnamedDatabase(new NoDriver)); // without a plugin, which takes time
}

namespace {

std::atomic<ForkGuard *> firstUse = nullptr; // for ever

void markUse()
{
    if (firstUse)
        return;
    static ForkGuard guard;
    firstUse = &guard;
}

} // namespace

// From here on a child that is forked leaves Qt SQL alone, whatever this thread has locked there.
void SqlConnection::lookForDriver()
{
    if (isInheritedByFork())
        return;
    const ForkDelay delay; // it makes Qt read how to log, which a child does too
    markUse();
    isDriverAvailable();
}

bool SqlConnection::isDriverAvailable()
{
    return QSqlDatabase::isDriverAvailable(u"QSQLITE"_s);
}

bool SqlConnection::isInheritedByFork()
{
    const ForkGuard *guard = firstUse;
    return guard && guard->isForked();
}

Error SqlConnection::obstacle()
{
    const auto because = [](const QString &reason) {
        return Error(Error::Code::StorageUnavailable, reason);
    };
    if (isInheritedByFork())
        return because(u"This process was forked from one that had a queue open."_s);
    return isDriverAvailable() ? Error() : because(u"Qt's SQLite driver (QSQLITE) is missing."_s);
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

Error SqlConnection::open(const QString &path, Configuration::Durability durability, Pages pages)
{
    m_isDamaged = false;
    markUse();
    if (const Error error = prepareFile(path); error.isError())
        return error;

    m_path = path;
    m_file = fileIdentity(path);
    m_openFile.emplace(m_file);
    m_database = UnnamedDatabase(u"QSQLITE"_s);
    m_database->setDatabaseName(path);
    m_database->setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(oneWait.count()));
    if (!m_database->open())
        return failure(u"The queue %1 can't be opened"_s.arg(path), m_database->lastError());
    const QString synchronous =
            durability == Configuration::Durability::Full ? u"FULL"_s : u"NORMAL"_s;
    const std::array<QString, 7> statements = {
            // Only a new database takes these two. The second lets free pages be given back later.
            u"PRAGMA page_size = %1"_s.arg(pages == Pages::Small ? 512 : 4096),
            u"PRAGMA auto_vacuum = INCREMENTAL"_s, u"PRAGMA journal_mode = WAL"_s,
            u"PRAGMA synchronous = %1"_s.arg(synchronous),
            // Debian's SQLite overwrites with zeros whatever is deleted. What is to be erased is; but
            // to write each page once more for what was delivered wears out a flash.
            u"PRAGMA secure_delete = FAST"_s, u"PRAGMA temp_store = MEMORY"_s,
            u"PRAGMA cache_size = -1500"_s, // KiB: one transaction's pages and some more
    };
    for (const QString &statement : statements) {
        if (const Error error = executeWhenFree(statement); error.isError())
            return error;
    }
    return {};
}

void SqlConnection::close()
{
    m_prepared.clear(); // a query that outlives its connection would keep the file open
    if (m_database)
        m_database->close();
    m_database.reset();
    m_openFile.reset();
}

bool SqlConnection::isAlone() const
{
    // SQLite leaves the WAL mode only when it has the file to itself; and it removes by their names
    // the logs of whatever file is there now.
    if (!isInPlace())
        return false;
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

QSqlQuery &SqlConnection::prepared(const QString &statement) const
{
    auto found = m_prepared.find(statement);
    if (found == m_prepared.end()) {
        found = m_prepared.emplace(statement, QSqlQuery(database())).first;
        found->second.setForwardOnly(true);
    }
    QSqlQuery &query = found->second;
    m_prepareError = {};
    if ((query.lastQuery().isEmpty() || query.lastError().isValid()) && !query.prepare(statement))
        m_prepareError = query.lastError(); // exec() will only know that there is no query
    return query;
}

Error SqlConnection::executePrepared(const QString &statement) const
{
    QSqlQuery &query = prepared(statement);
    if (!query.exec())
        return failure(u"The queue can't be used (%1)"_s.arg(statement), query);
    query.finish();
    return {};
}

template <typename Attempt> Error SqlConnection::whenFree(Attempt &&attempt) const
{
    const QDeadlineTimer deadline(longestWait);
    Error error;
    do {
        m_isBusy = false;
        error = attempt();
    } while (m_isBusy && !isHurried() && !deadline.hasExpired());
    return error;
}

Error SqlConnection::executeWhenFree(const QString &statement) const
{
    return whenFree([&] { return executePrepared(statement); });
}

Error SqlConnection::cutLogWhenFree() const
{
    return whenFree([this] { return cutLog(); });
}

Error SqlConnection::cutLog() const
{
    const QString statement = u"PRAGMA wal_checkpoint(TRUNCATE)"_s;
    QSqlQuery query(database());
    if (!query.exec(statement) || !query.next())
        return failure(u"The queue can't be used (%1)"_s.arg(statement), query);
    // Another's reading is no error to SQLite: it says so in the answer.
    m_isBusy = query.value(0).toBool();
    return m_isBusy ? storageError(u"The log of the queue can't be cut off"_s,
                                   u"another program reads in it"_s)
                    : Error();
}

Error SqlConnection::failure(const QString &whatFailed, const QSqlQuery &query) const
{
    const QSqlError error = std::exchange(m_prepareError, {});
    return failure(whatFailed, error.isValid() ? error : query.lastError());
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
