// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/activity_p.h"

#include "event/messageid_p.h"

#include <utility>

namespace Rudder {

Activity::Activity(std::shared_ptr<Environment> environment) : m_environment(std::move(environment))
{
}

// Where the system names no boot, the process is what its clock can be relied upon for.
const QByteArray &Activity::bootId() const
{
    std::call_once(m_bootIdOnce, [this] {
        m_bootId = m_environment->bootId();
        if (m_bootId.isEmpty())
            m_bootId = newMessageId();
    });
    return m_bootId;
}

Moment Activity::now() const
{
    return {m_environment->wallClock(), m_environment->bootClock(), bootId()};
}

void Activity::note(const Moment &moment)
{
    m_wall.store(moment.wall, std::memory_order_relaxed);
    m_boot.store(moment.boot, std::memory_order_relaxed);
}

Moment Activity::last(const Moment &onDisk) const
{
    const qint64 boot = m_boot.load(std::memory_order_relaxed);
    return boot == never ? onDisk : Moment{m_wall.load(std::memory_order_relaxed), boot, bootId()};
}

} // namespace Rudder
