// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_STANDINDELIVERY_P_H
#define RUDDERQT_STANDINDELIVERY_P_H

#include "analytics.h"

#include <memory>
#include <mutex>

namespace Rudder {

class EventLog;
class Notices;

// Stands in for queue and data plane where an EventRecorder gets the events. It has no thread: what
// is to be done, the caller's does. From any thread.
class StandInDelivery
{
public:
    // Null where the events are to be sent.
    static std::unique_ptr<StandInDelivery> of(const Configuration &configuration,
                                               Notices *notices);
    StandInDelivery(std::shared_ptr<EventLog> log, Notices *notices);
    Q_DISABLE_COPY_MOVE(StandInDelivery)

    void deliver(const QByteArray &event);
    void flush(quint64 id);
    void erase(quint64 id);
    void setEnabled(bool enabled);

private:
    void tellHowItStands();

    const std::shared_ptr<EventLog> m_log;
    Notices *const m_notices;
    std::mutex m_mutex;
    qint64 m_sinceFlush = 0;
    bool m_enabled = true;
};

} // namespace Rudder

#endif
