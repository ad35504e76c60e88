// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/clockmark_p.h"

namespace Rudder {

namespace {

constexpr QByteArrayView end = "}}"; // of the context, which is never empty, and of the event
constexpr QByteArrayView markedEnd = ",\"clock\":\"unset\"}}";

} // namespace

// The caller's own context can't end like this: its texts have no bare quotes, and its objects one
// brace more.
bool isClockUnset(QByteArrayView eventBytes)
{
    return eventBytes.endsWith(markedEnd);
}

void setClockUnset(QByteArray *bytes, bool unset)
{
    if (!bytes->endsWith(end) || isClockUnset(*bytes) == unset)
        return;
    const QByteArrayView from = unset ? end : markedEnd;
    bytes->chop(from.size());
    bytes->append(unset ? markedEnd : end);
}

} // namespace Rudder
