// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlitepages_p.h"

#include "queue/sqlconnection_p.h"
#include "queue/sqlitebytes_p.h"
#include "queue/sqliteleaf_p.h"

#include <algorithm>
#include <limits>
#include <map>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

constexpr int reservedOffset = 20;
constexpr int minUsableSize = 480;

} // namespace

SqlitePages::SqlitePages(const QString &path) : m_file(path), m_wal(path + u"-wal"_s) { }

Error SqlitePages::open()
{
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return storageError(u"The queue %1 can't be read"_s.arg(m_file.fileName()),
                            m_file.errorString());
    }
    m_pageSize = m_wal.isEmpty() ? guessPageSize() : m_wal.pageSize();
    m_usableSize = m_pageSize;
    m_pagesInFile = quint32(
            std::min<qint64>(m_file.size() / m_pageSize, std::numeric_limits<quint32>::max() - 1));
    // Pages behind the database's end are of before it shrank.
    if (!m_wal.isEmpty())
        m_pagesInFile = std::min(m_pagesInFile, m_wal.pageCount());

    static constexpr QByteArrayView magic("SQLite format 3", 16);
    m_header = page(1);
    if (!m_header.startsWith(magic))
        m_header.clear();
    if (const int left = m_pageSize - quint8(m_header.isEmpty() ? 0 : m_header[reservedOffset]);
        left >= minUsableSize) {
        m_usableSize = left;
    }
    return {};
}

// The size by which the file has the most leaves. Read by a larger one some leaves still look like
// leaves, by a smaller one their cells are out of reach; so of two that do as well the smaller is
// right. The header's word is not needed, and may be what is damaged.
int SqlitePages::guessPageSize()
{
    constexpr int usual = 4096;
    std::map<int, qint64> leaves;
    for (qint64 offset = 0; offset < m_file.size(); offset += maxSqlitePageSize) {
        const QByteArray part = read(offset, maxSqlitePageSize);
        for (int size = minSqlitePageSize; size <= int(maxSqlitePageSize); size *= 2) {
            for (qsizetype at = 0; at + size <= part.size(); at += size)
                leaves[size] += looksLikeTableLeaf(QByteArrayView(part).sliced(at, size)) ? 1 : 0;
        }
    }
    const auto best = std::max_element(leaves.cbegin(), leaves.cend(),
                                       [](auto a, auto b) { return a.second < b.second; });
    return best == leaves.cend() || best->second == 0 ? usual : best->first;
}

std::vector<quint32> SqlitePages::numbers() const
{
    std::vector<quint32> numbers;
    numbers.reserve(m_pagesInFile);
    for (quint32 number = 1; number <= m_pagesInFile; ++number)
        numbers.push_back(number);
    for (const quint32 number : m_wal.numbersAfter(m_pagesInFile)) {
        if (number <= m_wal.pageCount())
            numbers.push_back(number);
    }
    return numbers;
}

bool SqlitePages::contains(quint32 number) const
{
    return number > 0
            && (number <= m_pagesInFile || (number <= m_wal.pageCount() && m_wal.contains(number)));
}

QByteArray SqlitePages::page(quint32 number)
{
    if (!contains(number))
        return {};
    const QByteArray page = m_wal.contains(number)
            ? m_wal.page(number)
            : read(qint64(number - 1) * m_pageSize, m_pageSize);
    return page.size() == m_pageSize ? page : QByteArray();
}

QByteArray SqlitePages::read(qint64 offset, qint64 size)
{
    return m_file.seek(offset) ? m_file.read(size) : QByteArray();
}

} // namespace Rudder
