// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "standindelivery_p.h"

#include "configuration_p.h"
#include "eventlog_p.h"
#include "notices_p.h"

#include <QtCore/qjsondocument.h>

#include <utility>

namespace Rudder {

std::unique_ptr<StandInDelivery> StandInDelivery::of(const Configuration &configuration,
                                                     Notices *notices)
{
    auto log = ConfigurationData::of(configuration)->eventLog;
    return log ? std::make_unique<StandInDelivery>(std::move(log), notices) : nullptr;
}

StandInDelivery::StandInDelivery(std::shared_ptr<EventLog> log, Notices *notices)
    : m_log(std::move(log)), m_notices(notices)
{
}

void StandInDelivery::deliver(const QByteArray &event)
{
    const AcceptedEvent accepted(QJsonDocument::fromJson(event).object());
    const std::lock_guard lock(m_mutex);
    m_log->append(accepted);
    ++m_sinceFlush;
    tellHowItStands();
}

void StandInDelivery::flush(quint64 id)
{
    const std::lock_guard lock(m_mutex);
    const qint64 delivered = std::exchange(m_sinceFlush, 0);
    m_notices->delivered(delivered);
    tellHowItStands();
    m_notices->flushed({{id, FlushResult(delivered, 0, {})}});
}

// What is recorded for the test stays there.
void StandInDelivery::erase(quint64 id)
{
    const std::lock_guard lock(m_mutex);
    m_notices->dropped(Analytics::DropReason::Purged, std::exchange(m_sinceFlush, 0));
    tellHowItStands();
    m_notices->erased({{id, {}}});
}

void StandInDelivery::setEnabled(bool enabled)
{
    const std::lock_guard lock(m_mutex);
    m_enabled = enabled;
    tellHowItStands();
}

// In the order in which it came to stand so, hence under the lock.
void StandInDelivery::tellHowItStands()
{
    const auto whenEnabled = m_sinceFlush > 0 ? Analytics::State::Waiting : Analytics::State::Idle;
    m_notices->queuedCount(m_sinceFlush);
    m_notices->state(m_enabled ? whenEnabled : Analytics::State::Disabled);
}

} // namespace Rudder
