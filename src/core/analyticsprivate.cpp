// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "analytics_p.h"

#include "configuration_p.h"
#include "context/systemcontext_p.h"
#include "event/eventcheck_p.h"
#include "event/messageid_p.h"
#include "identity/identityfile_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qpointer.h>
#include <QtCore/quuid.h>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcClient, "rudder.client", QtWarningMsg)

namespace {

std::shared_ptr<Environment> environmentOf(const Configuration &configuration)
{
    auto handedIn = ConfigurationData::of(configuration)->environment;
    return handedIn ? handedIn : Environment::system();
}

Error shutDown()
{
    return Error(Error::Code::ShutDown,
                 u"The application object is gone: record before it is destroyed."_s);
}

std::unique_ptr<Identity> loadIdentity(const QString &folder, const QString &queueName)
{
    const auto bytes = IdentityFile(folder, queueName).read();
    IdentityValues values = bytes ? identityFromBytes(*bytes) : IdentityValues();
    const bool isStored = !values.anonymousId.isEmpty();
    if (!isStored)
        values.anonymousId = QString::fromLatin1(newMessageId());
    return std::make_unique<Identity>(values, isStored);
}

} // namespace

AnalyticsPrivate::AnalyticsPrivate(Analytics *analytics, const Configuration &given)
    : q(analytics), configuration(given), environment(environmentOf(given)),
      folder(storageFolder(given)), identity(loadIdentity(folder, given.queueName())),
      m_writer(given.channel(), given.maxEventBytes()), m_context(systemContext()),
      m_inbox(given.maxInternalQueueSize(), given.maxInternalQueueBytes()),
      m_notifier(std::make_unique<Notifier>(
              environment, [this] { return m_notices.hasFlushes(); }, [this] { onNotices(); })),
      m_pipeline({given, environment, folder, {}, &m_inbox, &m_notices})
{
    m_notices.setWake([notifier = m_notifier.get()] { notifier->wake(); });
    applySettings();
}

AnalyticsPrivate::~AnalyticsPrivate()
{
    stopListening();
    onApplicationEnd(); // store what is in memory; nothing waits for the network
    m_notices.setWake({});
    const Notices::Contents last = m_notices.take();
    for (const FlushList::Finished &flush : last.flushes)
        m_flushes.finish(flush.id, flush.result);
    m_flushes.finishAll(FlushResult(
            0, queuedCount,
            Error(Error::Code::ShutDown, u"The client was destroyed before all was sent."_s)));
}

void AnalyticsPrivate::onApplicationEnd()
{
    const std::lock_guard lock(m_startOrEnd);
    if (m_ended)
        return;
    m_ended = true;
    m_refusal = Error::Code::ShutDown;
    m_inbox.close();
    if (m_started)
        m_pipeline.finish();
    else if (m_inbox.count() > 0) // no thread has an event loop without an application object
        m_pipeline.finishWithoutStart();
}

// Settings

Error AnalyticsPrivate::settingsError() const
{
    if (configuration.writeKey().isEmpty()) {
        return Error(Error::Code::MissingWriteKey,
                     u"You must pass your RudderStack project's write key."_s);
    }
    const QUrl url = configuration.dataPlaneUrl();
    const bool isHttp = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !isHttp || url.host().isEmpty()) {
        return Error(
                Error::Code::InvalidDataPlaneUrl,
                u"The data plane URL must be like https://dataplane.example.com, not \"%1\"."_s.arg(
                        url.toString(QUrl::RemoveUserInfo)));
    }
    return {};
}

void AnalyticsPrivate::applySettings()
{
    const Error error = settingsError();
    Error::Code refusal = error.code();
    if (!error.isError() && !configuration.isEnabled())
        refusal = Error::Code::Disabled;
    {
        const std::lock_guard lock(m_startOrEnd);
        if (m_ended)
            return;
        m_refusal = refusal;
    }
    if (error.isError()) {
        qCWarning(lcClient).noquote() << error.message();
        lastError = error;
        m_notices.failed(error);
    }
    const bool enabled = refusal == Error::Code::NoError;
    if (!m_started && !enabled) {
        state = Analytics::State::Disabled;
        return;
    }
    const auto push =
            m_inbox.pushSettings({configuration.writeKey(), configuration.dataPlaneUrl(), enabled});
    startIfWanted();
    if (push == Inbox::Push::AcceptedFirst)
        wakePipeline();
}

void AnalyticsPrivate::startIfWanted()
{
    if (!QCoreApplication::instance()) {
        // Qt's plugins need the application object, which an event loop has for certain.
        m_notifier->wake();
        return;
    }
    const std::lock_guard lock(m_startOrEnd);
    if (m_started || m_ended || m_refusal != Error::Code::NoError)
        return;
    m_started = true;
    m_pipeline.start();
}

