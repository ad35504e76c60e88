// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTWRITER_P_H
#define RUDDERQT_EVENTWRITER_P_H

#include "error.h"
#include "event/event_p.h"
#include "identity/identity_p.h"
#include "private_export_p.h"

#include <utility>
#include <vector>

namespace Rudder {

// The context that events share, as ready-made members.
class RUDDERQT_CORE_PRIVATE_EXPORT ContextPart
{
public:
    explicit ContextPart(const Properties &context);

    // "app":{…},"os":{…},… without those keys, and without a comma at either end.
    QByteArray without(const Properties &replacements) const;
    const QByteArray &all() const { return m_all; }

private:
    std::vector<std::pair<QString, QByteArray>> m_members;
    QByteArray m_all;
};

// Makes an event's final bytes. Values in, bytes out.
class RUDDERQT_CORE_PRIVATE_EXPORT EventWriter
{
public:
    // An event before earliestTime, in ms since 1970, says that nobody had set its clock.
    EventWriter(const QString &channel, qint64 maxEventBytes, qint64 earliestTime);

    // own: the remembered user's part, for events about that user.
    Error write(const Event &event, const IdentitySnapshot *own, const ContextPart &context,
                const QByteArray &messageId, qint64 wallClock, QByteArray *bytes) const;

private:
    QByteArray m_channelMember;
    qint64 m_maxEventBytes;
    qint64 m_earliestTime;
};

} // namespace Rudder

#endif
