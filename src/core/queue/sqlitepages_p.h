// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITEPAGES_P_H
#define RUDDERQT_SQLITEPAGES_P_H

#include "error.h"
#include "queue/sqlitewal_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qfile.h>
#include <QtCore/qstring.h>

#include <vector>

namespace Rudder {

// The pages of a database that may be damaged anywhere, as its file and the log beside it have
// them. They are read one at a time, never mapped: a bad sector would end the process.
class SqlitePages
{
public:
    explicit SqlitePages(const QString &path);

    Error open();

    int pageSize() const { return m_pageSize; }
    int usableSize() const { return m_usableSize; }       // the rest of a page is an extension's
    const QByteArray &header() const { return m_header; } // page 1; empty: damaged

    std::vector<quint32> numbers() const; // they rise
    bool contains(quint32 number) const;
    QByteArray page(quint32 number); // empty: there is none, or it can't be read

private:
    int guessPageSize();
    QByteArray read(qint64 offset, qint64 size);

    QFile m_file;
    SqliteWal m_wal;
    int m_pageSize = 0;
    int m_usableSize = 0;
    quint32 m_pagesInFile = 0;
    QByteArray m_header;
};

} // namespace Rudder

#endif
