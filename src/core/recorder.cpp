// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "recorder_p.h"

#include "context/systemcontext_p.h"
#include "event/eventcheck_p.h"
#include "event/messageid_p.h"
#include "standindelivery_p.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcRecorder, "rudder.recorder", QtWarningMsg)

namespace {

Error refusalFor(Error::Code code)
{
    switch (code) {
    case Error::Code::NoError:
        return {};
    case Error::Code::Disabled:
        return Error(code, u"The client is disabled."_s);
    case Error::Code::ShutDown:
        return Error(code, u"The client has ended, with the application or before it."_s);
    case Error::Code::MissingWriteKey:
        return Error(code, u"You must pass your RudderStack project's write key."_s);
    default:
        return Error(code, u"The data plane URL is not valid."_s);
    }
}

Error ofAnotherProcess()
{
    return Error(Error::Code::ShutDown,
                 u"The client belongs to the process that this one was forked from."_s);
}

// None: nothing was to be recorded.
std::optional<Analytics::DropReason> dropReason(Error::Code code)
{
    switch (code) {
    case Error::Code::NoError:
    case Error::Code::Disabled:
    case Error::Code::ShutDown:
    case Error::Code::MissingWriteKey:
    case Error::Code::InvalidDataPlaneUrl:
        return std::nullopt;
    case Error::Code::InboxFull:
        return Analytics::DropReason::InboxFull;
    case Error::Code::TooLarge:
        return Analytics::DropReason::TooLarge;
    default:
        return Analytics::DropReason::Refused;
    }
}

void apply(const CallOptions &options, Event *event)
{
    event->category = options.category();
    event->context = options.context();
    event->integrations = options.integrations();
    event->timestamp = options.timestamp();
    event->messageId = options.messageId();
    event->anonymousId = options.anonymousId();
    const bool hasArgument = event->type == EventType::Identify || event->type == EventType::Alias;
    event->isArgument = hasArgument && !event->userId.isEmpty();
    if (event->userId.isNull())
        event->userId = options.userId();
    if (event->type == EventType::Alias) {
        event->properties = options.properties();
        event->traits = options.traits();
    }
}

bool changesIdentity(EventType type)
{
    return type == EventType::Identify || type == EventType::Group || type == EventType::Alias;
}

bool isOwnUser(const IdentityValues &remembered, const Event &event)
{
    return event.userId.isEmpty() || event.userId == remembered.userId;
}

bool isOwnAnonymous(const IdentityValues &remembered, const Event &event)
{
    return event.anonymousId.isEmpty() || event.anonymousId == remembered.anonymousId;
}

bool isOwnPrevious(const IdentityValues &remembered, const Event &event)
{
    return event.previousId.isEmpty() || event.previousId == remembered.userId
            || event.previousId == remembered.anonymousId;
}

// Whether the call is about the remembered user; only then is anything remembered added, or changed.
// What identify() and alias() themselves name is who the remembered user is from then on.
bool isOwn(const IdentityValues &remembered, const Event &event)
{
    if (!isOwnAnonymous(remembered, event))
        return false;
    if (event.type == EventType::Alias)
        return event.isArgument && isOwnPrevious(remembered, event);
    return event.isArgument || isOwnUser(remembered, event);
}

Error conflictOfUserIds(const Event &event, const CallOptions &options)
{
    const bool hasArgument = event.type == EventType::Identify || event.type == EventType::Alias;
    if (!hasArgument || event.userId.isEmpty() || options.userId().isEmpty()
        || event.userId == options.userId())
        return {};
    return Error(Error::Code::ConflictingIds,
                 u"\"userId\" is given twice, as \"%1\" and as \"%2\"."_s.arg(event.userId,
                                                                              options.userId()));
}

IdentityValues withoutUser(IdentityValues values, Analytics::ResetParts parts)
{
    if (parts & Analytics::ResetPart::User) {
        values.userId.clear();
        values.traits = {};
    }
    if (parts & Analytics::ResetPart::Group) {
        values.groupId.clear();
        values.groupTraits = {};
    }
    if (parts & Analytics::ResetPart::AnonymousId) {
        values.anonymousId.clear();
        values.mayYield = false;
    }
    return values;
}

} // namespace

