// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/retryafter_p.h"

#include "delivery/httpdate_p.h"

#include <algorithm>

namespace Rudder {

namespace {

constexpr qint64 mostMilliseconds = 60 * 60 * 1000;

bool isNumber(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](char character) {
        return character >= '0' && character <= '9';
    });
}

// To come back at once is no wait: a server in trouble that says so gets the backoff.
std::optional<std::chrono::milliseconds> ifAny(qint64 milliseconds)
{
    return milliseconds > 0 ? std::optional(std::chrono::milliseconds(milliseconds)) : std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> retryAfter(const Answer &answer, qint64 wallClock)
{
    const QByteArray text = answer.header("Retry-After").trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (isNumber(text)) {
        bool fits = false;
        const qint64 seconds = text.toLongLong(&fits);
        const qint64 most = mostMilliseconds / 1000;
        return ifAny(fits ? std::min(seconds, most) * 1000 : mostMilliseconds);
    }
    const std::optional<qint64> until = httpDate(text);
    if (!until)
        return std::nullopt;
    // By the clock that made the date: a device's own may be years off.
    const qint64 now = httpDate(answer.header("Date")).value_or(wallClock);
    return ifAny(std::min(*until - now, mostMilliseconds));
}

} // namespace Rudder
