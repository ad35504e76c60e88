// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A file of spilled events. The input's first byte tells whether its checksums are made right, which
// no mutation finds; the next two where a file that was written whole is damaged.

#include "check.h"

#include "queue/spillbytes_p.h"

#include <QtCore/qendian.h>

#include <zlib.h>

#include <algorithm>

using namespace Rudder;

namespace {

constexpr qsizetype headerSize = 16;

QByteArrayView mark()
{
    return {"\x89RQ1", 4};
}

quint32 checksum(const char *bytes, qsizetype size)
{
    return quint32(crc32_z(0, reinterpret_cast<const Bytef *>(bytes), size_t(size)));
}

QByteArray withRightChecksums(QByteArray bytes)
{
    for (qsizetype at = bytes.indexOf(mark()); at >= 0; at = bytes.indexOf(mark(), at + 1)) {
        const qsizetype room = bytes.size() - at - headerSize;
        if (room < 0)
            break;
        char *header = bytes.data() + at;
        const auto size = qsizetype(qFromLittleEndian<quint32>(header + 4));
        qToLittleEndian(checksum(header, 8), header + 8);
        if (size <= room)
            qToLittleEndian(checksum(header + headerSize, size), header + 12);
    }
    return bytes;
}

bool isSame(const ImportedEvent &a, const ImportedEvent &b)
{
    if (a.failure.has_value() != b.failure.has_value())
        return false;
    if (a.failure
        && (a.failure->reason != b.failure->reason || a.failure->at != b.failure->at
            || a.failure->serverMessage != b.failure->serverMessage)) {
        return false;
    }
    return a.event.bytes == b.event.bytes && a.event.anonymousId == b.event.anonymousId
            && a.event.bootId == b.event.bootId && a.event.attempts == b.event.attempts
            && a.event.bootMilliseconds == b.event.bootMilliseconds;
}

void checkEvents(const Spill &spill, qsizetype size)
{
    qsizetype bytes = 0;
    qint64 id = 0;
    for (const ImportedEvent &event : spill.events) {
        bytes += headerSize + event.event.bytes.size();
        check(event.event.id == ++id, "events are numbered");
        check(event.event.attempts >= 0, "attempts can be counted on");
        check(!event.failure || event.failure->reason == FailedEvent::Reason::Refused
                      || event.failure->reason == FailedEvent::Reason::TooLarge
                      || event.failure->reason == FailedEvent::Reason::Exhausted,
              "a failure has a reason that there is");
    }
    check(bytes <= size, "there are no more bytes than there were");
}

void checkWrittenAgain(const Spill &spill, const QByteArray &written)
{
    const Spill again = spillFromBytes(written);
    check(again.isWhole && again.owner == spill.owner, "what was written is read as whole");
    check(std::equal(again.events.begin(), again.events.end(), spill.events.begin(),
                     spill.events.end(), isSame),
          "what was read is written the same");
}

// A damaged byte costs the event that it is in, and no other.
void checkDamaged(const Spill &spill, QByteArray written, qsizetype where)
{
    char &byte = written[where % written.size()];
    byte = char(byte ^ 0x55);
    const Spill found = spillFromBytes(written);
    check(!found.isWhole, "damage is seen");
    check(found.events.size() + 1 >= spill.events.size(), "one event is lost at most");
    auto from = spill.events.begin();
    for (const ImportedEvent &event : found.events) {
        from = std::find_if(from, spill.events.end(),
                            [&](const ImportedEvent &other) { return isSame(event, other); });
        check(from != spill.events.end(), "what is read was written, in that order");
        ++from;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    constexpr size_t controls = 3;
    if (size < controls)
        return 0;
    QByteArray bytes(reinterpret_cast<const char *>(data + controls), qsizetype(size - controls));
    if (data[0] % 2 == 1)
        bytes = withRightChecksums(std::move(bytes));

    const Spill spill = spillFromBytes(bytes);
    checkEvents(spill, bytes.size());
    const QByteArray written = spillToBytes(spill.owner, spill.events);
    checkWrittenAgain(spill, written);
    // JSON, which is UTF-8, can't have a mark in it; other bytes might hide a record.
    const qsizetype records = qsizetype(spill.events.size()) + 2;
    if (written.count(mark()) == records)
        checkDamaged(spill, written, qFromLittleEndian<quint16>(data + 1));
    return 0;
}
