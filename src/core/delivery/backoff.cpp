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

} // namespace Rudder
