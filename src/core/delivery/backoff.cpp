// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/backoff_p.h"

#include <algorithm>

namespace Rudder {

/*!
    \internal

    2^n seconds, at most 30, where it stays. A random half of it is jitter, so that clients that
    lost their server together do not come back together.
*/
std::chrono::milliseconds backoff(int consecutiveFailures, double random)
{
    constexpr int largestExponent = 5; // 32 s, past the cap
    constexpr std::chrono::milliseconds cap(30'000);

    if (consecutiveFailures <= 0)
        return std::chrono::milliseconds::zero();
    const int exponent = std::min(consecutiveFailures - 1, largestExponent);
    const auto full = std::min(cap, std::chrono::milliseconds(1000LL << exponent));
    const auto half = full / 2;
    const auto jitter = double(half.count()) * std::clamp(random, 0.0, 1.0);
    return half + std::chrono::milliseconds(static_cast<long long>(jitter));
}

/*!
    \internal

    Clients that lost their server together find out within half a minute that it is back. At full
    speed each would send all that it gathered then and there. So the pace follows what is left: the
    mean wait that the failures led to is the time in which most of it leaves, a third of the first
    pace is slow enough, and no batch waits more than 5 s.
*/
std::chrono::milliseconds recoveryGap(int failures, qint64 batchesAtFirst, qint64 batchesLeft,
                                      double random)
{
    constexpr qint64 slowest = 4000;

    if (failures <= 0 || batchesLeft <= 0)
        return std::chrono::milliseconds::zero();
    const qint64 pace = std::max(batchesLeft, batchesAtFirst / 3);
    const qint64 mean = std::min<qint64>(slowest, backoff(failures, 0.5).count() / pace);
    const auto jittered = double(mean) * (0.75 + std::clamp(random, 0.0, 1.0) / 2);
    return std::chrono::milliseconds(static_cast<long long>(jittered));
}

} // namespace Rudder
