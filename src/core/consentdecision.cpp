// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/consentdecision.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qdebug.h>

namespace Rudder {

class ConsentDecisionData : public QSharedData
{
public:
    ConsentDecision::State state = ConsentDecision::State::Unknown;
    QStringList allowedPurposes;
    QStringList deniedPurposes;
    QDateTime decidedAt;
};

/*!
    \class Rudder::ConsentDecision
    \inmodule RudderQt.Core
    \brief What the user decided about being tracked: a value to show, to keep and to account for.

    A client remembers the decision over restarts, see Analytics::consent(). A default-constructed
    one is State::Unknown: the user has not been asked, or has not answered.
*/

/*!
    \enum Rudder::ConsentDecision::State

    \value Unknown   The user has not decided.
    \value Granted   The user consented, to some purposes at least where there are any.
    \value Denied    The user refused, or took the consent back.
*/

/*!
    Constructs an unknown decision.
*/
ConsentDecision::ConsentDecision() = default;

/*!
    Constructs a decision of \a state about \a allowedPurposes and \a deniedPurposes, made at
    \a decidedAt.
*/
ConsentDecision::ConsentDecision(State state, const QStringList &allowedPurposes,
                                 const QStringList &deniedPurposes, const QDateTime &decidedAt)
    : d(new ConsentDecisionData)
{
    d->state = state;
    d->allowedPurposes = allowedPurposes;
    d->deniedPurposes = deniedPurposes;
    d->decidedAt = decidedAt;
}

ConsentDecision::ConsentDecision(const ConsentDecision &other) = default;
ConsentDecision::ConsentDecision(ConsentDecision &&other) noexcept = default;
ConsentDecision &ConsentDecision::operator=(const ConsentDecision &other) = default;
ConsentDecision &ConsentDecision::operator=(ConsentDecision &&other) noexcept = default;
ConsentDecision::~ConsentDecision() = default;

/*!
    \property Rudder::ConsentDecision::state
    \brief what was decided.
*/
ConsentDecision::State ConsentDecision::state() const
{
    return d ? d->state : State::Unknown;
}

/*!
    \property Rudder::ConsentDecision::allowedPurposes
    \brief the purposes that the user consented to, of Configuration::consentPurposes() at that time.
*/
QStringList ConsentDecision::allowedPurposes() const
{
    return d ? d->allowedPurposes : QStringList();
}

/*!
    \property Rudder::ConsentDecision::deniedPurposes
    \brief the others.
*/
QStringList ConsentDecision::deniedPurposes() const
{
    return d ? d->deniedPurposes : QStringList();
}

/*!
    \property Rudder::ConsentDecision::decidedAt
    \brief when the application told the client, by the system's clock; invalid while Unknown.
*/
QDateTime ConsentDecision::decidedAt() const
{
    return d ? d->decidedAt : QDateTime();
}

/*!
    Returns whether \a a and \a b say the same, and since the same time.
*/
bool operator==(const ConsentDecision &a, const ConsentDecision &b)
{
    return a.d == b.d
            || (a.state() == b.state() && a.allowedPurposes() == b.allowedPurposes()
                && a.deniedPurposes() == b.deniedPurposes() && a.decidedAt() == b.decidedAt());
}

/*!
    Writes \a decision to \a debug.
*/
QDebug operator<<(QDebug debug, const ConsentDecision &decision)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Rudder::ConsentDecision(" << decision.state() << ", allowed "
                    << decision.allowedPurposes() << ", denied " << decision.deniedPurposes()
                    << ", " << decision.decidedAt() << ')';
    return debug;
}

} // namespace Rudder