void AnalyticsPrivate::wakePipeline()
{
    if (m_started)
        m_pipeline.wake();
}

// Recording

bool AnalyticsPrivate::isOwn(const IdentityValues &remembered, const CallOptions &options)
{
    const QString userId = options.userId();
    const QString anonymousId = options.anonymousId();
    return (userId.isEmpty() || userId == remembered.userId)
            && (anonymousId.isEmpty() || anonymousId == remembered.anonymousId);
}

void AnalyticsPrivate::apply(const CallOptions &options, Event *event)
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

Receipt AnalyticsPrivate::refuse(const Error &error) const
{
    qCDebug(lcClient).noquote() << "refused:" << error.message();
    return Receipt::refused(error);
}

Receipt AnalyticsPrivate::write(Event &event, const IdentitySnapshot *own,
                                const std::shared_ptr<const IdentityRecord> &record)
{
    switch (m_refusal.load(std::memory_order_relaxed)) {
    case Error::Code::NoError:
        break;
    case Error::Code::Disabled:
        return refuse(Error(Error::Code::Disabled, u"The client is disabled."_s));
    case Error::Code::ShutDown:
        return refuse(shutDown());
    case Error::Code::MissingWriteKey:
        return refuse(Error(Error::Code::MissingWriteKey,
                            u"You must pass your RudderStack project's write key."_s));
    default:
        return refuse(Error(m_refusal, u"The data plane URL is not valid."_s));
    }
    if (const Error error = checkEvent(event); error.isError())
        return refuse(error);

    RecordedEvent recorded;
    recorded.messageId = event.messageId.isEmpty() ? newMessageId() : event.messageId.toUtf8();
    const Error error = m_writer.write(event, own, m_context, recorded.messageId,
                                       environment->wallClock(), &recorded.bytes);
    if (error.isError())
        return refuse(error);
    recorded.anonymousId = own ? own->anonymousIdUtf8 : event.anonymousId.toUtf8();
    recorded.bootMilliseconds = environment->bootClock();
    recorded.identity = record;

    const QByteArray messageId = recorded.messageId;
    switch (m_inbox.push(std::move(recorded))) {
    case Inbox::Push::AcceptedFirst:
        wakePipeline();
        break;
    case Inbox::Push::Accepted:
        break;
    case Inbox::Push::Full:
        return refuse(Error(Error::Code::InboxFull,
                            u"Too many events wait in memory to be stored. Raise "
                            "maxInternalQueueSize or maxInternalQueueBytes, or record less."_s));
    case Inbox::Push::Closed:
        return refuse(shutDown());
    }
    return Receipt::acceptedAs(messageId);
}

Receipt AnalyticsPrivate::record(Event &event, const CallOptions &options)
{
    const Identity::Snapshot current = identity->current();
    apply(options, &event);
    if (!isOwn(current->values, options))
        return write(event, nullptr, nullptr);
    event.userId = current->values.userId;
    event.anonymousId = current->values.anonymousId;
    return write(event, current.get(), current->record);
}

std::optional<Error> AnalyticsPrivate::subjectConflict(const Event &event,
                                                       const CallOptions &options) const
{
    if (event.userId.isEmpty() || options.userId().isEmpty() || event.userId == options.userId())
        return std::nullopt;
    return Error(Error::Code::ConflictingIds,
                 u"\"userId\" is given twice, as \"%1\" and as \"%2\"."_s.arg(event.userId,
                                                                              options.userId()));
}

Receipt AnalyticsPrivate::identify(Event &event, const CallOptions &options)
{
    if (const auto conflict = subjectConflict(event, options))
        return refuse(*conflict);

    const auto lock = identity->lockForChange();
    const Identity::Snapshot current = identity->current();
    IdentityValues values = current->values;
    // The user that a call is about is named by its first argument, and by options for others.
    CallOptions others = options;
    if (!event.userId.isEmpty())
        others.setUserId({});
    apply(options, &event);
    if (!isOwn(values, others))
        return write(event, nullptr, nullptr);

    if (!event.userId.isEmpty() && event.userId != values.userId) {
        values.userId = event.userId;
        values.traits = event.traits;
    } else {
        values.traits.insert(event.traits);
    }
    event.userId = values.userId;
    event.anonymousId = values.anonymousId;
    const Identity::Snapshot next = identity->prepare(values);
    const Receipt receipt = write(event, next.get(), next->record);
    if (receipt.accepted())
        rememberAndTell(next);
    return receipt;
}

