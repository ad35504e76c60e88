// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLCONNECTION_P_H
#define RUDDERQT_SQLCONNECTION_P_H

#include "configuration.h"
#include "error.h"
#include "private_export_p.h"
#include "queue/fileidentity_p.h"
#include "queue/openfiles_p.h"

#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlerror.h>
#include <QtSql/qsqlquery.h>

#include <map>
#include <optional>

namespace Rudder {

// A QSqlDatabase connection of our own, made and ended on one thread. It is not among the named ones,
// which Qt SQL closes, from another thread, when the application or the process ends.
class RUDDERQT_CORE_PRIVATE_EXPORT SqlConnection
{
public:
    SqlConnection() = default;
    ~SqlConnection();
    Q_DISABLE_COPY_MOVE(SqlConnection)

    // For the first time it reads the disk.
    static void lookForDriver();
    static bool isDriverAvailable();
    // Has Qt SQL make what it shares, before a routine is registered that stores within exit().
    static void outliveExit();
    // A process that this one was forked from has used SQLite, whose locks are not to be relied on
    // any more.
    static bool isInheritedByFork();
    // Why there can be no connection in this process.
    static Error obstacle();

    // Of a new file. For little at a time, most of what is written is pages of which little changed:
    // small ones spare a flash, and cost three times the processor's time.
    enum class Pages { Large, Small };

    Error open(const QString &path, Configuration::Durability durability,
               Pages pages = Pages::Large);
    void close();

    QSqlDatabase database() const { return *m_database; }
    Error execute(const QString &statement) const;
    // The same each time for the same text: to prepare it costs more than to execute it. Forward only;
    // whoever reads by it ends with finish(), for a statement left open holds a read lock.
    QSqlQuery &prepared(const QString &statement) const;
    Error executePrepared(const QString &statement) const;
    // Waits for the locks of other processes: a while; in a hurry next to not at all.
    Error executeWhenFree(const QString &statement) const;
    // All of the log goes to the file, which then ends where it should, and the log is empty.
    Error cutLogWhenFree() const;
    // What a query came to grief on; takes note when it is the file itself.
    Error failure(const QString &whatFailed, const QSqlQuery &query) const;
    // SQLite found that this is no database, or a broken one.
    bool isDamaged() const { return m_isDamaged; }
    // The last failure was another's lock.
    bool isBusy() const { return m_isBusy; }
    // The file is still the one that its name leads to.
    FileIdentity file() const { return m_file; }
    QString path() const { return m_path; }
    bool isInPlace() const { return fileIdentity(m_path) == m_file; }
    // Nobody else, in this process or another, has the file open.
    bool isAlone() const;

private:
    Error failure(const QString &whatFailed, const QSqlError &error) const;
    Error prepareFile(const QString &path) const;
    Error cutLog() const;
    template <typename Attempt> Error whenFree(Attempt &&attempt) const;

    QString m_path;
    FileIdentity m_file;
    std::optional<OpenFile> m_openFile;
    std::optional<QSqlDatabase> m_database;
    mutable std::map<QString, QSqlQuery> m_prepared; // by its text
    mutable QSqlError m_prepareError;                // of the last that was asked for
    mutable bool m_isDamaged = false;
    mutable bool m_isBusy = false;
};

RUDDERQT_CORE_PRIVATE_EXPORT Error storageError(const QString &whatFailed, const QString &cause);

} // namespace Rudder

#endif
