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
// As much of the limit is kept for the log. What is delivered before the log is begun anew is never
// written to the database itself, so that a long one spares the disk.
constexpr qint64 logShareOfLimit = 6;
constexpr qint64 largestLogShare = 12 * mebibyte;
// More at once would not fit SQLite's memory, and be written twice.
constexpr qint64 largestTransaction = mebibyte;
// To give back costs writing, and moving what is still used; less than this is soon in use again.
constexpr qint64 muchFree = mebibyte;

qint64 number(const SqlConnection &connection, const QString &pragma)
{
    QSqlQuery &query = connection.prepared(u"PRAGMA "_s + pragma);
    const qint64 number = query.exec() && query.next() ? query.value(0).toLongLong() : 0;
    query.finish();
    return number;
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
    // The log is begun anew when its share is used, but for what the transaction needs that comes upon
    // it.
    const qint64 logBytes = m_logShare - worstBytesOf(transactionBytes());
    const qint64 logPages = std::max<qint64>(1, logBytes / m_pageSize);
    const Error error =
            m_connection->execute(u"PRAGMA wal_autocheckpoint = "_s + QString::number(logPages));
    return error.isError() ? error
                           : m_connection->execute(u"PRAGMA journal_size_limit = "_s
                                                   + QString::number(m_logShare));
}

qint64 SqlDiskSpace::transactionBytes() const
{
    return std::min(m_logShare / 4, largestTransaction);
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

bool SqlDiskSpace::hasMuchToGiveBack(bool isAtRest)
{
    readPages();
    const qint64 free = m_freePages * m_pageSize;
    const bool isTooLarge = m_pages * m_pageSize + m_logShare > m_maxBytes;
    const bool isMuch = free > std::max(muchFree, m_pages * m_pageSize / 4);
    return m_freePages > 0 && (isTooLarge || (isAtRest && isMuch));
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
