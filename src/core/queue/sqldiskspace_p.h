// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLDISKSPACE_P_H
#define RUDDERQT_SQLDISKSPACE_P_H

#include "error.h"
#include "private_export_p.h"

#include <QtCore/qstring.h>

namespace Rudder {

class SqlConnection;

// How many bytes the queue takes on the disk, its log (WAL) counted, and how some are given back.
//
// SQLite's file never shrinks by itself, and neither does the log. Both stay within the limit by
// what is kept free for the log: a share of the limit, which one transaction can't exceed as long as
// it adds no more than transactionBytes() of events.
class RUDDERQT_CORE_PRIVATE_EXPORT SqlDiskSpace
{
public:
    explicit SqlDiskSpace(const SqlConnection *connection);

    // Of the open database.
    Error begin(const QString &path, qint64 maxBytes);
    qint64 transactionBytes() const;
    // Rows of some 2 KB leave half of each page empty; no row leaves more.
    static qint64 worstBytesOf(qint64 eventBytes) { return 2 * eventBytes; }
    // The files as they are.
    qint64 bytesOnDisk() const;
    // How many bytes too many there would be with so many more bytes of events; 0: there is room.
    qint64 excessWith(qint64 moreBytes);
    // Used by events, free pages not counted.
    qint64 bytesInUse();
    // Many pages are free and nothing will soon use them, or the limit wants them back.
    bool hasMuchToGiveBack(bool isAtRest);
    Error giveBack();

private:
    void readPages();

    const SqlConnection *m_connection;
    QString m_path;
    qint64 m_maxBytes = 0;
    qint64 m_logShare = 0;
    qint64 m_pageSize = 0;
    qint64 m_pages = 0;
    qint64 m_freePages = 0;
};

} // namespace Rudder

#endif
