// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqliterecord_p.h"

#include "queue/sqlitebytes_p.h"

namespace Rudder {

namespace {

// https://www.sqlite.org/fileformat2.html#record_format
constexpr quint64 constantZero = 8;
constexpr quint64 constantOne = 9;
constexpr quint64 firstOfBytes = 12; // even: a blob, odd: a text

// Less than 0: SQLite writes no such type.
qint64 sizeOf(quint64 type)
{
    constexpr std::array<qint64, firstOfBytes> sizes = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1};
    return type < firstOfBytes ? sizes[type] : qint64((type - firstOfBytes) / 2);
}

} // namespace

std::optional<SqliteRecord> SqliteRecord::read(QByteArrayView beginning, qint64 payloadSize)
{
    qsizetype at = 0;
    const std::optional<quint64> headerSize = takeSqliteVarint(beginning, &at);
    if (!headerSize || *headerSize > quint64(beginning.size()))
        return std::nullopt;

    SqliteRecord record;
    const QByteArrayView header = beginning.first(qsizetype(*headerSize));
    qint64 offset = header.size();
    while (at < header.size()) {
        const std::optional<quint64> type = takeSqliteVarint(header, &at);
        const qint64 size = type ? sizeOf(*type) : -1;
        if (record.m_columnCount == maxColumns || size < 0 || size > payloadSize - offset)
            return std::nullopt;
        record.m_columns[size_t(record.m_columnCount++)] = {*type, offset, size};
        offset += size;
    }
    return offset == payloadSize ? std::optional(record) : std::nullopt;
}

SqliteRecord::Kind SqliteRecord::kind(int column) const
{
    const quint64 type = m_columns[size_t(column)].type;
    if (type >= firstOfBytes)
        return type % 2 == 0 ? Kind::Blob : Kind::Text;
    return type == 0 ? Kind::Null : type == 7 ? Kind::Real : Kind::Integer;
}

QByteArray SqliteRecord::bytes(int column, QByteArrayView payload) const
{
    const Column &found = m_columns[size_t(column)];
    return payload.sliced(found.offset, found.size).toByteArray();
}

qint64 SqliteRecord::integer(int column, QByteArrayView payload) const
{
    const Column &found = m_columns[size_t(column)];
    if (found.type == constantZero || found.type == constantOne)
        return found.type == constantOne ? 1 : 0;
    const QByteArrayView digits = payload.sliced(found.offset, found.size);
    // Two's complement, and the first byte has the sign.
    quint64 value = !digits.isEmpty() && qint8(digits.front()) < 0 ? ~quint64(0) : 0;
    for (const char digit : digits)
        value = (value << 8) | quint8(digit);
    return qint64(value);
}

} // namespace Rudder
