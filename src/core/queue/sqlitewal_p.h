// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITEWAL_P_H
#define RUDDERQT_SQLITEWAL_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qfile.h>
#include <QtCore/qstring.h>

#include <map>
#include <utility>
#include <vector>

namespace Rudder {

// What of a write-ahead log counts: its frames up to the last commit before the first that is
// damaged. A log that is missing, or whose header is damaged, holds nothing.
class SqliteWal
{
public:
    explicit SqliteWal(const QString &path);

    bool isEmpty() const { return m_offsets.empty(); }
    int pageSize() const { return m_pageSize; }
    quint32 pageCount() const { return m_pageCount; } // of the database, after the last commit

    bool contains(quint32 number) const { return m_offsets.count(number) > 0; }
    std::vector<quint32> numbersAfter(quint32 number) const; // they rise
    QByteArray page(quint32 number);

private:
    using Frame = std::pair<quint32, qint64>; // a page's number, and where its bytes are

    void readFrames();
    void commit(const std::vector<Frame> &frames, quint32 pageCount);

    QFile m_file;
    int m_pageSize = 0;
    quint32 m_pageCount = 0;
    std::map<quint32, qint64> m_offsets;
};

} // namespace Rudder

#endif
