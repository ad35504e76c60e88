// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTRECORDER_H
#define RUDDERQT_EVENTRECORDER_H

#include <RudderQt/acceptedevent.h>
#include <RudderQt/configuration.h>

#include <QtCore/qlist.h>

#include <memory>

namespace Rudder {

class EventLog;

class RUDDERQT_CORE_EXPORT EventRecorder
{
public:
    EventRecorder();
    ~EventRecorder();

    Configuration configuration() const;
    Configuration configuration(const Configuration &own) const;

    QList<AcceptedEvent> events() const;
    void clear();

private:
    Q_DISABLE_COPY_MOVE(EventRecorder)
    const std::shared_ptr<EventLog> d;
};

} // namespace Rudder

#endif
