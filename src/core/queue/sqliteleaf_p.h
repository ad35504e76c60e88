// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITELEAF_P_H
#define RUDDERQT_SQLITELEAF_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

#include <optional>

namespace Rudder {

// A row as its page has it.
struct SqliteCell
{
    qint64 rowId = 0;
    qint64 payloadSize = 0;
    QByteArrayView local;     // the payload's beginning: it points into the page
    quint32 overflowPage = 0; // where the payload goes on; 0: it does not
};

// A page with rows of a table: a leaf of its tree.
class SqliteLeaf
{
public:
    SqliteLeaf() = default;
    SqliteLeaf(const QByteArray &page, int usableSize); // any bytes: not a leaf has no cells

    int cellCount() const { return m_cellCount; }
    std::optional<SqliteCell> cell(int index) const;

private:
    QByteArray m_page;
    int m_usableSize = 0;
    int m_cellCount = 0;
};

// A stricter question than SqliteLeaf asks, of bytes that may not begin with a page at all.
bool looksLikeTableLeaf(QByteArrayView bytes);

} // namespace Rudder

#endif
