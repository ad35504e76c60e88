// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "salvageinput.h"

#include <QtCore/qendian.h>

#include <algorithm>

namespace {

constexpr qsizetype sizeOfSize = 4;

// https://www.sqlite.org/fileformat2.html#walformat
constexpr qsizetype headerSize = 32;
constexpr qsizetype frameHeaderSize = 24;
constexpr qsizetype saltsSize = 8;

class Checksum
{
public:
    explicit Checksum(bool isBigEndian) : m_isBigEndian(isBigEndian) { }

    void add(const char *bytes, qsizetype size)
    {
        for (qsizetype at = 0; at + 8 <= size; at += 8) {
            m_first += word(bytes + at) + m_second;
            m_second += word(bytes + at + 4) + m_first;
        }
    }
    void write(char *to) const
    {
        qToBigEndian(m_first, to);
        qToBigEndian(m_second, to + 4);
    }

private:
    quint32 word(const char *bytes) const
    {
        return m_isBigEndian ? qFromBigEndian<quint32>(bytes) : qFromLittleEndian<quint32>(bytes);
    }

    bool m_isBigEndian;
    quint32 m_first = 0;
    quint32 m_second = 0;
};

} // namespace

SalvageInput SalvageInput::fromBytes(const QByteArray &bytes)
{
    if (bytes.size() < sizeOfSize)
        return {};
    const qsizetype wanted = qFromLittleEndian<quint32>(bytes.constData());
    const qsizetype size = std::min(wanted, bytes.size() - sizeOfSize);
    return {bytes.mid(sizeOfSize, size), bytes.mid(sizeOfSize + size)};
}

QByteArray SalvageInput::toBytes() const
{
    QByteArray size(sizeOfSize, '\0');
    qToLittleEndian(quint32(file.size()), size.data());
    return size + file + log;
}

void SalvageInput::sealLog()
{
    if (log.size() < headerSize)
        return;
    char *const header = log.data();
    Checksum checksum(qFromBigEndian<quint32>(header) & 1U);
    checksum.add(header, headerSize - 8);
    checksum.write(header + headerSize - 8);

    const qsizetype frameSize = frameHeaderSize + qFromBigEndian<quint32>(header + 8);
    for (qsizetype at = headerSize; at + frameSize <= log.size(); at += frameSize) {
        char *const frame = log.data() + at;
        std::copy_n(header + 16, saltsSize, frame + 8);
        checksum.add(frame, 8);
        checksum.add(frame + frameHeaderSize, frameSize - frameHeaderSize);
        checksum.write(frame + 16);
    }
}
