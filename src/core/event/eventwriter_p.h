// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTWRITER_P_H
#define RUDDERQT_EVENTWRITER_P_H

#include "error.h"
#include "event/contextpart_p.h"
#include "event/event_p.h"
#include "identity/identity_p.h"
#include "private_export_p.h"

namespace Rudder {

// Whom an event is about.
struct EventUser
{
    const IdentitySnapshot *own = nullptr; // the remembered user; null: who the event names
    bool startsSession = false;            // it is the first one of own's session
    QByteArray consentMember;              // "consentManagement":{…}, or empty
};

// Makes an event's final bytes. Values in, bytes out.
class RUDDERQT_CORE_PRIVATE_EXPORT EventWriter
{
public:
    // An event before earliestTime, in ms since 1970, says that nobody had set its clock.
    EventWriter(const QString &channel, qint64 maxEventBytes, qint64 earliestTime);

    Error write(const Event &event, const EventUser &user, const ContextPart &context,
                const QByteArray &messageId, qint64 wallClock, QByteArray *bytes) const;

private:
    QByteArray m_channelMember;
    qint64 m_maxEventBytes;
    qint64 m_earliestTime;
};

} // namespace Rudder

#endif
