// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLITERECORD_P_H
#define RUDDERQT_SQLITERECORD_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

#include <array>
#include <optional>

namespace Rudder {

// What kinds of values a row has and where; the values themselves are in its payload.
class SqliteRecord
{
public:
    enum class Kind { Null, Integer, Real, Blob, Text };

    // From the payload's beginning. Nothing if that can't be a row of at most maxColumns columns.
    static std::optional<SqliteRecord> read(QByteArrayView beginning, qint64 payloadSize);

    int columnCount() const { return m_columnCount; }
    Kind kind(int column) const;
    QByteArray bytes(int column, QByteArrayView payload) const;
    qint64 integer(int column, QByteArrayView payload) const;

private:
    static constexpr int maxColumns = 9; // no table of a queue has more

    struct Column
    {
        quint64 type = 0;
        qint64 offset = 0;
        qint64 size = 0;
    };

    std::array<Column, maxColumns> m_columns;
    int m_columnCount = 0;
};

} // namespace Rudder

#endif
