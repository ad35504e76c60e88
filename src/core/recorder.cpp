// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "recorder_p.h"

#include "context/systemcontext_p.h"
#include "event/eventcheck_p.h"
#include "event/messageid_p.h"
#include "standindelivery_p.h"

#include <QtCore/qloggingcategory.h>

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
    if (event->userId.isNull())
        event->userId = options.userId();
}

bool isOwnUser(const IdentityValues &remembered, const CallOptions &options)
{
    return options.userId().isEmpty() || options.userId() == remembered.userId;
}

bool isOwnAnonymous(const IdentityValues &remembered, const CallOptions &options)
{
    return options.anonymousId().isEmpty() || options.anonymousId() == remembered.anonymousId;
}

// Whether the call is about the remembered user; only then is anything remembered added.
bool isOwn(const IdentityValues &remembered, const CallOptions &options)
{
    return isOwnUser(remembered, options) && isOwnAnonymous(remembered, options);
}

Error conflictOfUserIds(const Event &event, const CallOptions &options)
{
    if (event.userId.isEmpty() || options.userId().isEmpty() || event.userId == options.userId())
        return {};
    return Error(Error::Code::ConflictingIds,
                 u"\"userId\" is given twice, as \"%1\" and as \"%2\"."_s.arg(event.userId,
                                                                              options.userId()));
}

} // namespace

Recorder::Recorder(const Configuration &configuration, std::shared_ptr<Environment> environment,
                   Identity *identity, Inbox *inbox, StandInDelivery *standIn, Listeners listeners)
    : m_environment(std::move(environment)), m_identity(identity), m_inbox(inbox),
      m_standIn(standIn), m_listeners(std::move(listeners)),
      m_writer(configuration.channel(), configuration.maxEventBytes(),
               m_environment->earliestTime()),
      m_context(systemContext())
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
    const Identity::Snapshot current = m_identity->current();
    apply(options, &event);
    if (!isOwn(current->values, options))
        return write(event, nullptr);
    event.userId = current->values.userId;
    event.anonymousId = current->values.anonymousId;
    return write(event, current.get());
}

Receipt Recorder::identify(Event &event, const CallOptions &options)
{
    if (m_guard.isForked())
        return Receipt::refused(ofAnotherProcess());
    if (const Error conflict = conflictOfUserIds(event, options); conflict.isError())
        return refuse(conflict);

    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    // The first argument names the user who is remembered from now on; without it, options may
    // name another, who is not.
    const bool isNamed = !event.userId.isEmpty();
    apply(options, &event);
    if (!isOwnAnonymous(values, options) || (!isNamed && !isOwnUser(values, options)))
        return write(event, nullptr);

    if (isNamed && event.userId != values.userId) {
        values.userId = event.userId;
        values.traits = event.traits;
    } else {
        values.traits.insert(event.traits);
    }
    return writeAndRemember(event, values);
}

Receipt Recorder::group(Event &event, const CallOptions &options)
{
    if (m_guard.isForked())
        return Receipt::refused(ofAnotherProcess());
    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    apply(options, &event);
    if (!isOwn(values, options))
        return write(event, nullptr);

    if (event.groupId == values.groupId) {
        values.groupTraits.insert(event.traits);
    } else {
        values.groupId = event.groupId;
        values.groupTraits = event.traits;
    }
    return writeAndRemember(event, values);
}

Receipt Recorder::alias(Event &event, const CallOptions &options)
{
    if (m_guard.isForked())
        return Receipt::refused(ofAnotherProcess());
    if (const Error conflict = conflictOfUserIds(event, options); conflict.isError())
        return refuse(conflict);

    const auto lock = m_identity->lockForChange();
    IdentityValues values = m_identity->current()->values;
    if (event.previousId.isEmpty())
        event.previousId = values.userId.isEmpty() ? values.anonymousId : values.userId;
    const bool isOwnPrevious =
            event.previousId == values.userId || event.previousId == values.anonymousId;
    const bool isNamed = !event.userId.isEmpty();
    apply(options, &event);
    event.properties = options.properties();
    event.traits = options.traits();
    if (!isNamed || !isOwnPrevious || !isOwnAnonymous(values, options))
        return write(event, nullptr);

    values.userId = event.userId;
    return writeAndRemember(event, values);
}

Receipt Recorder::writeAndRemember(Event &event, const IdentityValues &values)
{
    event.userId = values.userId;
    event.anonymousId = values.anonymousId;
    const Identity::Snapshot next = m_identity->prepare(values);
    const Receipt receipt = write(event, next.get());
    if (receipt.accepted())
        remember(next);
    return receipt;
}

Receipt Recorder::refuse(const Error &error) const
{
    qCDebug(lcRecorder).noquote() << "refused:" << error.message();
    if (const auto reason = dropReason(error.code()))
        m_listeners.dropped(*reason);
    return Receipt::refused(error);
}

Receipt Recorder::write(const Event &event, const IdentitySnapshot *own)
{
    if (const Error error = refusal(); error.isError())
        return refuse(error);
    if (const Error error = checkEvent(event); error.isError())
        return refuse(error);

    RecordedEvent recorded;
    recorded.messageId = event.messageId.isEmpty() ? newMessageId() : event.messageId.toUtf8();
    const Error error = m_writer.write(event, own, m_context, recorded.messageId,
                                       m_environment->wallClock(), &recorded.bytes);
    if (error.isError())
        return refuse(error);
    recorded.anonymousId = own ? own->anonymousIdUtf8 : event.anonymousId.toUtf8();
    recorded.bootMilliseconds = m_environment->bootClock();
    if (own)
        recorded.identity = own->record;

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

void Recorder::forgetUser()
{
    if (m_guard.isForked())
        return;
    const auto lock = m_identity->lockForChange();
    IdentityValues nobody;
    nobody.anonymousId = QString::fromLatin1(newMessageId());
    const Identity::Snapshot next = m_identity->prepare(nobody);
    if (m_inbox->pushIdentity(next->record) == Inbox::Push::AcceptedFirst)
        m_listeners.inboxFilled();
    remember(next);
}

void Recorder::remember(Identity::Snapshot snapshot)
{
    m_identity->remember(std::move(snapshot));
    m_listeners.identityChanged();
}

} // namespace Rudder
