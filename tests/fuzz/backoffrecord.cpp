// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// The record of the backoff, as a damaged queue gives it.

#include "check.h"

#include "delivery/backoffrecord_p.h"

using Rudder::BackoffRecord;

static void checkWait(const BackoffRecord &record)
{
    constexpr qint64 now = 1'767'225'600'000;
    constexpr qint64 hour = 60 * 60 * 1000;
    for (const qint64 clock : {qint64(0), now, 2 * now}) {
        for (const QByteArray &bootId : {QByteArray(), QByteArray("boot"), record.bootId}) {
            const qint64 left = record.remaining(clock, clock, bootId);
            check(left >= 0 && left <= hour, "the wait is an hour at most");
            check(left == 0 || record.failures > 0, "without failures there is no wait");
        }
    }
}

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const BackoffRecord record = BackoffRecord::fromBytes(bytes);
    check(record.failures >= 0 && record.failures <= 1'000'000, "the failures can be counted on");
    checkWait(record);

    const BackoffRecord again = BackoffRecord::fromBytes(record.toBytes());
    check(again.failures == record.failures && again.bootMilliseconds == record.bootMilliseconds
                  && again.wallMilliseconds == record.wallMilliseconds
                  && again.bootId == record.bootId
                  && again.waitMilliseconds == record.waitMilliseconds,
          "what was read is written the same");
    return 0;
}
