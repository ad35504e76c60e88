// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "analytics_p.h"

#include "configuration_p.h"
#include "identity/identityfile_p.h"
#include "lifecycle_p.h"
#include "queue/queueerasure_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qfuture.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qpointer.h>
#include <QtCore/qpromise.h>

#include <algorithm>
#include <limits>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcClient, "rudder.client", QtWarningMsg)

namespace {

// QtFuture has had several names for this.
template <typename Value> QFuture<Value> readyFuture(Value value)
{
    QPromise<Value> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

std::shared_ptr<Environment> environmentOf(const Configuration &configuration)
{
    auto handedIn = ConfigurationData::of(configuration)->environment;
    return handedIn ? handedIn : Environment::system();
}

bool isRecorded(const Configuration &configuration)
{
    return bool(ConfigurationData::of(configuration)->eventLog);
}

bool asksOfNetwork(const Configuration &configuration)
{
    const QUrl controlPlane = configuration.controlPlaneUrl();
    return needsNetwork(configuration.dataPlaneUrl())
            || (!controlPlane.isEmpty() && needsNetwork(controlPlane));
}

IdentityValues loadIdentity(const QString &folder, const QString &queueName)
{
    return folder.isEmpty() ? IdentityValues() : IdentityFile(folder, queueName).read();
}

ApplicationVersion applicationVersion(const QString &build)
{
    return {QCoreApplication::applicationVersion(), build};
}

} // namespace

AnalyticsPrivate::AnalyticsPrivate(Analytics *analytics, const Configuration &given)
    : q(analytics), configuration(given), environment(environmentOf(given)),
      isTrackingOff(environment->doNotTrack() && !isRecorded(given)),
      folder(isTrackingOff || isRecorded(given) ? QString() : storageFolder(given)),
      identity(std::make_unique<Identity>(loadIdentity(folder, given.queueName()), given)),
      context(std::make_shared<Context>(given, environment)),
      m_inbox(std::make_unique<Inbox>(given.maxInternalQueueSize(), given.maxInternalQueueBytes())),
      m_notices(std::make_unique<Notices>()), standIn(StandInDelivery::of(given, m_notices.get())),
      recorder(given, environment, identity.get(), context.get(), m_inbox.get(), standIn.get(),
               {[this] { wakePipeline(); }, [this] { noteChange(&m_identityChanged); },
                [this] { noteChange(&m_sessionChanged); },
                [this](Analytics::DropReason reason) { m_notices->dropped(reason, 1); }}),
      m_notifier(std::make_unique<Notifier>(
              environment, [this] { return m_notices->hasAnswers(); }, [this] { onNotices(); })),
      m_pipeline({given,
                  environment,
                  folder,
                  {given.writeKey(), given.dataPlaneUrl(), false}, // until settings come
                  m_inbox.get(),
                  m_notices.get(),
                  [context = context, environment = environment] {
                      context->setDeviceMake(environment->deviceMake());
                  }}),
      m_lifecycleEvents(given.lifecycleEvents()), m_applicationBuild(given.applicationBuild())
{
    renewContext();
    m_isContextComplete = hasApplication();
    if (m_isContextComplete)
        watchScreen();
    else // at once: exit() takes what Qt gathers with, and what a stand-in application needs
        static_cast<void>(context->current());
    m_notices->setWake([notifier = m_notifier.get()] { notifier->wake(); });
    startListening();
    applySettings();
    if (lifecycleEvents())
        m_notifier->wake(); // the application may add middleware first
    if (standIn) {          // no queue is being opened
        storage = Analytics::Storage::Memory;
        state = recorder.refusal().isError() ? Analytics::State::Disabled : Analytics::State::Idle;
    }
}

AnalyticsPrivate::~AnalyticsPrivate()
{
    stopWatchingNetwork();
    stopWatchingScreen();
    onApplicationEnd(); // store what is in memory; nothing waits for the network
    stopListening();    // not before: exit(), or the application's end, waits for that
    m_notices->setWake({});
    const Notices::Contents last = m_notices->take();
    for (const FlushList::Finished &flush : last.flushes)
        m_flushes.finish(flush.id, flush.result);
    for (const FailedAnswer &answer : last.failedAnswers)
        finish(answer);
    for (const ErasureAnswer &answer : last.erasures)
        m_purges.finish(answer.id, answer.error);
    m_purges.finishAll(
            Error(Error::Code::ShutDown,
                  u"The client was destroyed before all was erased; the next start of one "
                  "goes on."_s));
    m_failedLists.finishAll({});
    m_failedChanges.finishAll(0);
    m_flushes.finishAll(FlushResult(
            0, queuedCount,
            Error(Error::Code::ShutDown, u"The client was destroyed before all was sent."_s)));
    if (m_isAbandoned) {
        (void)m_inbox.release();
        (void)m_notices.release();
    }
}

// May come from a thread that is not the client's.
void AnalyticsPrivate::onApplicationQuit()
{
    if (isForked())
        return;
    if (m_inbox->pushStoreAtOnce() == Inbox::Push::AcceptedFirst)
        wakePipeline();
}

void AnalyticsPrivate::onApplicationPause()
{
    if (isForked())
        return;
    recorder.keepActivity();
    if (m_inbox->pushStoreNow() == Inbox::Push::AcceptedFirst)
        wakePipeline();
}

void AnalyticsPrivate::onApplicationEnd()
{
    if (isForked())
        return;
    recorder.keepActivity();
    m_inbox->close(); // so that nothing comes once it is known whether there is something to store
    // Not under the lock: its end calls the routines of others, which may destroy this client.
    std::optional<StandInApplication> application;
    if (!m_started && m_inbox->hasWork())
        application.emplace();
    const std::lock_guard lock(m_startOrEnd);
    if (m_ended)
        return;
    m_ended = true;
    recorder.setRefusal(Error::Code::ShutDown);
    if (m_started)
        m_isAbandoned = !m_pipeline.finish();
    else if (m_inbox->hasWork())
        m_isAbandoned = !m_pipeline.finishWithoutStart();
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
                        url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    }
    if (url.scheme() != u"https" && !configuration.pinnedKeys().isEmpty()) {
        return Error(Error::Code::InvalidDataPlaneUrl,
                     u"With Configuration::setPinnedKeys() the data plane URL must be https, for "
                     "only there a server has a key."_s);
    }
    return {};
}

