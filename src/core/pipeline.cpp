// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipeline_p.h"

#include "application_p.h"
#include "delivery/backoff_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcPipeline, "rudder.pipeline", QtWarningMsg)

namespace {

constexpr qint64 idleConnectionMilliseconds = 10'000;

QEvent::Type wakeType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

Pipeline::Pipeline(PipelineSetup setup)
    : m_configuration(std::move(setup.configuration)), m_environment(std::move(setup.environment)),
      m_settings(std::move(setup.settings)), m_inbox(setup.inbox), m_notices(setup.notices),
      m_queue(m_configuration, setup.folder, m_inbox),
      m_schedule(m_configuration.flushAt(), m_configuration.flushInterval().count())
{
}

Pipeline::~Pipeline() = default;

void Pipeline::setOnClosed(std::function<void()> onClosed)
{
    m_onClosed = std::move(onClosed);
}

void Pipeline::wake()
{
    QCoreApplication::postEvent(this, new QEvent(wakeType()));
}

void Pipeline::storeAndClose()
{
    onWake();
}

bool Pipeline::event(QEvent *event)
{
    if (event->type() != wakeType())
        return QObject::event(event);
    onWake();
    return true;
}

void Pipeline::onWake()
{
    if (m_closed)
        return;
    takeInbox(); // before open(), which needs to know whose queue it is
    if (!m_queue.isOpen())
        open();
    step(m_environment->bootClock());
}

void Pipeline::onTick()
{
    step(m_environment->bootClock());
}

void Pipeline::step(qint64 now)
{
    commitIfDue(now);
    if (m_closed) {
        close();
        return;
    }
    if (m_closeIdleAt && *m_closeIdleAt <= now) {
        m_closeIdleAt.reset();
        if (m_uploader)
            m_uploader->closeIdleConnections();
    }
    sendIfDue(now);
    report(now); // before a flush ends: whoever waited for it finds the counts as they are
    finishFlushes(now);
    schedule(now);
}

void Pipeline::open()
{
    m_ticker = m_environment->makeTicker([this] { onTick(); });
    const Error error = m_queue.open(queueOwner(m_settings.writeKey, m_settings.dataPlaneUrl),
                                     m_environment->bootId());
    if (error.isError())
        fail(error);
    else
        listenBeforeSqlEnds();
    m_notices->storage(m_queue.isDatabase() ? Analytics::Storage::Database
                                            : Analytics::Storage::Memory);

    const qint64 now = m_environment->bootClock();
    if (m_queue.count() > 0) // left by an earlier run: due at once
        m_schedule.stored(m_queue.count(), 0, now - m_configuration.flushInterval().count());
}

void Pipeline::takeInbox()
{
    Inbox::Contents contents = m_inbox->take();
    if (contents.settings)
        applySettings(*contents.settings);
    m_queue.take(std::move(contents.events), std::move(contents.identity));
    for (const FlushRequest &flush : contents.flushes)
        m_flushes.add(flush);
    m_closed = contents.closed;

    const bool inAHurry = m_closed || !m_flushes.isEmpty();
    if (inAHurry || !m_commitAt) {
        const qint64 wait = inAHurry ? 0 : m_configuration.commitInterval().count();
        m_commitAt = m_environment->bootClock() + wait;
    }
}

void Pipeline::applySettings(const DeliverySettings &settings)
{
    const bool sameTarget = settings.writeKey == m_settings.writeKey
            && settings.dataPlaneUrl == m_settings.dataPlaneUrl;
    m_settings = settings;
    if (sameTarget)
        return;
    if (m_uploader) {
        m_uploader->setWriteKey(settings.writeKey);
        m_uploader->setDataPlaneUrl(settings.dataPlaneUrl);
    }
    m_schedule.resume();
    m_targetChangedInFlight = m_queue.hasClaim();
    if (!m_queue.isOpen())
        return;
    const Error error = m_queue.setOwner(queueOwner(settings.writeKey, settings.dataPlaneUrl));
    if (error.isError())
        fail(error);
}

void Pipeline::close()
{
    m_ticker->stop();
    if (m_uploader)
        m_uploader->abort();
    m_uploader.reset();
    if (m_queue.uncommitted() > 0) {
        fail(Error(Error::Code::StorageFailed,
                   u"%1 events could not be stored before the client was destroyed."_s.arg(
                           m_queue.uncommitted())));
    }
    m_notices->flushed(m_flushes.takeAll(
            Error(Error::Code::ShutDown, u"The client was destroyed before all was sent."_s)));
    m_notices->queuedCount(waiting());
    m_queue.close();
    m_ticker.reset();
    if (m_onClosed)
        m_onClosed();
}

void Pipeline::commitIfDue(qint64 now)
{
    if (!m_commitAt || *m_commitAt > now)
        return;
    m_commitAt.reset();
    const EventQueue::Commit commit = m_queue.commit();
    if (commit.error.isError()) {
        if (++m_storeFailures == 1)
            fail(commit.error);
        m_commitAt = now + backoff(m_storeFailures, m_environment->random()).count();
    } else {
        m_storeFailures = 0;
    }
    if (commit.stored > 0) {
        m_schedule.stored(commit.stored, commit.waitedBefore, commit.oldestRecordedAt);
        if (m_queue.isDatabase())
            m_notices->stored(commit.storedUpTo, commit.stored);
    }
    m_flushes.dropped(commit.droppedStored);
    if (const qint64 dropped = commit.droppedNew + commit.droppedStored; dropped > 0)
        m_notices->dropped(dropped);
    if (!commit.error.isError())
        m_flushes.stored(m_queue.count());
}

void Pipeline::sendIfDue(qint64 now)
{
    if (!m_settings.enabled || m_queue.hasClaim())
        return;
    const auto due = m_schedule.nextAttempt(m_queue.count(), !m_flushes.isEmpty(), now);
    if (!due || *due > now)
        return;

    Error error;
    const qint64 waiting = m_queue.count();
    const std::vector<StoredEvent> events = m_queue.claim(&error);
    if (error.isError()) {
        if (error != m_lastError)
            fail(error);
        m_schedule.failed(now, m_environment->random());
    }
    if (events.empty()) {
        m_flushes.dropped(waiting - m_queue.count());
        return;
    }
    m_schedule.claimed();
    if (!m_uploader) {
        m_uploader = std::make_unique<Uploader>(m_configuration,
                                                m_environment->makeTransport(m_configuration));
        m_uploader->setWriteKey(m_settings.writeKey);
        m_uploader->setDataPlaneUrl(m_settings.dataPlaneUrl);
    }
    m_closeIdleAt.reset();
    m_targetChangedInFlight = false;
    m_uploader->upload(events, m_environment->wallClock(),
                       [this](const Verdict &verdict) { onVerdict(verdict); });
}

void Pipeline::onVerdict(const Verdict &verdict)
{
    const qint64 now = m_environment->bootClock();
    // What a write key or an address that is gone could not do says nothing of the new one.
    const bool isOfOldTarget = m_targetChangedInFlight;
    switch (verdict.decision) {
    case Verdict::Decision::Delivered:
        onDelivered(now);
        break;
    case Verdict::Decision::Retry:
        if (isOfOldTarget)
            break;
        m_schedule.failed(now, m_environment->random());
        if (m_schedule.consecutiveFailures() == 1 || verdict.error != m_lastError)
            fail(verdict.error);
        break;
    case Verdict::Decision::Pause:
        if (isOfOldTarget)
            break;
        m_schedule.paused(now);
        fail(verdict.error);
        break;
    }
    m_queue.dropClaim();
    step(now);
}

void Pipeline::onDelivered(qint64 now)
{
    m_lastError = Error();
    Error error;
    const qint64 count = m_queue.settleClaim(&error);
    if (error.isError()) {
        fail(error);
        // Delivered, but still in the queue: sent again is better than lost.
        m_schedule.failed(now, m_environment->random());
        return;
    }
    m_schedule.delivered(m_queue.count());
    m_flushes.delivered(count);
    m_notices->delivered(count);
    if (m_queue.count() == 0)
        m_closeIdleAt = now + idleConnectionMilliseconds;
}

void Pipeline::finishFlushes(qint64 now)
{
    if (m_flushes.isEmpty())
        return;
    m_notices->flushed(m_flushes.takeFinished(now, m_lastError));
    if (!m_settings.enabled) {
        m_notices->flushed(m_flushes.takeAll(
                Error(Error::Code::Disabled, u"The client is disabled, so nothing is sent."_s)));
    } else if (m_schedule.isPaused(now) && !m_queue.hasClaim()) {
        m_notices->flushed(m_flushes.takeAll(m_lastError));
    }
}

qint64 Pipeline::waiting() const
{
    return m_queue.count() + m_inbox->count();
}

Analytics::State Pipeline::state(qint64 now) const
{
    using State = Analytics::State;
    if (!m_settings.enabled)
        return State::Disabled;
    if (m_queue.hasClaim())
        return State::Sending;
    if (m_schedule.isPaused(now))
        return State::Paused;
    if (m_schedule.isBackingOff(now))
        return State::BackingOff;
    return waiting() > 0 ? State::Waiting : State::Idle;
}

void Pipeline::report(qint64 now)
{
    if (const Analytics::State current = state(now); current != m_reportedState) {
        m_reportedState = current;
        m_notices->state(current);
    }
    if (const qint64 count = waiting(); count != m_reportedCount) {
        m_reportedCount = count;
        m_notices->queuedCount(count);
    }
}

void Pipeline::fail(const Error &error)
{
    m_lastError = error;
    qCWarning(lcPipeline).noquote() << error.message();
    m_notices->failed(error);
}

void Pipeline::schedule(qint64 now)
{
    std::optional<qint64> next = m_commitAt;
    const auto consider = [&next](std::optional<qint64> time) {
        if (time && (!next || *time < *next))
            next = time;
    };
    if (m_settings.enabled && !m_queue.hasClaim())
        consider(m_schedule.nextAttempt(m_queue.count(), !m_flushes.isEmpty(), now));
    consider(m_flushes.nextDeadline());
    consider(m_closeIdleAt);
    if (next)
        m_ticker->start(std::max<qint64>(0, *next - now));
    else
        m_ticker->stop();
}

} // namespace Rudder
