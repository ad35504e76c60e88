// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITEBYTES_P_H
#define RUDDERQT_SQLITEBYTES_P_H

#include <QtCore/qbytearrayview.h>
#include <QtCore/qendian.h>

#include <optional>

namespace Rudder {

inline constexpr quint32 minSqlitePageSize = 512;
inline constexpr quint32 maxSqlitePageSize = 65536;

inline constexpr bool isSqlitePageSize(quint32 size)
{
    return size >= minSqlitePageSize && size <= maxSqlitePageSize && (size & (size - 1)) == 0;
}

// The caller has made sure that these bytes are there.
template <typename Number = quint32> Number sqliteNumber(QByteArrayView bytes, qsizetype at)
{
    Q_ASSERT(at >= 0 && at + qsizetype(sizeof(Number)) <= bytes.size());
    return qFromBigEndian<Number>(bytes.data() + at);
}

// Moves *at behind the number; nothing if the bytes end within it.
inline std::optional<quint64> takeSqliteVarint(QByteArrayView bytes, qsizetype *at)
{
    quint64 value = 0;
    for (int i = 0; i < 9 && *at < bytes.size(); ++i) {
        const auto byte = quint8(bytes.data()[(*at)++]);
        if (i == 8) // the ninth byte has no flag
            return (value << 8) | byte;
        value = (value << 7) | (byte & 0x7fU);
        if (byte < 0x80)
            return value;
    }
    return std::nullopt;
}

} // namespace Rudder

#endif