void AnalyticsPrivate::applySettings()
{
    if (isForked())
        return;
    const Error error = settingsError();
    Error::Code refusal = error.code();
    if (isTrackingOff)
        refusal = Error::Code::DoNotTrack;
    else if (!error.isError() && !configuration.isEnabled())
        refusal = Error::Code::Disabled;
    {
        const std::lock_guard lock(m_startOrEnd);
        if (m_ended || m_shutdown)
            return;
        recorder.setRefusal(refusal);
    }
    if (error.isError()) {
        qCWarning(lcClient).noquote() << error.message();
        lastError = error;
        m_notices->failed(error);
    }
    const bool enabled = refusal == Error::Code::NoError && recorder.mayRemember();
    if (standIn) {
        standIn->setEnabled(enabled);
        return;
    }
    if (!m_started && !enabled) {
        state = Analytics::State::Disabled;
        if (mayStart())
            startIfWanted();
        return;
    }
    const auto push = m_inbox->pushSettings(
            {configuration.writeKey(), configuration.dataPlaneUrl(), enabled});
    startIfWanted();
    if (push == Inbox::Push::AcceptedFirst)
        wakePipeline();
    if (m_started && asksOfNetwork(configuration))
        watchNetwork();
}

void AnalyticsPrivate::onNetworkState(const NetworkState &state)
{
    if (isForked())
        return;
    context->setNetwork(state.medium);
    if (m_inbox->pushNetwork(state) == Inbox::Push::AcceptedFirst)
        wakePipeline();
}

void AnalyticsPrivate::onScreen(const Screen &screen)
{
    if (!isForked())
        context->setScreen(screen);
}

// An application object brings a name, where none was set before, and perhaps a screen.
void AnalyticsPrivate::completeContext()
{
    if (m_isContextComplete || !hasApplication())
        return;
    m_isContextComplete = true;
    renewContext();
    watchScreen();
}

