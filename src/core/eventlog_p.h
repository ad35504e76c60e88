// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTLOG_P_H
#define RUDDERQT_EVENTLOG_P_H

#include "acceptedevent.h"

#include <QtCore/qlist.h>

#include <mutex>
#include <vector>

namespace Rudder {

// What an EventRecorder has recorded. Shared by it and its clients, of which either may go first.
// From any thread.
class EventLog
{
public:
    void append(const AcceptedEvent &event)
    {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
    }
    QList<AcceptedEvent> events() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_events.begin(), m_events.end()};
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_events.clear();
    }

private:
    mutable std::mutex m_mutex;
    // Not a QList, which would be shared with its readers' copies: it changes in place once they are
    // gone, which it learns without the order that a thread sanitizer wants to see.
    std::vector<AcceptedEvent> m_events;
};

} // namespace Rudder

#endif
