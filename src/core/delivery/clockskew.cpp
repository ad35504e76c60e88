// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/clockskew_p.h"

namespace Rudder {

/*!
    \internal

    The server's clock was read at some time between the request and its answer, and cut to the second.
*/
qint64 clockSkew(const DatedAnswer &answer, qint64 known)
{
    constexpr qint64 tolerance = 60'000;
    constexpr qint64 second = 1'000;
    const qint64 most = answer.wallClock - answer.serverTime;
    const qint64 least = most - answer.duration - second;
    if (known != 0 && known >= least && known <= most)
        return known;
    if (least <= tolerance && most >= -tolerance)
        return 0;
    return least + (most - least) / 2;
}

} // namespace Rudder
