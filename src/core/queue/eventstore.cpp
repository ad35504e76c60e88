// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventstore_p.h"

#include <limits>

namespace Rudder {

EventStore::~EventStore() = default;

Claim EventStore::claim(const ClaimRequest &request, Error *error)
{
    const qint64 after = request.done.empty() ? 0 : request.done.back();
    return {oldest(after, request.maxEvents, request.maxBytes, error), std::nullopt, false};
}

Error EventStore::renewClaim(const IdRange &, qint64)
{
    return {};
}

qint64 EventStore::transactionBytes() const
{
    return std::numeric_limits<qint64>::max();
}

Error EventStore::setOwner(const QByteArray &)
{
    return {};
}

QByteArray EventStore::backoffRecord() const
{
    return {};
}

Error EventStore::setBackoffRecord(const QByteArray &)
{
    return {};
}

QByteArray EventStore::sourceRecord() const
{
    return {};
}

Error EventStore::setSourceRecord(const QByteArray &)
{
    return {};
}

} // namespace Rudder