void AnalyticsPrivate::renewContext()
{
    context->renew(recorder.mayRemember() && !isTrackingOff);
}

void AnalyticsPrivate::startIfWanted()
{
    completeContext();
    if (standIn || m_started)
        return;
    if (!hasApplication()) {
        // Qt's plugins need the application object, which an event loop has for certain.
        m_notifier->wake();
        lcClient(); // has Qt make what exit() would take away first, and each call's logging needs
        SqlConnection::outliveExit();
        listenToExit(); // there may never be such an object
        return;
    }
    if (!mayStart())
        return;
    listenToApplication();
    SqlConnection::outliveExit();
    if (!m_startTicker) // else it is listened to
        listenToExit();
    {
        const std::lock_guard lock(m_startOrEnd);
        if (m_started || m_ended || !mayStart())
            return;
        m_started = true; // before: whoever records meanwhile wakes it
        m_started = m_pipeline.start();
    }
    if (!m_started) {
        startLater();
        return;
    }
    if (!recorder.refusal().isError() && asksOfNetwork(configuration))
        watchNetwork();
}

// Before consent no file is written; but what was denied, or purged, is not left there by a kill.
bool AnalyticsPrivate::mayStart() const
{
    return !recorder.refusalToRemember().isError() || m_inbox->hasWork()
            || (!folder.isEmpty()
                && QFile::exists(erasureNotePath(folder, configuration.queueName())));
}

void AnalyticsPrivate::startLater()
{
    constexpr qint64 pause = 1000;
    if (!m_startTicker) {
        m_startTicker = environment->makeTicker([this] {
            if (!isForked())
                startIfWanted();
        });
        m_notices->failed(Error(Error::Code::StorageUnavailable,
                                u"Events are kept in memory only, for the system gives no thread "
                                "that could store and send them."_s));
    }
    m_startTicker->start(pause);
}

void AnalyticsPrivate::wakePipeline()
{
    if (m_started)
        m_pipeline.wake();
}

FlushRequest AnalyticsPrivate::flushRequest(quint64 id, std::chrono::milliseconds timeout) const
{
    FlushRequest request;
    request.id = id;
    const qint64 now = environment->bootClock();
    const qint64 longest = std::numeric_limits<qint64>::max() - now;
    if (timeout.count() >= 0)
        request.deadline = now + std::min<qint64>(timeout.count(), longest);
    return request;
}

Receipt AnalyticsPrivate::record(Event &event, const CallOptions &options)
{
    recordStart();
    return recorder.record(event, options);
}

// Lifecycle

Configuration::LifecycleEvents AnalyticsPrivate::lifecycleEvents() const
{
    if (m_lifecycleEvents)
        return *m_lifecycleEvents;
    const QCoreApplication *application = QCoreApplication::instance();
    return application && application->inherits("QGuiApplication")
            ? Configuration::LifecycleEvent::All
            : Configuration::LifecycleEvent::None;
}

void AnalyticsPrivate::recordStart()
{
    if (!m_isStartDue.load(std::memory_order_relaxed) || isForked() || !hasApplication()
        || recorder.refusal().isError() || !m_isStartDue.exchange(false)) {
        return;
    }
    const Configuration::LifecycleEvents wanted = lifecycleEvents();
    if (!wanted)
        return;
    const ApplicationVersion now = applicationVersion(m_applicationBuild);
    const auto before = recorder.exchangeApplication(now);
    for (Event &event : eventsAtStart(wanted, before, now))
        recorder.record(event, {});
}

void AnalyticsPrivate::setInForeground(bool inForeground)
{
    if (isForked() || inForeground == m_isInForeground)
        return;
    recordStart();
    m_isInForeground = inForeground;
    const Configuration::LifecycleEvents wanted = lifecycleEvents();
    using Kind = Configuration::LifecycleEvent;
    Event event = inForeground ? applicationOpened(applicationVersion(m_applicationBuild), true)
                               : applicationBackgrounded();
    if (wanted.testFlag(inForeground ? Kind::Opened : Kind::Backgrounded))
        recorder.record(event, {});
    if (!inForeground)
        onApplicationPause(); // it may be ended without another word
}

