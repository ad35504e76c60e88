// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONSENTDECISION_H
#define RUDDERQT_CONSENTDECISION_H

#include <RudderQt/global.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstringlist.h>

QT_BEGIN_NAMESPACE
class QDateTime;
class QDebug;
QT_END_NAMESPACE

namespace Rudder {

class ConsentDecisionData;

class RUDDERQT_CORE_EXPORT ConsentDecision
{
    Q_GADGET
    Q_PROPERTY(Rudder::ConsentDecision::State state READ state CONSTANT FINAL)
    Q_PROPERTY(QStringList allowedPurposes READ allowedPurposes CONSTANT FINAL)
    Q_PROPERTY(QStringList deniedPurposes READ deniedPurposes CONSTANT FINAL)
    Q_PROPERTY(QDateTime decidedAt READ decidedAt CONSTANT FINAL)

public:
    enum class State { Unknown, Granted, Denied };
    Q_ENUM(State)

    ConsentDecision();
    ConsentDecision(State state, const QStringList &allowedPurposes,
                    const QStringList &deniedPurposes, const QDateTime &decidedAt);
    ConsentDecision(const ConsentDecision &other);
    ConsentDecision(ConsentDecision &&other) noexcept;
    ConsentDecision &operator=(const ConsentDecision &other);
    ConsentDecision &operator=(ConsentDecision &&other) noexcept;
    ~ConsentDecision();

    State state() const;
    QStringList allowedPurposes() const;
    QStringList deniedPurposes() const;
    QDateTime decidedAt() const;

    friend RUDDERQT_CORE_EXPORT bool operator==(const ConsentDecision &a, const ConsentDecision &b);
    friend bool operator!=(const ConsentDecision &a, const ConsentDecision &b) { return !(a == b); }

private:
    QSharedDataPointer<ConsentDecisionData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const ConsentDecision &decision);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::ConsentDecision)

#endif