Receipt AnalyticsPrivate::group(Event &event, const CallOptions &options)
{
    const auto lock = identity->lockForChange();
    const Identity::Snapshot current = identity->current();
    IdentityValues values = current->values;
    apply(options, &event);
    if (!isOwn(values, options))
        return write(event, nullptr, nullptr);

    if (event.groupId == values.groupId) {
        values.groupTraits.insert(event.traits);
    } else {
        values.groupId = event.groupId;
        values.groupTraits = event.traits;
    }
    event.userId = values.userId;
    event.anonymousId = values.anonymousId;
    const Identity::Snapshot next = identity->prepare(values);
    const Receipt receipt = write(event, next.get(), next->record);
    if (receipt.accepted())
        rememberAndTell(next);
    return receipt;
}

Receipt AnalyticsPrivate::alias(Event &event, const CallOptions &options)
{
    if (const auto conflict = subjectConflict(event, options))
        return refuse(*conflict);

    const auto lock = identity->lockForChange();
    const Identity::Snapshot current = identity->current();
    IdentityValues values = current->values;
    const bool isGiven = !event.previousId.isEmpty();
    if (!isGiven)
        event.previousId = values.userId.isEmpty() ? values.anonymousId : values.userId;
    const bool isOwnPrevious =
            event.previousId == values.userId || event.previousId == values.anonymousId;
    const QString subject = event.userId;
    apply(options, &event);
    event.properties = options.properties();
    event.traits = options.traits();
    const bool isOwnAnonymous =
            options.anonymousId().isEmpty() || options.anonymousId() == values.anonymousId;
    if (subject.isEmpty() || !isOwnPrevious || !isOwnAnonymous)
        return write(event, nullptr, nullptr);

    values.userId = subject;
    event.anonymousId = values.anonymousId;
    const Identity::Snapshot next = identity->prepare(values);
    const Receipt receipt = write(event, next.get(), next->record);
    if (receipt.accepted())
        rememberAndTell(next);
    return receipt;
}

void AnalyticsPrivate::rememberAndTell(Identity::Snapshot snapshot)
{
    identity->remember(std::move(snapshot));
    m_identityChanged = true;
    m_notifier->wake();
}

void AnalyticsPrivate::reset()
{
    const auto lock = identity->lockForChange();
    IdentityValues nobody;
    nobody.anonymousId = QString::fromLatin1(newMessageId());
    const Identity::Snapshot next = identity->prepare(nobody);
    if (m_inbox.pushIdentity(next->record) == Inbox::Push::AcceptedFirst)
        wakePipeline();
    rememberAndTell(next);
}

QFuture<FlushResult> AnalyticsPrivate::flush(std::chrono::milliseconds timeout)
{
    auto [id, future] = m_flushes.add();
    FlushRequest request;
    request.id = id;
    if (timeout.count() >= 0)
        request.deadline = environment->bootClock() + timeout.count();
    const Error::Code refusal = m_refusal;
    const bool isOver = refusal == Error::Code::ShutDown
            || (refusal == Error::Code::NoError
                && m_inbox.pushFlush(request) == Inbox::Push::Closed);
    if (isOver) {
        // Nobody takes notices any more.
        m_flushes.finish(id, FlushResult(0, 0, shutDown()));
        return future;
    }
    if (refusal != Error::Code::NoError) {
        const Error error(refusal, u"The client is disabled, so nothing is sent."_s);
        m_notices.flushed({{id, FlushResult(0, 0, error)}});
        return future;
    }
    wakePipeline();
    return future;
}

// Telling

void AnalyticsPrivate::onNotices()
{
    startIfWanted();
    tell(m_notices.take());
}

void AnalyticsPrivate::tell(const Notices::Contents &contents)
{
    // Any slot may delete the client, and this object with it.
    const QPointer<Analytics> client = q;
    if (contents.storage && *contents.storage != storage) {
        storage = *contents.storage;
        Q_EMIT client->storageChanged(storage);
    }
    if (client && contents.state && *contents.state != state) {
        state = *contents.state;
        Q_EMIT client->stateChanged(state);
    }
    if (client && contents.queuedCount && *contents.queuedCount != queuedCount) {
        queuedCount = *contents.queuedCount;
        Q_EMIT client->queuedCountChanged(queuedCount);
    }
    if (client && contents.stored > 0)
        Q_EMIT client->stored(QString::fromUtf8(contents.storedUpTo), contents.stored);
    if (client && contents.delivered > 0)
        Q_EMIT client->delivered(contents.delivered);
    if (client && contents.dropped > 0)
        Q_EMIT client->dropped(contents.dropped);
    if (client && m_identityChanged.exchange(false))
        Q_EMIT client->identityChanged();
    for (const Error &error : contents.errors) {
        if (!client)
            return;
        lastError = error;
        Q_EMIT client->errorOccurred(error);
    }
    // Last: whoever waited for a flush finds properties and counts as they are.
    for (const FlushList::Finished &flush : contents.flushes) {
        if (!client)
            return;
        m_flushes.finish(flush.id, flush.result);
    }
}

} // namespace Rudder