// Consent

Error AnalyticsPrivate::grantConsent(const QStringList &purposes)
{
    const Error error = recorder.grantConsent(purposes);
    if (error.isError())
        return error;
    renewContext();
    applySettings();
    recordStart();
    Q_EMIT q->consentChanged();
    return {};
}

void AnalyticsPrivate::denyConsent()
{
    if (isTrackingOff || isForked())
        return;
    const quint64 id = m_purges.add().first; // nobody waits for it
    const bool isAccepted = recorder.denyConsent(id);
    finishErasing(id, isAccepted);
    if (!isAccepted)
        return;
    renewContext();
    applySettings();
    Q_EMIT q->consentChanged();
}

QFuture<Error> AnalyticsPrivate::purge()
{
    if (isTrackingOff || isForked())
        return readyFuture(recorder.refusal());
    auto [id, future] = m_purges.add();
    finishErasing(id, recorder.purge(id));
    return future;
}

void AnalyticsPrivate::finishErasing(quint64 id, bool isAccepted)
{
    if (!isAccepted || (standIn && recorder.hasEnded()))
        m_purges.finish(id, recorder.refusal()); // nobody takes notices any more
    else if (standIn)
        standIn->erase(id);
    else
        m_notifier->wake(); // for the pipeline may not have been started
}

QFuture<FlushResult> AnalyticsPrivate::flush(std::chrono::milliseconds timeout)
{
    if (isForked())
        return readyFuture(FlushResult(0, 0, recorder.refusal()));
    auto [id, future] = m_flushes.add();
    const FlushRequest request = flushRequest(id, timeout);
    const Error refusal = recorder.refusalToRemember();
    const bool isMerelyDisabled = refusal.code() == Error::Code::Disabled && m_started;
    if (refusal.code() == Error::Code::ShutDown) {
        m_flushes.finish(id, FlushResult(0, 0, refusal)); // nobody takes notices any more
    } else if (refusal.isError() && !isMerelyDisabled) {  // the pipeline knows what remains
        m_notices->flushed({{id, FlushResult(0, 0, refusal)}});
    } else if (standIn) {
        standIn->flush(id);
    } else if (m_inbox->pushFlush(request) == Inbox::Push::Closed) {
        m_flushes.finish(id, FlushResult(0, 0, recorder.refusal()));
    } else {
        wakePipeline();
    }
    return future;
}

QFuture<FlushResult> AnalyticsPrivate::shutdown(std::chrono::milliseconds deadline)
{
    if (isForked())
        return readyFuture(FlushResult(0, 0, recorder.refusal()));
    if (m_shutdown)
        return *m_shutdown;
    auto [id, future] = m_flushes.add();
    Error refusal;
    bool hasEnded = false;
    {
        const std::lock_guard lock(m_startOrEnd);
        refusal = recorder.refusal();
        recorder.setRefusal(Error::Code::ShutDown);
        m_shutdown = future;
        m_lastFlush = id;
        hasEnded = m_ended;
    }
    if (standIn && !hasEnded) {
        standIn->flush(id);
    } else if (!hasEnded && m_started) {
        m_inbox->pushLastFlush(flushRequest(id, deadline));
        wakePipeline();
    } else {
        const qint64 remaining = hasEnded ? queuedCount : m_inbox->count();
        onApplicationEnd();
        if (!refusal.isError())
            refusal = recorder.refusal();
        m_flushes.finish(id, FlushResult(0, remaining, refusal));
    }
    return future;
}

// The failed events

