// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqldiskspace_p.h"

#include "hurry_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/sqltransaction_p.h"

#include <QtCore/qfileinfo.h>
#include <QtSql/qsqlquery.h>

#include <algorithm>
#include <limits>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
// As much of the limit is kept for the log, but no more than SQLite's own habit of 1,000 pages.
constexpr qint64 logShareOfLimit = 8;
constexpr qint64 largestLogShare = 4 * mebibyte;
// To give back costs writing; less than this is soon in use again.
constexpr qint64 muchFree = mebibyte;

qint64 number(const SqlConnection &connection, const QString &pragma)
{
    QSqlQuery query(connection.database());
    return query.exec(u"PRAGMA "_s + pragma) && query.next() ? query.value(0).toLongLong() : 0;
}

} // namespace

SqlDiskSpace::SqlDiskSpace(const SqlConnection *connection) : m_connection(connection) { }

Error SqlDiskSpace::begin(const QString &path, qint64 maxBytes)
{
    m_path = path;
    m_maxBytes = maxBytes;
    m_logShare = std::min(maxBytes / logShareOfLimit, largestLogShare);
    m_pageSize = number(*m_connection, u"page_size"_s);
    if (m_pageSize == 0)
        return storageError(u"The queue can't be read"_s, u"it has no page size"_s);
    // The log is begun anew when half of its share is used; the other half is for the transaction
    // that comes upon it.
    const qint64 logPages = std::max<qint64>(1, m_logShare / 2 / m_pageSize);
    const Error error =
            m_connection->execute(u"PRAGMA wal_autocheckpoint = "_s + QString::number(logPages));
    return error.isError() ? error
                           : m_connection->execute(u"PRAGMA journal_size_limit = "_s
                                                   + QString::number(m_logShare));
}

void SqlDiskSpace::readPages()
{
    m_pages = number(*m_connection, u"page_count"_s);
    m_freePages = number(*m_connection, u"freelist_count"_s);
}

qint64 SqlDiskSpace::bytesOnDisk() const
{
    return QFileInfo(m_path).size() + QFileInfo(m_path + u"-wal"_s).size();
}

qint64 SqlDiskSpace::bytesInUse()
{
    readPages();
    return (m_pages - m_freePages) * m_pageSize;
}

qint64 SqlDiskSpace::excessWith(qint64 moreBytes)
{
    const qint64 wanted = bytesInUse() + worstBytesOf(moreBytes) + m_logShare;
    return std::max<qint64>(0, wanted - m_maxBytes);
}

bool SqlDiskSpace::hasMuchToGiveBack()
{
    readPages();
    const qint64 free = m_freePages * m_pageSize;
    const bool isTooLarge = m_pages * m_pageSize + m_logShare > m_maxBytes;
    return m_freePages > 0 && (isTooLarge || free > std::max(muchFree, m_pages * m_pageSize / 4));
}

Error SqlDiskSpace::giveBack()
{
    // Each may move another one, which is written to the log.
    const qint64 pagesAtOnce = std::max<qint64>(1, transactionBytes() / m_pageSize);
    qint64 before = std::numeric_limits<qint64>::max();
    for (readPages(); m_freePages > 0 && m_freePages < before && !isHurried(); readPages()) {
        before = m_freePages;
        SqlTransaction transaction(*m_connection);
        if (transaction.error().isError())
            return transaction.error();
        // One page for each time it is executed: Qt steps once through a statement without columns.
        QSqlQuery query(m_connection->database());
        if (!query.prepare(u"PRAGMA incremental_vacuum(1)"_s))
            return m_connection->failure(u"Disk space can't be given back"_s, query);
        for (qint64 i = 0; i < std::min(m_freePages, pagesAtOnce) && !isHurried(); ++i) {
            if (!query.exec())
                return m_connection->failure(u"Disk space can't be given back"_s, query);
        }
        query.finish();
        if (const Error error = transaction.commit(); error.isError())
            return error;
    }
    // Says itself whether another one's reading was in the way; then it is done another time.
    return m_connection->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
}

} // namespace Rudder
