// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "recorder_p.h"

#include "event/deferredlog_p.h"
#include "event/eventcheck_p.h"
#include "event/messageid_p.h"
#include "eventdraft_p.h"
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
    case Error::Code::DoNotTrack:
        return Error(code, u"The user asks not to be tracked, by DO_NOT_TRACK or the system."_s);
    default:
        return Error(code, u"The data plane URL is not valid."_s);
    }
}

Error noConsent(Permission permission)
{
    return Error(Error::Code::NoConsent,
                 permission == Permission::Ask
                         ? u"The user has not decided yet. Ask, then call grantConsent()."_s
                         : u"The user does not consent."_s);
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
    case Error::Code::DoNotTrack:
        return std::nullopt;
    case Error::Code::NoConsent:
        return Analytics::DropReason::NoConsent;
    case Error::Code::InboxFull:
        return Analytics::DropReason::InboxFull;
    case Error::Code::TooLarge:
        return Analytics::DropReason::TooLarge;
    case Error::Code::DroppedByRule:
        return Analytics::DropReason::ByRule;
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
    if (event->userId.isEmpty())
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
    if (event.isNamed || !isOwnAnonymous(remembered, event))
        return false;
    if (event.type == EventType::Alias)
        return event.isArgument && isOwnPrevious(remembered, event);
    return event.isArgument || isOwnUser(remembered, event);
}

bool isTakenAway(const QString &before, const QString &now)
{
    return !before.isEmpty() && now.isEmpty();
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

} // namespace

Recorder::Recorder(const Configuration &configuration, std::shared_ptr<Environment> environment,
                   Identity *identity, Context *context, Inbox *inbox, StandInDelivery *standIn,
                   Listeners listeners)
    : m_environment(environment), m_identity(identity), m_context(context), m_inbox(inbox),
      m_standIn(standIn), m_listeners(std::move(listeners)),
      m_writer(configuration.channel(), configuration.maxEventBytes(), environment->earliestTime()),
      m_configuration(configuration), m_sessionRules{configuration.hasAutomaticSessions(),
                                                     configuration.sessionTimeout().count()},
      m_activity(std::move(environment)), m_permission(permission(configuration, consent()))
{
}

Error Recorder::refusal() const
{
    if (m_guard.isForked())
        return ofAnotherProcess();
    if (const Error error = refusalFor(m_refusal.load(std::memory_order_relaxed)); error.isError())
        return error;
    const Permission permission = m_permission.load(std::memory_order_relaxed);
    return permission == Permission::Ask || permission == Permission::Refuse ? noConsent(permission)
                                                                             : Error();
}

Error Recorder::refusalToRemember() const
{
    const Error error = refusal();
    return error.isError() || mayRemember() ? error : noConsent(Permission::Ask);
}

Error Recorder::refusalForGood() const
{
    const Error::Code code = m_refusal.load(std::memory_order_relaxed);
    if (m_guard.isForked())
        return ofAnotherProcess();
    const bool isForGood = code == Error::Code::ShutDown || code == Error::Code::DoNotTrack;
    return isForGood ? refusalFor(code) : Error();
}

Receipt Recorder::record(Event &event, const CallOptions &options)
{
    if (m_guard.isForked())
        return Receipt::refused(ofAnotherProcess());
    if (const Error conflict = conflictOfUserIds(event, options); conflict.isError())
        return refuse(conflict);
    apply(options, &event);
    if (const Error error = refusal(); error.isError()) // before an id is made
        return refuse(error);
    if (m_permission == Permission::Hold)
        return hold(event);
    return recordNow(event, m_activity.now());
}

// Who the event will be of is filled in for them to see, and taken out again where they left it: it
// is not what the call named. What they took away is not put back.
Error Recorder::runMiddlewares(Event *event)
{
    if (m_identity->current()->values.anonymousId.isEmpty() && isOwn({}, *event))
        knownOrNewAnonymousId();
    const Event given = *event;
    const IdentityValues values = m_identity->current()->values;
    Event shown = given;
    if (isOwn(values, given)) {
        shown.anonymousId = values.anonymousId;
        if (given.userId.isEmpty())
            shown.userId = values.userId;
        if (given.type == EventType::Alias && given.previousId.isEmpty())
            shown.previousId = values.userId.isEmpty() ? values.anonymousId : values.userId;
    }
    const MiddlewareChain::Outcome outcome = m_middlewares.run(toDraft(shown));
    if (!outcome.event)
        return droppedByRule(outcome.droppedBy);
    if (const Error error = checkDraft(*outcome.event); error.isError())
        return error;
    *event = toEvent(*outcome.event);
    event->isArgument = given.isArgument && event->type == given.type && !event->userId.isEmpty();
    event->isNamed = isTakenAway(shown.userId, event->userId)
            || isTakenAway(shown.anonymousId, event->anonymousId);
    if (event->isNamed)
        return {};
    if (event->userId == shown.userId)
        event->userId = given.userId;
    if (event->anonymousId == shown.anonymousId)
        event->anonymousId = given.anonymousId;
    if (event->previousId == shown.previousId)
        event->previousId = given.previousId;
    return {};
}

