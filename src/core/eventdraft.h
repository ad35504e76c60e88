// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTDRAFT_H
#define RUDDERQT_EVENTDRAFT_H

#include <RudderQt/acceptedevent.h>
#include <RudderQt/properties.h>

namespace Rudder {

class EventDraftData;

class RUDDERQT_CORE_EXPORT EventDraft
{
public:
    using Type = AcceptedEvent::Type;

    EventDraft();
    EventDraft(const EventDraft &other);
    EventDraft(EventDraft &&other) noexcept;
    EventDraft &operator=(const EventDraft &other);
    EventDraft &operator=(EventDraft &&other) noexcept;
    ~EventDraft();

    EventDraft &setType(Type type);
    EventDraft &setName(const QString &name);
    EventDraft &setCategory(const QString &category);
    EventDraft &setUserId(const QString &userId);
    EventDraft &setAnonymousId(const QString &anonymousId);
    EventDraft &setGroupId(const QString &groupId);
    EventDraft &setPreviousId(const QString &previousId);
    EventDraft &setProperties(const Properties &properties);
    EventDraft &setTraits(const Properties &traits);
    EventDraft &setContext(const Properties &context);
    EventDraft &setIntegrations(const Properties &integrations);
    EventDraft &setTimestamp(const QDateTime &timestamp);
    EventDraft &setMessageId(const QString &messageId);

    Type type() const;
    QString name() const;
    QString category() const;
    QString userId() const;
    QString anonymousId() const;
    QString groupId() const;
    QString previousId() const;
    Properties properties() const;
    Properties traits() const;
    Properties context() const;
    Properties integrations() const;
    QDateTime timestamp() const;
    QString messageId() const;

private:
    friend class EventDraftData;
    QSharedDataPointer<EventDraftData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const EventDraft &draft);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::EventDraft)

#endif
