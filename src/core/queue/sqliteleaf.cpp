// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqliteleaf_p.h"

#include "queue/sqlitebytes_p.h"

#include <algorithm>

namespace Rudder {

namespace {

// https://www.sqlite.org/fileformat2.html#b_tree_pages
constexpr char tableLeaf = 0x0d;
constexpr int headerSize = 8;
constexpr int cellCountOffset = 3;
constexpr int contentOffset = 5;
constexpr int minCellSize = 4;

// An event has 1 MiB at most, and what stands beside it in its row is short.
constexpr qint64 maxPayloadSize = 4 * 1024 * 1024;

bool isTableLeaf(QByteArrayView page)
{
    return page.size() >= headerSize && page.front() == tableLeaf;
}

// How much of the payload is in the leaf.
qint64 localSize(qint64 payloadSize, qint64 usableSize)
{
    const qint64 most = usableSize - 35;
    if (payloadSize <= most)
        return payloadSize;
    const qint64 least = (usableSize - 12) * 32 / 255 - 23;
    const qint64 fillingPages = least + (payloadSize - least) % (usableSize - 4);
    return fillingPages <= most ? fillingPages : least;
}

} // namespace

SqliteLeaf::SqliteLeaf(const QByteArray &page, int usableSize)
    : m_page(page), m_usableSize(std::min(usableSize, int(page.size())))
{
    if (m_usableSize >= headerSize && isTableLeaf(page)) {
        m_cellCount = std::min<int>(sqliteNumber<quint16>(page, cellCountOffset),
                                    (m_usableSize - headerSize) / 2);
    }
}

std::optional<SqliteCell> SqliteLeaf::cell(int index) const
{
    if (index < 0 || index >= m_cellCount)
        return std::nullopt;
    const QByteArrayView usable = QByteArrayView(m_page).first(m_usableSize);
    qsizetype at = sqliteNumber<quint16>(usable, headerSize + 2 * index);
    const std::optional<quint64> payloadSize = takeSqliteVarint(usable, &at);
    const std::optional<quint64> rowId = takeSqliteVarint(usable, &at);
    if (!payloadSize || *payloadSize > maxPayloadSize || !rowId)
        return std::nullopt;

    SqliteCell cell;
    cell.rowId = qint64(*rowId);
    cell.payloadSize = qint64(*payloadSize);
    const qint64 local = localSize(cell.payloadSize, m_usableSize);
    const bool overflows = local < cell.payloadSize;
    if (at + local + (overflows ? 4 : 0) > usable.size())
        return std::nullopt;
    cell.local = usable.sliced(at, local);
    if (overflows)
        cell.overflowPage = sqliteNumber(usable, at + local);
    return cell;
}

bool looksLikeTableLeaf(QByteArrayView bytes)
{
    if (!isTableLeaf(bytes))
        return false;
    const qsizetype cells = sqliteNumber<quint16>(bytes, cellCountOffset);
    const qsizetype content = sqliteNumber<quint16>(bytes, contentOffset);
    if (cells == 0 || content < headerSize + 2 * cells)
        return false;
    for (qsizetype i = 0; i < cells; ++i) {
        if (headerSize + 2 * i + 2 > bytes.size())
            return false;
        const qsizetype cell = sqliteNumber<quint16>(bytes, headerSize + 2 * i);
        if (cell < content || cell + minCellSize > bytes.size())
            return false;
    }
    return true;
}

} // namespace Rudder
