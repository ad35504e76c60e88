// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/messageid_p.h"

#include <QtCore/qrandom.h>

#include <array>
#include <atomic>

#if defined(Q_OS_UNIX)
#    include <pthread.h>
#endif

namespace Rudder {

namespace {

constexpr int uuidBytes = 16;
constexpr int uuidsPerRefill = 32;

// A forked child must not hand out what its parent's pool still holds.
std::atomic<int> processGeneration = 0;

#if defined(Q_OS_UNIX)
[[maybe_unused]] const int watchForks =
        pthread_atfork(nullptr, nullptr, [] { processGeneration.fetch_add(1); });
#endif

struct Pool
{
    std::array<quint32, uuidBytes * uuidsPerRefill / sizeof(quint32)> words;
    int next = uuidsPerRefill;
    int generation = 0;

    const quint8 *take()
    {
        const int current = processGeneration.load(std::memory_order_relaxed);
        if (next == uuidsPerRefill || generation != current) {
            QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
            next = 0;
            generation = current;
        }
        return reinterpret_cast<const quint8 *>(words.data()) + uuidBytes * next++;
    }
};

} // namespace

QByteArray newMessageId()
{
    thread_local Pool pool;
    static constexpr char digits[] = "0123456789abcdef";

    const quint8 *random = pool.take();
    QByteArray text(36, Qt::Uninitialized);
    char *to = text.data();
    for (int i = 0; i < uuidBytes; ++i) {
        quint8 byte = random[i];
        if (i == 6)
            byte = quint8((byte & 0x0f) | 0x40); // version 4
        else if (i == 8)
            byte = quint8((byte & 0x3f) | 0x80); // the variant of RFC 4122
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 0x0f];
    }
    return text;
}

} // namespace Rudder