Recorder::Recorder(const Configuration &configuration, std::shared_ptr<Environment> environment,
                   Identity *identity, Inbox *inbox, StandInDelivery *standIn, Listeners listeners)
    : m_environment(environment), m_identity(identity), m_inbox(inbox), m_standIn(standIn),
      m_listeners(std::move(listeners)),
      m_writer(configuration.channel(), configuration.maxEventBytes()),
      m_context(systemContext()), m_sessionRules{configuration.hasAutomaticSessions(),
                                                 configuration.sessionTimeout().count()},
      m_isAnonymousIdFresh(configuration.isAnonymousIdFresh()),
      m_maxEventBytes(configuration.maxEventBytes()), m_activity(std::move(environment))
{
}

Error Recorder::refusal() const
{
    if (m_guard.isForked())
        return ofAnotherProcess();
    return refusalFor(m_refusal.load(std::memory_order_relaxed));
}

Receipt Recorder::record(Event &event, const CallOptions &options)
{
    if (m_guard.isForked())
        return Receipt::refused(ofAnotherProcess());
    if (const Error conflict = conflictOfUserIds(event, options); conflict.isError())
        return refuse(conflict);
    apply(options, &event);
    return recordNow(event);
}

Receipt Recorder::recordNow(Event &event)
{
    if (const Error error = refusal(); error.isError()) // before an id is made
        return refuse(error);
    const Moment now = m_activity.now();
    if (!changesIdentity(event.type)) {
        const Identity::Snapshot current = m_identity->current();
        if (!isOwn(current->values, event))
            return write(event, {}, now);
        if (isAsRemembered(*current, now)) {
            event.userId = current->values.userId;
            event.anonymousId = current->values.anonymousId;
            m_activity.note(now);
            return write(event, {current.get()}, now);
        }
    }
    const auto lock = m_identity->lockForChange();
    const IdentityValues values = m_identity->current()->values;
    if (!isOwn(values, event))
        return write(event, {}, now);
    return writeAndRemember(event, values, now);
}

bool Recorder::isAsRemembered(const IdentitySnapshot &current, const Moment &now) const
{
    const Session &session = current.values.session;
    return !current.values.anonymousId.isEmpty()
            && isUndisturbed(session, m_activity.last(session.lastActivity), now, sessionRules());
}

IdentityValues Recorder::valuesAfter(const Event &event, IdentityValues values) const
{
    switch (event.type) {
    case EventType::Identify:
        if (!event.isArgument || event.userId == values.userId) {
            values.traits.insert(event.traits);
        } else {
            values.userId = event.userId;
            values.traits = event.traits;
        }
        break;
    case EventType::Group:
        if (event.groupId == values.groupId) {
            values.groupTraits.insert(event.traits);
        } else {
            values.groupId = event.groupId;
            values.groupTraits = event.traits;
        }
        break;
    case EventType::Alias:
        values.userId = event.userId;
        break;
    default:
        break;
    }
    return values;
}

Receipt Recorder::writeAndRemember(Event &event, IdentityValues values, const Moment &now)
{
    Session before = values.session;
    before.lastActivity = m_activity.last(before.lastActivity);
    const bool isOther = event.type == EventType::Identify && event.isArgument
            && !values.userId.isEmpty() && event.userId != values.userId;
    if (isOther && m_isAnonymousIdFresh) {
        values = withoutUser(std::move(values), Analytics::ResetPart::All);
        before = newSession(before, 0, now);
    }
    makeAnonymousId(&values);
    if (event.type == EventType::Alias && event.previousId.isEmpty())
        event.previousId = values.userId.isEmpty() ? values.anonymousId : values.userId;
    values = valuesAfter(event, std::move(values));
    event.userId = values.userId;
    event.anonymousId = values.anonymousId;

    values.session = sessionAt(before, now, sessionRules(), newSession(before, 0, now).id);
    const bool startsSession = values.session.id != 0 && !values.session.isStarted;
    values.session.isStarted = values.session.id != 0;
    const Identity::Snapshot next = m_identity->prepare(values);
    const Receipt receipt = write(event, {next.get(), startsSession}, now);
    if (receipt.accepted()) {
        m_activity.note(now);
        remember(next);
    }
    return receipt;
}

