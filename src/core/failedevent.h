// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FAILEDEVENT_H
#define RUDDERQT_FAILEDEVENT_H

#include <RudderQt/global.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

namespace Rudder {

class FailedEventData;

class RUDDERQT_CORE_EXPORT FailedEvent
{
    Q_GADGET
    Q_PROPERTY(qint64 id READ id CONSTANT FINAL)
    Q_PROPERTY(QString messageId READ messageId CONSTANT FINAL)
    Q_PROPERTY(Rudder::FailedEvent::Reason reason READ reason CONSTANT FINAL)
    Q_PROPERTY(QString serverMessage READ serverMessage CONSTANT FINAL)
    Q_PROPERTY(QDateTime failedAt READ failedAt CONSTANT FINAL)
    Q_PROPERTY(int attempts READ attempts CONSTANT FINAL)
    Q_PROPERTY(QJsonObject event READ event CONSTANT FINAL)

public:
    enum class Reason { Refused, TooLarge, Exhausted };
    Q_ENUM(Reason)

    FailedEvent();
    FailedEvent(qint64 id, const QByteArray &json, Reason reason, const QString &serverMessage,
                const QDateTime &failedAt, int attempts);
    FailedEvent(const FailedEvent &other);
    FailedEvent(FailedEvent &&other) noexcept;
    FailedEvent &operator=(const FailedEvent &other);
    FailedEvent &operator=(FailedEvent &&other) noexcept;
    ~FailedEvent();

    qint64 id() const;
    QString messageId() const;
    Reason reason() const;
    QString serverMessage() const;
    QDateTime failedAt() const;
    int attempts() const;
    QJsonObject event() const;

private:
    QSharedDataPointer<FailedEventData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const FailedEvent &event);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::FailedEvent)

#endif
