// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/batch_p.h"

#include "delivery/eventtimes_p.h"
#include "event/timestamp_p.h"
#include "queue/clockmark_p.h"
#include "queue/eventlayout_p.h"

#include <algorithm>

namespace Rudder {

namespace {

using namespace EventLayout;

// The event is what body ends with; it begins at start.
void fillIn(const EventTimes &times, QByteArray *body, qsizetype start)
{
    char *const event = body->data() + start;
    if (times.original)
        writeUtc(event + originalTimestampOffset, *times.original);
    writeUtc(event + sentAtOffset, times.sent);
    setClockUnset(body, times.isClockUnset);
}

} // namespace

QByteArray batchBody(const std::vector<StoredEvent> &events, const Clocks &now)
{
    static constexpr char begin[] = "{\"batch\":[";
    static constexpr char end[] = "],\"sentAt\":\"";
    static constexpr char close[] = "\"}";

    char time[timestampWidth];
    writeUtc(time, now.wall);

    qsizetype size = qsizetype(sizeof(begin) + sizeof(end) + sizeof(close)) + sizeof(time);
    for (const StoredEvent &event : events)
        size += event.bytes.size() + 1;

    QByteArray body;
    body.reserve(size);
    body.append(begin);
    for (const StoredEvent &event : events) {
        const qsizetype start = body.size();
        body.append(event.bytes);
        // The server reads the time of each event, not that of the batch.
        if (event.bytes.size() > headerSize)
            fillIn(timesOf(event, now), &body, start);
        body.append(',');
    }
    if (!events.empty())
        body.chop(1);
    body.append(end).append(time, sizeof(time)).append(close);
    return body;
}

QByteArray sharedAnonymousId(const std::vector<StoredEvent> &events)
{
    if (events.empty())
        return {};
    const QByteArray &first = events.front().anonymousId;
    const bool shared = std::all_of(events.begin(), events.end(), [&](const StoredEvent &event) {
        return event.anonymousId == first;
    });
    return shared ? first : QByteArray();
}

} // namespace Rudder