Receipt Recorder::refuse(const Error &error) const
{
    qCDebug(lcRecorder).noquote() << "refused:" << error.message();
    if (const auto reason = dropReason(error.code()))
        m_listeners.dropped(*reason);
    return Receipt::refused(error);
}

Receipt Recorder::write(const Event &event, const EventUser &user, const Moment &now)
{
    if (const Error error = checkEvent(event); error.isError())
        return refuse(error);

    RecordedEvent recorded;
    recorded.messageId = event.messageId.isEmpty() ? newMessageId() : event.messageId.toUtf8();
    const Error error =
            m_writer.write(event, user, m_context, recorded.messageId, now.wall, &recorded.bytes);
    if (error.isError())
        return refuse(error);
    recorded.anonymousId = user.own ? user.own->anonymousIdUtf8 : event.anonymousId.toUtf8();
    recorded.bootMilliseconds = now.boot;
    if (user.own)
        recorded.identity = user.own->record;

    const QByteArray messageId = recorded.messageId;
    if (const Error notTaken = handOver(std::move(recorded)); notTaken.isError())
        return refuse(notTaken);
    qCDebug(lcRecorder) << "accepted:" << messageId;
    return Receipt::acceptedAs(messageId);
}

Error Recorder::handOver(RecordedEvent &&event)
{
    if (m_standIn) {
        m_standIn->deliver(event.bytes);
        return {};
    }
    switch (m_inbox->push(std::move(event))) {
    case Inbox::Push::AcceptedFirst:
        m_listeners.inboxFilled();
        return {};
    case Inbox::Push::Accepted:
        return {};
    case Inbox::Push::Full:
        return Error(Error::Code::InboxFull,
                     u"Too many events wait in memory to be stored. Raise "
                     "maxInternalQueueSize or maxInternalQueueBytes, or record less."_s);
    case Inbox::Push::Closed:
        return refusalFor(Error::Code::ShutDown);
    }
    Q_UNREACHABLE();
}

// What is remembered

QString Recorder::anonymousId()
{
    const QString known = m_identity->current()->values.anonymousId;
    if (!known.isEmpty() || refusal().isError())
        return known;
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
    if (const Error error = refusal(); error.isError())
        return error;
    if (anonymousId.isEmpty())
        return Error(Error::Code::MissingUser, u"You must pass an \"anonymousId\"."_s);
    if (anonymousId.size() > m_maxEventBytes / 4) // each event carries it, escaped
        return tooLarge(m_maxEventBytes);
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    values.anonymousId = anonymousId;
    values.mayYield = false;
    rememberAndStore(values);
    return {};
}

void Recorder::reset(Analytics::ResetParts parts)
{
    if (m_guard.isForked())
        return;
    const auto lock = m_identity->lockForChange();
    IdentityValues values = withoutUser(m_identity->current()->values, parts);
    if ((parts & Analytics::ResetPart::Session) && values.session.id != 0)
        values.session = newSession(values.session, 0, m_activity.now());
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
    if (const Error error = refusal(); error.isError())
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
    if (m_guard.isForked())
        return;
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
    if (m_guard.isForked() || !m_activity.isNoted())
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

void Recorder::rememberAndStore(const IdentityValues &values)
{
    const Identity::Snapshot next = m_identity->prepare(values);
    if (m_inbox->pushIdentity(next->record) == Inbox::Push::AcceptedFirst)
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
