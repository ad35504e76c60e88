// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What the recorder does with calls while the user has not decided, and with the decision.

#include "recorder_p.h"

#include "event/eventcheck_p.h"
#include "event/messageid_p.h"

#include <QtCore/qdatetime.h>

#include <algorithm>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

// What a call that is held would be refused for is said at once. There is nobody whose event it is.
Error Recorder::checkHeld(Event event) const
{
    const QString somebody = u"00000000-0000-4000-8000-000000000000"_s;
    if (event.userId.isEmpty() && event.anonymousId.isEmpty())
        event.anonymousId = somebody;
    if (event.type == EventType::Alias && event.isArgument && event.previousId.isEmpty())
        event.previousId = somebody;
    if (const Error error = checkEvent(event); error.isError())
        return error;
    QByteArray bytes;
    return m_writer.write(event, {}, *m_context->current(), somebody.toLatin1(), 0, &bytes);
}

Receipt Recorder::hold(Event &event)
{
    if (const Error error = checkHeld(event); error.isError())
        return refuse(error);
    const std::lock_guard lock(m_heldMutex);
    const Moment now = m_activity.now();
    if (m_permission == Permission::Record) // decided meanwhile
        return recordNow(event, now);
    if (const Error error = refusal(); error.isError())
        return refuse(error);
    if (heldEvents() >= m_configuration.maxPendingEvents()) {
        return refuse(Error(Error::Code::InboxFull,
                            u"As many events wait for the user's decision as maxPendingEvents "
                            "allows."_s));
    }
    if (event.messageId.isEmpty())
        event.messageId = QString::fromLatin1(newMessageId());
    m_held.push_back({event, now, {}, false});
    return Receipt::acceptedAs(event.messageId.toUtf8());
}

// In its place among the events, of which those before it are of the user who is forgotten.
bool Recorder::holdReset(Analytics::ResetParts parts, bool endsSession)
{
    const std::lock_guard lock(m_heldMutex);
    if (m_permission != Permission::Hold)
        return false;
    if (m_held.empty() || m_held.back().event)
        m_held.push_back({std::nullopt, m_activity.now(), {}, false});
    HeldCall &call = m_held.back();
    call.reset |= parts;
    call.endsSession = call.endsSession || endsSession;
    return true;
}

qsizetype Recorder::heldEvents() const
{
    return std::count_if(m_held.begin(), m_held.end(),
                         [](const HeldCall &call) { return call.event.has_value(); });
}

void Recorder::release(HeldCall &call)
{
    if (call.event) {
        const Error error = refusal(); // a middleware may have denied
        if (error.isError())
            refuse(error);
        else
            recordNow(*call.event, call.moment);
        return;
    }
    if (call.reset)
        resetNow(call.reset, call.moment);
    if (call.endsSession)
        endSessionNow();
}

Error Recorder::grantConsent(const QStringList &purposes)
{
    if (const Error error = refusalForGood(); error.isError())
        return error;
    if (const Error error = checkPurposes(m_configuration, purposes); error.isError())
        return error;
    const std::lock_guard lock(m_heldMutex);
    {
        const auto changing = m_identity->lockForChange();
        IdentityValues values = m_identity->current()->values;
        const auto now = QDateTime::fromMSecsSinceEpoch(m_environment->wallClock(), Qt::UTC);
        values.consent = grantedDecision(m_configuration, purposes, now);
        rememberAndStore(values);
    }
    // Before others may record: what is held was called earlier.
    Permission before = m_permission;
    if (before == Permission::Hold) {
        while (!m_held.empty()) { // a middleware may have recorded one more
            for (HeldCall &call : std::exchange(m_held, {}))
                release(call);
        }
    }
    m_permission.compare_exchange_strong(before, Permission::Record); // else denied meanwhile
    return {};
}

bool Recorder::denyConsent(quint64 id)
{
    const std::lock_guard lock(m_heldMutex);
    m_permission = Permission::Refuse;
    dropHeld(Analytics::DropReason::NoConsent);
    return forgetAll(
            id,
            ConsentDecision(ConsentDecision::State::Denied, {}, m_configuration.consentPurposes(),
                            QDateTime::fromMSecsSinceEpoch(m_environment->wallClock(), Qt::UTC)));
}

bool Recorder::purge(quint64 id)
{
    const std::lock_guard lock(m_heldMutex);
    dropHeld(Analytics::DropReason::Purged);
    return forgetAll(id, consent());
}

void Recorder::dropHeld(Analytics::DropReason reason)
{
    for (qsizetype i = heldEvents(); i > 0; --i)
        m_listeners.dropped(reason);
    m_held.clear();
}

bool Recorder::forgetAll(quint64 id, const ConsentDecision &decision)
{
    const auto changing = m_identity->lockForChange();
    IdentityValues nobody;
    nobody.mayYield = false;
    nobody.consent = decision;
    const Identity::Snapshot next = m_identity->prepare(nobody);
    if (!m_standIn && !eraseStored(id, *next))
        return false;
    remember(next);
    return true;
}

// With what was decided, so that nothing is erased before that is noted.
bool Recorder::eraseStored(quint64 id, const IdentitySnapshot &next)
{
    const bool isDecided = next.values.consent.state() != ConsentDecision::State::Unknown;
    const Inbox::Push push =
            m_inbox->pushErasure(id, next.record->revision, isDecided ? next.record : nullptr);
    if (push == Inbox::Push::AcceptedFirst)
        m_listeners.inboxFilled();
    return push != Inbox::Push::Closed;
}

} // namespace Rudder
