// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/spillbytes_p.h"

#include <QtCore/qendian.h>

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace Rudder {

namespace {

// A row of records, each with a header of four little-endian numbers: the mark, the payload's size,
// the CRC-32 of these two, the CRC-32 of the payload. Behind a damaged record the next mark is
// looked for. The owner stands at both ends, so that a lost sector leaves one of them.
constexpr char mark[] = {'\x89', 'R', 'Q', '1'};
constexpr qsizetype markSize = sizeof(mark);
constexpr qsizetype headerSize = 16;

enum class Kind : quint8 { Owner = 1, Waiting = 2, Failed = 3, End = 4 };

quint32 checksum(QByteArrayView bytes)
{
    return quint32(crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), size_t(bytes.size())));
}

template <typename Number> void putNumber(Number number, QByteArray *out)
{
    char bytes[sizeof(Number)];
    qToLittleEndian(number, bytes);
    out->append(bytes, sizeof(Number));
}

void putBytes(QByteArrayView bytes, QByteArray *out)
{
    putNumber(quint32(bytes.size()), out);
    out->append(bytes);
}

// The record that began at this offset with room for its header ends here.
void finishRecord(qsizetype start, QByteArray *out)
{
    char *header = out->data() + start;
    const QByteArrayView payload = QByteArrayView(*out).sliced(start + headerSize);
    std::copy_n(mark, markSize, header);
    qToLittleEndian(quint32(payload.size()), header + 4);
    qToLittleEndian(checksum(QByteArrayView(header, 8)), header + 8);
    qToLittleEndian(checksum(payload), header + 12);
}

template <typename Fill> void putRecord(Kind kind, QByteArray *out, Fill &&fill)
{
    const qsizetype start = out->size();
    out->append(headerSize, '\0');
    putNumber(quint8(kind), out);
    fill();
    finishRecord(start, out);
}

void putEvent(const ImportedEvent &imported, QByteArray *out)
{
    const StoredEvent &event = imported.event;
    putRecord(imported.failure ? Kind::Failed : Kind::Waiting, out, [&] {
        putNumber(event.bootMilliseconds, out);
        putNumber(qint32(event.attempts), out);
        putBytes(event.anonymousId, out);
        putBytes(event.bootId, out);
        putBytes(event.bytes, out);
        if (!imported.failure)
            return;
        putNumber(qint32(imported.failure->reason), out);
        putNumber(imported.failure->at, out);
        putBytes(imported.failure->serverMessage.toUtf8(), out);
    });
}

// Reads one payload, front to back. Past its end everything is nothing, and it is not whole.
class Fields
{
public:
    explicit Fields(QByteArrayView payload) : m_rest(payload) { }

    template <typename Number> Number number()
    {
        const QByteArrayView bytes = take(sizeof(Number));
        return bytes.isEmpty() ? Number() : qFromLittleEndian<Number>(bytes.data());
    }
    QByteArray bytes() { return take(number<quint32>()).toByteArray(); }
    bool areWhole() const { return !m_isShort && m_rest.isEmpty(); }

private:
    QByteArrayView take(qsizetype size)
    {
        m_isShort = m_isShort || size > m_rest.size();
        if (m_isShort)
            return {};
        const QByteArrayView taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }

    QByteArrayView m_rest;
    bool m_isShort = false;
};

ImportedEvent readEvent(Fields *fields, bool hasFailed)
{
    ImportedEvent imported;
    StoredEvent &event = imported.event;
    event.bootMilliseconds = fields->number<qint64>();
    event.attempts = std::max(0, fields->number<qint32>());
    event.anonymousId = fields->bytes();
    event.bootId = fields->bytes();
    event.bytes = fields->bytes();
    if (hasFailed) {
        Failure failure;
        failure.reason = FailedEvent::Reason(fields->number<qint32>());
        failure.at = fields->number<qint64>();
        failure.serverMessage = QString::fromUtf8(fields->bytes());
        imported.failure = std::move(failure);
    }
    return imported;
}

bool isReason(FailedEvent::Reason reason)
{
    using Reason = FailedEvent::Reason;
    return reason == Reason::Refused || reason == Reason::TooLarge || reason == Reason::Exhausted;
}

class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_rest(bytes) { }

    Spill read()
    {
        m_spill.isWhole = true;
        while (!m_rest.isEmpty()) {
            const QByteArrayView payload = nextPayload();
            if (payload.isEmpty() || !takeRecord(payload)) {
                m_spill.isWhole = false;
                skipToMark();
            } else {
                m_rest = m_rest.sliced(headerSize + payload.size());
            }
        }
        m_spill.isWhole = m_spill.isWhole && m_announced == qint64(m_spill.events.size());
        return std::move(m_spill);
    }

private:
    // Empty: there is no whole record in front.
    QByteArrayView nextPayload() const
    {
        if (m_rest.size() < headerSize || !m_rest.startsWith(QByteArrayView(mark, markSize)))
            return {};
        const char *header = m_rest.data();
        const auto size = qsizetype(qFromLittleEndian<quint32>(header + 4));
        if (qFromLittleEndian<quint32>(header + 8) != checksum(m_rest.first(8))
            || size > m_rest.size() - headerSize) {
            return {};
        }
        const QByteArrayView payload = m_rest.sliced(headerSize, size);
        const bool isRight = qFromLittleEndian<quint32>(header + 12) == checksum(payload);
        return isRight ? payload : QByteArrayView();
    }

    void skipToMark()
    {
        const qsizetype next = m_rest.indexOf(QByteArrayView(mark, markSize), 1);
        m_rest = next < 0 ? QByteArrayView() : m_rest.sliced(next);
    }

    bool takeRecord(QByteArrayView payload)
    {
        Fields fields(payload);
        const auto kind = Kind(fields.number<quint8>());
        switch (kind) {
        case Kind::Owner:
            return takeOwner(&fields);
        case Kind::Waiting:
        case Kind::Failed:
            return takeEvent(&fields, kind == Kind::Failed);
        case Kind::End:
            m_announced = fields.number<qint64>();
            return takeOwner(&fields);
        }
        return false;
    }

    bool takeOwner(Fields *fields)
    {
        const QByteArray owner = fields->bytes();
        if (fields->areWhole())
            m_spill.owner = owner;
        return fields->areWhole();
    }

    bool takeEvent(Fields *fields, bool hasFailed)
    {
        ImportedEvent event = readEvent(fields, hasFailed);
        if (!fields->areWhole() || (hasFailed && !isReason(event.failure->reason)))
            return false;
        event.event.id = qint64(m_spill.events.size()) + 1;
        m_spill.events.push_back(std::move(event));
        return true;
    }

    QByteArrayView m_rest;
    Spill m_spill;
    qint64 m_announced = -1;
};

} // namespace

QByteArray spillToBytes(const QByteArray &owner, const std::vector<ImportedEvent> &events)
{
    constexpr qsizetype mostBesideBytes = 200; // of an ordinary event
    qsizetype size = 0;
    for (const ImportedEvent &event : events)
        size += event.event.bytes.size() + mostBesideBytes;
    QByteArray out;
    out.reserve(size + mostBesideBytes);
    putRecord(Kind::Owner, &out, [&] { putBytes(owner, &out); });
    for (const ImportedEvent &event : events)
        putEvent(event, &out);
    putRecord(Kind::End, &out, [&] {
        putNumber(qint64(events.size()), &out);
        putBytes(owner, &out);
    });
    return out;
}

Spill spillFromBytes(QByteArrayView bytes)
{
    return Reader(bytes).read();
}

} // namespace Rudder
