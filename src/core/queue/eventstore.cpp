// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventstore_p.h"

namespace Rudder {

EventStore::~EventStore() = default;

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

} // namespace Rudder
