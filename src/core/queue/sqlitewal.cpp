// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlitewal_p.h"

#include "queue/sqlitebytes_p.h"

#include <QtCore/qendian.h>

namespace Rudder {

namespace {

// https://www.sqlite.org/fileformat2.html#the_write_ahead_log
constexpr quint32 magic = 0x377f0682; // with the lowest bit set, checksums are of big-endian words
constexpr int headerSize = 32;
constexpr int frameHeaderSize = 24;

// Goes on from the header through all frames.
class Checksum
{
public:
    explicit Checksum(bool ofBigEndianWords) : m_ofBigEndianWords(ofBigEndianWords) { }

    void add(QByteArrayView bytes)
    {
        for (qsizetype at = 0; at + 8 <= bytes.size(); at += 8) {
            m_first += word(bytes.data() + at) + m_second;
            m_second += word(bytes.data() + at + 4) + m_first;
        }
    }
    bool isAt(QByteArrayView bytes, qsizetype at) const
    {
        return m_first == sqliteNumber(bytes, at) && m_second == sqliteNumber(bytes, at + 4);
    }

private:
    quint32 word(const char *bytes) const
    {
        return m_ofBigEndianWords ? qFromBigEndian<quint32>(bytes)
                                  : qFromLittleEndian<quint32>(bytes);
    }

    bool m_ofBigEndianWords;
    quint32 m_first = 0;
    quint32 m_second = 0;
};

} // namespace

SqliteWal::SqliteWal(const QString &path) : m_file(path)
{
    if (m_file.open(QIODevice::ReadOnly))
        readFrames();
}

void SqliteWal::readFrames()
{
    const QByteArray header = m_file.read(headerSize);
    if (header.size() < headerSize || (sqliteNumber(header, 0) & ~1U) != magic)
        return;
    Checksum checksum(sqliteNumber(header, 0) & 1U);
    checksum.add(QByteArrayView(header).first(24));
    const quint32 pageSize = sqliteNumber(header, 8);
    if (!checksum.isAt(header, 24) || !isSqlitePageSize(pageSize))
        return;
    m_pageSize = int(pageSize);

    const QByteArrayView salts = QByteArrayView(header).sliced(16, 8);
    const qint64 frameSize = frameHeaderSize + m_pageSize;
    std::vector<Frame> uncommitted;
    for (qint64 offset = headerSize;; offset += frameSize) {
        const QByteArray frame = m_file.read(frameSize);
        // After a checkpoint the log is written anew from its start, under new salts: what stands
        // behind is of before.
        if (frame.size() < frameSize || QByteArrayView(frame).sliced(8, 8) != salts)
            return;
        checksum.add(QByteArrayView(frame).first(8));
        checksum.add(QByteArrayView(frame).sliced(frameHeaderSize));
        if (!checksum.isAt(frame, 16))
            return;
        uncommitted.emplace_back(sqliteNumber(frame, 0), offset + frameHeaderSize);
        if (const quint32 pageCount = sqliteNumber(frame, 4); pageCount > 0) {
            commit(uncommitted, pageCount);
            uncommitted.clear();
        }
    }
}

void SqliteWal::commit(const std::vector<Frame> &frames, quint32 pageCount)
{
    for (const auto &[number, offset] : frames)
        m_offsets[number] = offset;
    m_pageCount = pageCount;
}

std::vector<quint32> SqliteWal::numbersAfter(quint32 number) const
{
    std::vector<quint32> numbers;
    for (auto i = m_offsets.upper_bound(number); i != m_offsets.end(); ++i)
        numbers.push_back(i->first);
    return numbers;
}

QByteArray SqliteWal::page(quint32 number)
{
    const auto found = m_offsets.find(number);
    return found != m_offsets.end() && m_file.seek(found->second) ? m_file.read(m_pageSize)
                                                                  : QByteArray();
}

} // namespace Rudder