Receipt Recorder::recordNow(Event &event, const Moment &now)
{
    if (!m_middlewares.isEmpty() && !m_middlewares.isRunning()) {
        if (const Error error = runMiddlewares(&event); error.isError())
            return refuse(error);
    }
    if (const auto receipt = recordUnlocked(event, now))
        return *receipt;
    const auto lock = m_identity->lockForChange();
    if (const Error error = refusal(); error.isError()) // by a middleware, or on another thread
        return refuse(error);
    const Identity::Snapshot current = m_identity->current();
    if (isOwn(current->values, event))
        return writeAndRemember(event, current->values, now);
    return write(event, *current, {}, now).value_or(Receipt());
}

std::optional<Receipt> Recorder::recordUnlocked(const Event &event, const Moment &now)
{
    if (changesIdentity(event.type))
        return std::nullopt;
    // Before the user's consent is looked at: a denial forgets this one, and what is recorded with it.
    const Identity::Snapshot current = m_identity->current();
    if (const Error error = refusal(); error.isError())
        return refuse(error);
    if (!isOwn(current->values, event))
        return write(event, *current, {}, now);
    if (!isAsRemembered(*current, now))
        return std::nullopt;
    Event own = event;
    own.userId = current->values.userId;
    own.anonymousId = current->values.anonymousId;
    m_activity.note(now);
    return write(own, *current, {current.get(), false, {}}, now);
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
    if (isOther && m_configuration.isAnonymousIdFresh()) {
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
    const Receipt receipt =
            write(event, *next, {next.get(), startsSession, {}}, now).value_or(Receipt());
    if (receipt.accepted()) {
        m_activity.note(now);
        remember(next);
    }
    return receipt;
}

Receipt Recorder::refuse(const Error &error) const
{
    if (lcRecorder().isDebugEnabled())
        log(lcRecorder(), QtDebugMsg, u"refused: "_s + error.message());
    if (const auto reason = dropReason(error.code()))
        m_listeners.dropped(*reason);
    return Receipt::refused(error);
}

std::optional<Receipt> Recorder::write(const Event &event, const IdentitySnapshot &current,
                                       EventUser user, const Moment &now)
{
    user.consentMember = current.consentMember;
    if (const Error error = checkEvent(event); error.isError())
        return refuse(error);

    RecordedEvent recorded;
    recorded.messageId = event.messageId.isEmpty() ? newMessageId() : event.messageId.toUtf8();
    const Context::Snapshot context = m_context->current();
    if (const Error error = m_writer.write(event, user, *context, recorded.messageId, now.wall,
                                           &recorded.bytes);
        error.isError()) {
        return refuse(error);
    }
    recorded.anonymousId = user.own ? user.own->anonymousIdUtf8 : event.anonymousId.toUtf8();
    recorded.bootMilliseconds = now.boot;
    recorded.revision = current.record->revision;
    if (user.own)
        recorded.identity = user.own->record;

    const QByteArray messageId = recorded.messageId;
    const std::optional<Error> error = handOver(std::move(recorded));
    if (!error)
        return std::nullopt;
    if (error->isError())
        return refuse(*error);
    if (lcRecorder().isDebugEnabled())
        log(lcRecorder(), QtDebugMsg, u"accepted: "_s + QLatin1String(messageId));
    return Receipt::acceptedAs(messageId);
}

std::optional<Error> Recorder::handOver(RecordedEvent &&event)
{
    if (m_standIn) {
        m_standIn->deliver(event.bytes);
        return Error();
    }
    switch (m_inbox->push(std::move(event))) {
    case Inbox::Push::AcceptedFirst:
        m_listeners.inboxFilled();
        return Error();
    case Inbox::Push::Accepted:
        return Error();
    case Inbox::Push::Full:
        return Error(Error::Code::InboxFull,
                     u"Too many events wait in memory to be stored. Raise "
                     "maxInternalQueueSize or maxInternalQueueBytes, or record less."_s);
    case Inbox::Push::Closed:
        return refusalFor(Error::Code::ShutDown);
    case Inbox::Push::Erased:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

} // namespace Rudder
