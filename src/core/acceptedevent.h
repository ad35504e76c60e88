// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ACCEPTEDEVENT_H
#define RUDDERQT_ACCEPTEDEVENT_H

#include <RudderQt/global.h>

#include <QtCore/qjsonobject.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

namespace Rudder {

class AcceptedEventData;

class RUDDERQT_CORE_EXPORT AcceptedEvent
{
    Q_GADGET
    Q_PROPERTY(Rudder::AcceptedEvent::Type type READ type CONSTANT FINAL)
    Q_PROPERTY(QString messageId READ messageId CONSTANT FINAL)
    Q_PROPERTY(QString name READ name CONSTANT FINAL)
    Q_PROPERTY(QString category READ category CONSTANT FINAL)
    Q_PROPERTY(QString userId READ userId CONSTANT FINAL)
    Q_PROPERTY(QString anonymousId READ anonymousId CONSTANT FINAL)
    Q_PROPERTY(QString groupId READ groupId CONSTANT FINAL)
    Q_PROPERTY(QString previousId READ previousId CONSTANT FINAL)
    Q_PROPERTY(QVariantMap properties READ properties CONSTANT FINAL)
    Q_PROPERTY(QVariantMap traits READ traits CONSTANT FINAL)
    Q_PROPERTY(QVariantMap context READ context CONSTANT FINAL)
    Q_PROPERTY(QJsonObject json READ json CONSTANT FINAL)

public:
    enum class Type { None, Identify, Track, Page, Screen, Group, Alias };
    Q_ENUM(Type)

    AcceptedEvent();
    explicit AcceptedEvent(const QJsonObject &json);
    AcceptedEvent(const AcceptedEvent &other);
    AcceptedEvent(AcceptedEvent &&other) noexcept;
    AcceptedEvent &operator=(const AcceptedEvent &other);
    AcceptedEvent &operator=(AcceptedEvent &&other) noexcept;
    ~AcceptedEvent();

    Type type() const;
    QString messageId() const;
    QString name() const;
    QString category() const;
    QString userId() const;
    QString anonymousId() const;
    QString groupId() const;
    QString previousId() const;
    QVariantMap properties() const;
    QVariantMap traits() const;
    QVariantMap context() const;
    QJsonObject json() const;

private:
    QSharedDataPointer<AcceptedEventData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const AcceptedEvent &event);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::AcceptedEvent)

#endif
