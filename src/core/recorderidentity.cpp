// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What the recorder remembers of the user beside the calls.

#include "recorder_p.h"

#include "event/eventcheck_p.h"

#include <algorithm>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

IdentityValues Recorder::remembered() const
{
    return mayRemember() ? m_identity->current()->values : IdentityValues();
}

QString Recorder::anonymousId()
{
    if (!mayRemember())
        return {};
    const QString known = m_identity->current()->values.anonymousId;
    return known.isEmpty() && !refusal().isError() ? knownOrNewAnonymousId() : known;
}

QString Recorder::knownOrNewAnonymousId()
{
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    if (values.anonymousId.isEmpty()) {
        makeAnonymousId(&values);
        rememberAndStore(values);
    }
    return values.anonymousId;
}

Error Recorder::setAnonymousId(const QString &anonymousId)
{
    if (const Error error = refusalToRemember(); error.isError())
        return error;
    if (anonymousId.isEmpty())
        return Error(Error::Code::MissingUser, u"You must pass an \"anonymousId\"."_s);
    if (anonymousId.size() > m_configuration.maxEventBytes() / 4) // each event carries it, escaped
        return tooLarge(m_configuration.maxEventBytes());
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    values.anonymousId = anonymousId;
    values.mayYield = false;
    rememberAndStore(values);
    return {};
}

void Recorder::reset(Analytics::ResetParts parts)
{
    if (!refusalForGood().isError() && !holdReset(parts, false))
        resetNow(parts, m_activity.now());
}

void Recorder::resetNow(Analytics::ResetParts parts, const Moment &now)
{
    const auto lock = m_identity->lockForChange();
    IdentityValues values = withoutUser(m_identity->current()->values, parts);
    if ((parts & Analytics::ResetPart::Session) && values.session.id != 0)
        values.session = newSession(values.session, 0, now);
    if (identityToBytes(values) != m_identity->current()->record->bytes)
        rememberAndStore(values);
}

SessionRules Recorder::sessionRules() const
{
    return {m_sessionRules.areAutomatic && !m_isSessionEnded.load(std::memory_order_relaxed),
            m_sessionRules.timeout};
}

// Of the same kind as the one before.
Session Recorder::newSession(const Session &before, qint64 id, const Moment &now)
{
    Session session;
    const qint64 last = std::max(before.id, m_lastSessionId.load(std::memory_order_relaxed));
    session.id = id != 0 ? id : newSessionId(now.wall, last, m_environment->random());
    session.isManual = before.isManual;
    session.lastActivity = now;
    return session;
}

Error Recorder::startSession(qint64 id)
{
    if (const Error error = refusalToRemember(); error.isError())
        return error;
    if (id != 0 && (id < leastSessionId || id > mostSessionId)) {
        return Error(Error::Code::InvalidSessionId,
                     u"The id of a session must be a number of at least 10 digits, and at most "
                     "%1."_s.arg(mostSessionId));
    }
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    values.session = newSession(values.session, id, m_activity.now());
    values.session.isManual = true;
    rememberAndStore(values);
    return {};
}

void Recorder::endSession()
{
    if (!refusalForGood().isError() && !holdReset({}, true))
        endSessionNow();
}

void Recorder::endSessionNow()
{
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    m_isSessionEnded = true;
    if (values.session.id == 0)
        return;
    values.session = {};
    rememberAndStore(values);
}

void Recorder::keepActivity()
{
    if (m_guard.isForked() || !m_activity.isNoted() || !mayRemember())
        return;
    // exit() may have been called by whoever holds the lock.
    const auto lock = m_identity->tryLockForChange();
    if (!lock)
        return;
    IdentityValues values = m_identity->current()->values;
    const Moment last = m_activity.last(values.session.lastActivity);
    if (values.session.id == 0 || values.session.isManual
        || last.boot == values.session.lastActivity.boot) {
        return;
    }
    values.session.lastActivity = last;
    rememberAndStore(values);
}

std::optional<ApplicationVersion> Recorder::exchangeApplication(const ApplicationVersion &now)
{
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    const auto before = values.application;
    if (before == now)
        return before;
    values.application = now;
    remember(m_identity->prepare(values)); // the event that tells of it brings it to disk
    return before;
}

void Recorder::rememberAndStore(const IdentityValues &values)
{
    const Identity::Snapshot next = m_identity->prepare(values);
    const bool mayStore = permission(m_configuration, values.consent) == Permission::Record;
    if (mayStore && m_inbox->pushIdentity(next->record) == Inbox::Push::AcceptedFirst)
        m_listeners.inboxFilled();
    remember(next);
}

void Recorder::remember(Identity::Snapshot snapshot)
{
    const Identity::Snapshot before = m_identity->current();
    const IdentityValues now = snapshot->values;
    if (now.session.id != 0)
        m_lastSessionId = now.session.id;
    m_identity->remember(std::move(snapshot));
    if (!isSameUser(before->values, now))
        m_listeners.identityChanged();
    if (before->values.session.id != now.session.id)
        m_listeners.sessionChanged();
}

} // namespace Rudder