QFuture<QList<FailedEvent>> AnalyticsPrivate::failedEvents(qint64 afterId, int limit)
{
    if (isForked())
        return readyFuture(QList<FailedEvent>());
    auto [id, future] = m_failedLists.add();
    FailedRequest request;
    request.id = id;
    request.what = FailedRequest::What::List;
    request.after = afterId;
    request.limit = std::clamp(limit, 1, 10'000);
    ask(request);
    return future;
}

QFuture<qint64> AnalyticsPrivate::changeFailed(FailedRequest::What what,
                                               const std::optional<QList<qint64>> &ids)
{
    if (isForked())
        return readyFuture(qint64(0));
    auto [id, future] = m_failedChanges.add();
    FailedRequest request;
    request.id = id;
    request.what = what;
    if (ids) {
        std::vector<qint64> &chosen = request.filter.ids.emplace(ids->begin(), ids->end());
        std::sort(chosen.begin(), chosen.end());
        chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    }
    ask(request);
    return future;
}

void AnalyticsPrivate::ask(const FailedRequest &request)
{
    const FailedAnswer nothing{request.id, request.what, {}, 0};
    const Error refusal = recorder.refusalToRemember();
    const bool hasEnded = refusal.code() == Error::Code::ShutDown;
    if (!hasEnded && (refusal.isError() || standIn)) {
        m_notices->answered(nothing);
    } else if (hasEnded || m_inbox->pushFailedRequest(request) == Inbox::Push::Closed) {
        finish(nothing); // nobody takes notices any more
    } else {
        wakePipeline();
    }
}

void AnalyticsPrivate::finish(const FailedAnswer &answer)
{
    if (answer.what == FailedRequest::What::List)
        m_failedLists.finish(answer.id, answer.events);
    else
        m_failedChanges.finish(answer.id, answer.count);
}

// Telling

void AnalyticsPrivate::noteChange(std::atomic<bool> *change)
{
    if (!change->exchange(true))
        m_notifier->wake();
}

void AnalyticsPrivate::onNotices()
{
    startIfWanted();
    recordStart();
    tell(m_notices->take());
}

void AnalyticsPrivate::tell(const Notices::Contents &contents)
{
    // Any slot may delete the client, and this object with it; or fork, and go on in the child.
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
    if (client && contents.failedCount && *contents.failedCount != failedCount) {
        failedCount = *contents.failedCount;
        Q_EMIT client->failedCountChanged(failedCount);
    }
    if (client && contents.clockSkew && *contents.clockSkew != clockSkew) {
        clockSkew = *contents.clockSkew;
        Q_EMIT client->clockSkewChanged(clockSkew);
    }
    if (client && contents.stored > 0)
        Q_EMIT client->stored(QString::fromUtf8(contents.storedUpTo), contents.stored);
    if (client && contents.delivered > 0)
        Q_EMIT client->delivered(contents.delivered);
    if (client)
        tellDropped(contents.dropped);
    if (client && contents.failedEvents > 0)
        Q_EMIT client->failed(contents.failedEvents);
    if (client && m_identityChanged.exchange(false))
        Q_EMIT client->identityChanged();
    if (client && m_sessionChanged.exchange(false))
        Q_EMIT client->sessionChanged();
    for (const Error &error : contents.errors) {
        if (!client)
            return;
        lastError = error;
        Q_EMIT client->errorOccurred(error);
    }
    // Last: whoever waited for a future finds properties and counts as they are.
    for (const FailedAnswer &answer : contents.failedAnswers) {
        if (!client || isForked())
            return;
        finish(answer);
    }
    for (const ErasureAnswer &answer : contents.erasures) {
        if (!client || isForked())
            return;
        m_purges.finish(answer.id, answer.error);
    }
    for (const FlushList::Finished &flush : contents.flushes) {
        if (!client || isForked())
            return;
        if (flush.id == m_lastFlush)
            onApplicationEnd(); // the pipeline has nothing left to do
        m_flushes.finish(flush.id, flush.result);
    }
}

void AnalyticsPrivate::tellDropped(const DropCounts &counts)
{
    for (int i = 0; i < DropCounts::reasons; ++i) {
        const auto reason = Analytics::DropReason(i);
        droppedCounts.add(reason, counts.of(reason));
    }
    const QPointer<Analytics> client = q;
    for (int i = 0; i < DropCounts::reasons && client; ++i) {
        const auto reason = Analytics::DropReason(i);
        if (const qint64 count = counts.of(reason); count > 0)
            Q_EMIT client->dropped(reason, count);
    }
}

} // namespace Rudder
