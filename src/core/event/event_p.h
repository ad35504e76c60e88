// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENT_P_H
#define RUDDERQT_EVENT_P_H

#include "properties.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qstring.h>

namespace Rudder {

enum class EventType { Identify, Track, Page, Screen, Group, Alias };

// What one of the six calls says, before it becomes bytes.
struct Event
{
    EventType type = EventType::Track;
    QString event; // track
    QString name;  // page, screen
    QString category;
    QString groupId;    // group
    QString previousId; // alias
    QString userId;
    QString anonymousId;
    bool isArgument = false; // the userId is the call's own, which is to be remembered
    bool isNamed = false;    // whoever it is of is named here: nothing remembered is added
    Properties properties;   // track, page, screen
    Properties traits;       // identify, group, alias
    Properties context;
    Properties integrations;
    QDateTime timestamp;
    QString messageId;
};

} // namespace Rudder

#endif
