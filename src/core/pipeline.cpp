// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipeline_p.h"

#include "application_p.h"
#include "delivery/backoff_p.h"
#include "hurry_p.h"
#include "queue/sqlconnection_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcPipeline, "rudder.pipeline", QtWarningMsg)

namespace {

QEvent::Type wakeType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

Pipeline::Pipeline(PipelineSetup setup)
    : m_configuration(std::move(setup.configuration)), m_environment(std::move(setup.environment)),
      m_settings(std::move(setup.settings)), m_inbox(setup.inbox), m_notices(setup.notices),
      m_onStarted(std::move(setup.onStarted)), m_queue(m_configuration, setup.folder, m_inbox),
      m_source(m_configuration, m_environment, sourceListeners()),
      m_dispatcher(m_configuration, m_environment, &m_queue, listeners())
{
    m_source.setSettings(m_settings);
    m_dispatcher.setSettings(m_settings);
}

Pipeline::~Pipeline() = default;

Dispatcher::Listeners Pipeline::listeners()
{
    Dispatcher::Listeners listeners;
    listeners.delivered = [this](qint64 count) {
        m_lastError = Error();
        m_rescueFailures = 0;
        m_isStoreFailureTold = m_isStoreFailureTold && m_queue.hasUnsettled();
        m_flushes.delivered(count);
        m_notices->delivered(count);
    };
    listeners.setAside = [this](qint64 count) {
        m_flushes.failed(count);
        m_notices->failedEvents(count);
    };
    listeners.requeued = [this](qint64 count) { m_flushes.requeued(count); };
    listeners.beforeClaim = [this](qint64 now) {
        commitBeforeClaim(now);
        dropTooOld(now);
    };
    listeners.failed = [this](const Error &error) { fail(error); };
    listeners.storeFailed = [this](const Error &error) { failToStore(error); };
    listeners.ended = [this] { step(m_environment->bootClock()); };
    listeners.clockSkewChanged = [this](qint64 skew) { m_notices->clockSkew(skew); };
    return listeners;
}

SourceWatch::Listeners Pipeline::sourceListeners()
{
    SourceWatch::Listeners listeners;
    // A disk that can't take it says so where events are at stake.
    listeners.learned = [this](const QByteArray &record) {
        if (m_queue.isOpen()) // else all of it was erased, and begin() tells it again
            m_queue.setSourceRecord(record);
    };
    listeners.failed = [this](const Error &error) { tellError(error); };
    listeners.ended = [this] { onTick(); };
    return listeners;
}

void Pipeline::setOnClosed(std::function<void()> onClosed)
{
    m_onClosed = std::move(onClosed);
}

void Pipeline::wake()
{
    QCoreApplication::postEvent(this, new QEvent(wakeType()));
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
    if (!m_ticker)
        begin();
    takeInbox(); // before open(), which needs to know whose queue it is
    if (!m_queue.isOpen() && isToBeOpened())
        open();
    if (m_isClosing)
        close();
    else
        onTick();
}

void Pipeline::begin()
{
    m_ticker = m_environment->makeTicker([this] { onTick(); });
    if (m_onStarted)
        m_onStarted();
    // Qt SQL looks for its plugins on the disk, so not on a caller's thread; and exit() would take the
    // list of them away before the routine runs that was registered there.
    SqlConnection::lookForDriver();
    listenToExit();
}

void Pipeline::onTick()
{
    const qint64 now = m_environment->bootClock();
    if (m_queue.isOpen())
        step(now);
    else
        stepUnopened(now);
}

void Pipeline::step(qint64 now)
{
    if (m_isClosing) // by the wake-up that is on its way; a request's end comes to here too
        return;
    mendIfDue(now);
    commitIfDue(now);
    for (const FailedRequest &request : std::exchange(m_failedRequests, {}))
        answer(request);
    watchSource(now);
    m_dispatcher.step(now, !m_flushes.isEmpty());
    heedOthers();
    if (m_queue.hasClaim() && !std::exchange(m_hasSent, true))
        listenToExit();
    if (m_queue.hasUnsettled() && !m_commitAt)
        m_commitAt = now + backoff(++m_storeFailures, m_environment->random()).count();
    report(now); // before a flush ends: whoever waited for it finds the counts as they are
    tellErased();
    finishFlushes(now);
    schedule(now);
}

// A client that is disabled from its start may be there to erase what earlier ones left.
bool Pipeline::isToBeOpened() const
{
    return m_settings.enabled || m_inbox->count() > 0;
}

void Pipeline::stepUnopened(qint64 now)
{
    if (m_isClosing)
        return;
    // Also what a process began that was killed.
    if (m_reopenAt ? *m_reopenAt <= now : m_queue.isErasing()) {
        m_reopenAt.reset();
        const QByteArray owner = queueOwner(m_settings.writeKey, m_settings.dataPlaneUrl);
        if (const Error error = m_queue.finishErasing(owner); error.isError())
            retryOpening(error, now);
    }
    if (!m_reopenAt) {
        if (const Error error = m_queue.storeIdentityAlone(); error.isError())
            retryOpening(error, now);
        else
            m_openFailures = 0;
    }
    if (std::exchange(m_reportedState, Analytics::State::Disabled) != Analytics::State::Disabled)
        m_notices->state(Analytics::State::Disabled);
    tellErased();
    for (const FailedRequest &request : std::exchange(m_failedRequests, {}))
        m_notices->answered({request.id, request.what, {}, 0});
    tell(m_flushes.takeAll(
            Error(Error::Code::Disabled, u"The client is disabled, so nothing is sent."_s), 0));
    if (m_reopenAt)
        m_ticker->start(*m_reopenAt - now);
}

void Pipeline::open()
{
    const Error error = m_queue.open(queueOwner(m_settings.writeKey, m_settings.dataPlaneUrl),
                                     m_environment->bootId());
    if (error.isError())
        retryOpening(error, m_environment->bootClock());
    tellStorage();
    keepLimits();
    m_dispatcher.begin();
    m_source.begin(m_queue.sourceRecord());
}

void Pipeline::keepLimits()
{
    const Dropped dropped = m_queue.keepLimits();
    m_flushes.dropped(dropped.waiting);
    m_notices->dropped(Analytics::DropReason::StorageFull, dropped.count());
}

void Pipeline::retryOpening(const Error &error, qint64 now)
{
    if (++m_openFailures == 1)
        fail(error);
    m_reopenAt = now + backoff(m_openFailures, m_environment->random()).count();
}

// The disk is there again, or the file on it was found damaged.
void Pipeline::mendIfDue(qint64 now)
{
    if (m_queue.isDamaged()) {
        rescue(now);
        return;
    }
    if (m_queue.isDetached() && !m_reopenAt)
        m_reopenAt = now;
    if (!m_reopenAt || *m_reopenAt > now || m_queue.hasClaim())
        return;
    m_reopenAt.reset();
    const qint64 before = m_queue.count();
    const qint64 inMemory = m_queue.inMemory();
    if (m_queue.isDetached() && m_openFailures == 0) {
        fail(Error(Error::Code::StorageUnavailable,
                   u"The file of the queue, or its folder, was removed. It is made anew."_s));
    }
    if (const Error error = m_queue.reopen(); error.isError()) {
        retryOpening(error, now);
        return;
    }
    m_openFailures = 0;
    tellStorage();
    if (inMemory > 0)
        m_notices->stored(m_queue.movedUpTo(), inMemory);
    m_flushes.added(m_queue.count() - before);
    m_flushes.moved(m_queue.lastId());
    keepLimits();
    m_dispatcher.begin();
    m_source.begin(m_queue.sourceRecord());
}

void Pipeline::rescue(qint64 now)
{
    const qint64 before = m_queue.count();
    const Error error = m_queue.rescue();
    tellStorage();
    m_commitAt = now;
    if (!error.isError()) {
        m_rescueFailures = 0;
        m_flushes.dropped(before - m_queue.count());
        return;
    }
    m_dispatcher.end(); // what it sends is in a file that can't be had now
    // That it can be opened, as far as nobody reads the place, says nothing.
    if (++m_rescueFailures == 1)
        fail(error);
    m_openFailures = m_rescueFailures;
    m_reopenAt = now + backoff(m_rescueFailures, m_environment->random()).count();
    tell(m_flushes.takeAll(error, before));
}

void Pipeline::tellWarnings()
{
    for (const Error &warning : m_queue.takeWarnings())
        fail(warning);
}

void Pipeline::tellStorage()
{
    tellWarnings();
    if (m_queue.isDatabase())
        listenToExit();
    m_notices->storage(m_queue.isDatabase() ? Analytics::Storage::Database
                                            : Analytics::Storage::Memory);
}

void Pipeline::takeInbox()
{
    Inbox::Contents contents = m_inbox->take();
    if (contents.settings)
        applySettings(*contents.settings);
    if (contents.network) {
        m_source.setNetwork(*contents.network);
        m_dispatcher.setNetwork(*contents.network);
    }
    if (contents.erasure)
        erase(*contents.erasure, contents.identity);
    m_queue.take(std::move(contents.events), std::move(contents.identity));
    for (const FlushRequest &flush : contents.flushes)
        m_flushes.add(flush);
    m_failedRequests.insert(m_failedRequests.end(), contents.failedRequests.begin(),
                            contents.failedRequests.end());
    if (contents.lastFlush)
        m_lastFlush = contents.lastFlush;
    m_isStoredAtOnce = m_isStoredAtOnce || contents.isStoredAtOnce;
    m_isClosing = m_isClosing || contents.closed;

    const bool inAHurry = m_isStoredAtOnce || contents.isStoredNow || !m_flushes.isEmpty();
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
    m_source.setSettings(settings);
    m_dispatcher.setSettings(settings);
    if (sameTarget)
        return;
    if (!m_queue.isOpen())
        return;
    if (m_queue.hasClaim() && m_queue.isShared())
        m_dispatcher.end();
    const qint64 before = m_queue.count();
    const Error error = m_queue.setOwner(queueOwner(settings.writeKey, settings.dataPlaneUrl));
    if (error.isError())
        retryOpening(error, m_environment->bootClock());
    tellStorage();
    m_source.begin(m_queue.sourceRecord());
    const qint64 brought = m_queue.count() - before;
    if (brought > 0) {
        m_dispatcher.stored(brought, before,
                            m_environment->bootClock() - m_configuration.flushInterval().count());
    } else if (brought < 0) {
        tell(m_flushes.takeAll(Error(Error::Code::StorageUnavailable,
                                     u"Other clients share the queue: what waited there for the "
                                     "earlier data plane or write key is theirs now."_s),
                               before));
    }
}

void Pipeline::close()
{
    m_closed = true;
    m_inbox->close(); // whoever comes later is told so; what has come is taken
    takeInbox();
    m_ticker->stop();
    m_source.end();
    const qint64 remaining = m_queue.isOpen() ? closeQueue() : m_inbox->count();
    if (!m_queue.isErasing())         // else what the user decided is noted
        m_queue.storeIdentityAlone(); // else the user is asked again
    tellErased();
    const Error error(Error::Code::ShutDown,
                      u"The client ended before all was sent; the rest is stored."_s);
    std::vector<FlushList::Finished> flushes = m_flushes.takeAll(error, remaining);
    if (m_lastFinished)
        flushes.push_back(*m_lastFinished);
    for (FlushList::Finished &flush : flushes) {
        if (flush.id == m_lastFlush)
            flush.result = FlushResult(flush.result.delivered(), remaining, flush.result.error());
    }
    m_ticker.reset();
    m_notices->queuedCount(remaining);
    m_notices->flushed(std::move(flushes));
    if (m_onClosed)
        m_onClosed();
}

qint64 Pipeline::closeQueue()
{
    m_dispatcher.end();
    const qint64 remaining = storeAtEnd();
    report(m_environment->bootClock());
    m_queue.close();
    return remaining;
}

qint64 Pipeline::storeAtEnd()
{
    const qint64 now = m_environment->bootClock();
    if (!m_queue.isDamaged() && m_queue.isQuickToCommit()) {
        if (m_reopenAt) // the last chance
            m_reopenAt = 0;
        mendIfDue(now);
        m_commitAt = now;
        commitIfDue(now);
    }
    const qint64 remaining = waiting();
    if (const qint64 inMemory = m_queue.uncommitted() + m_queue.heldInInbox(); inMemory > 0) {
        qint64 dropped = 0;
        const Error error = m_queue.spill(&dropped);
        m_notices->dropped(Analytics::DropReason::StorageFull, dropped);
        if (error.isError()) {
            fail(Error(Error::Code::StorageFailed,
                       u"%1 events could not be stored before the client ended: %2"_s.arg(
                               QString::number(inMemory), error.message())));
        } else {
            m_notices->stored(m_queue.movedUpTo(), inMemory);
        }
    }
    return remaining;
}

void Pipeline::commitIfDue(qint64 now)
{
    if (!m_commitAt || *m_commitAt > now)
        return;
    if (isHurried() && !m_queue.isQuickToCommit())
        return; // close() does better
    m_commitAt.reset();
    constexpr qint64 betweenLooks = 60'000;
    if (now >= m_lookForOldAt) {
        m_lookForOldAt = now + betweenLooks;
        dropTooOld(now);
    }
    const bool hadUnsettled = m_queue.hasUnsettled();
    const EventQueue::Commit commit = m_queue.commit();
    tellWarnings();
    const Error failure = commit.error.isError() ? commit.error : commit.settleError;
    if (failure.isError()) {
        ++m_storeFailures;
        failToStore(failure);
        m_commitAt = now + backoff(m_storeFailures, m_environment->random()).count();
    } else {
        m_storeFailures = 0;
        m_isStoreFailureTold = m_isStoreFailureTold && commit.stored == 0 && !hadUnsettled;
    }
    if (commit.stored > 0) {
        m_dispatcher.stored(commit.stored, commit.waitedBefore, commit.oldestRecordedAt);
        if (m_queue.isDatabase())
            m_notices->stored(commit.storedUpTo, commit.stored);
    }
    m_flushes.dropped(commit.droppedStored.waiting);
    m_notices->dropped(Analytics::DropReason::StorageFull,
                       commit.droppedNew + commit.droppedStored.count());
    if (m_queue.isDetached()) {
        mendIfDue(now);
        tellStorage();
    }
    heedOthers(); // before the flushes that count from here on
    if (!commit.error.isError())
        m_flushes.stored(m_queue.countToFlush(), m_queue.lastId());
}

// What is held back to be written together goes with the batch that leaves now. To write it a moment
// later would be to write twice: it, and when it leaves.
void Pipeline::commitBeforeClaim(qint64 now)
{
    if (m_queue.uncommitted() == 0 || m_storeFailures > 0 || m_isClosing)
        return;
    m_commitAt = now;
    commitIfDue(now);
}

void Pipeline::dropTooOld(qint64 now)
{
    const Dropped dropped = m_queue.dropTooOld(now, m_environment->wallClock());
    m_flushes.dropped(dropped.waiting);
    m_notices->dropped(Analytics::DropReason::TooOld, dropped.count());
}

// Other clients of the queue have delivered what a flush waits for, or stored what is to be sent.
void Pipeline::heedOthers()
{
    const Elsewhere others = m_queue.takeElsewhere();
    if (m_queue.eachSends())
        return;
    m_flushes.failed(others.failed);
    m_flushes.delivered(others.delivered);
    m_flushes.requeued(others.requeued);
}

void Pipeline::answer(const FailedRequest &request)
{
    Error error;
    FailedAnswer answer;
    answer.id = request.id;
    answer.what = request.what;
    switch (request.what) {
    case FailedRequest::What::List: {
        const auto events = m_queue.failedEvents(request.after, request.limit, &error);
        answer.events = QList<FailedEvent>(events.begin(), events.end());
        break;
    }
    case FailedRequest::What::Requeue:
        error = m_dispatcher.requeue(request.filter, &answer.count);
        break;
    case FailedRequest::What::Purge:
        error = m_queue.purge(request.filter, &answer.count);
        m_notices->dropped(Analytics::DropReason::Purged, answer.count);
        break;
    }
    if (error.isError())
        fail(error);
    m_notices->answered(std::move(answer));
}

void Pipeline::erase(const Erasure &erasure, std::shared_ptr<const IdentityRecord> identity)
{
    if (m_queue.isOpen())
        m_dispatcher.forget();
    for (const FlushRequest &flush : erasure.flushes)
        m_flushes.add(flush);
    m_flushes.erased();
    m_notices->dropped(Analytics::DropReason::Purged, erasure.events);
    const Error error = m_queue.erase(queueOwner(m_settings.writeKey, m_settings.dataPlaneUrl),
                                      std::move(identity));
    for (const quint64 id : erasure.ids)
        m_erasures.push_back({id, m_queue.isErasing() ? error : Error()});
    m_reopenAt.reset();
    if (error.isError())
        retryOpening(error, m_environment->bootClock());
    else
        m_openFailures = 0;
    if (!m_queue.isOpen())
        return;
    tellStorage();
    m_dispatcher.begin();
    m_source.begin(m_queue.sourceRecord());
}

void Pipeline::tellErased()
{
    m_notices->dropped(Analytics::DropReason::Purged, m_queue.takeErased());
    m_notices->erased(std::exchange(m_erasures, {}));
}

void Pipeline::watchSource(qint64 now)
{
    m_source.step(now, m_queue.count());
    m_dispatcher.setStopped(m_source.objection().isError());
    if (m_source.isAsking() && !std::exchange(m_hasAsked, true))
        listenToExit();
}

void Pipeline::finishFlushes(qint64 now)
{
    if (m_flushes.isEmpty())
        return;
    const auto when = m_queue.eachSends() ? FlushList::Recount::All : FlushList::Recount::Ended;
    m_flushes.recount(when, [this](qint64 lastId) { return m_queue.countUpTo(lastId); });
    tell(m_flushes.takeFinished(now, m_lastError, waiting()));
    if (!m_settings.enabled) {
        tell(m_flushes.takeAll(
                Error(Error::Code::Disabled, u"The client is disabled, so nothing is sent."_s),
                waiting()));
    } else if (const Error objection = m_source.objection();
               objection.isError() && !m_queue.hasClaim()) {
        tell(m_flushes.takeAll(objection, waiting()));
    } else if (m_dispatcher.isPaused(now) && !m_queue.hasClaim()) {
        tell(m_flushes.takeAll(m_lastError, waiting()));
    } else if (m_dispatcher.isOffline() && !m_queue.hasClaim()) {
        tell(m_flushes.takeAll(
                Error(Error::Code::NetworkFailed,
                      u"The system says that there is no network, so nothing is sent for now."_s),
                waiting()));
    }
}

void Pipeline::tell(std::vector<FlushList::Finished> flushes)
{
    const auto last = std::find_if(flushes.begin(), flushes.end(),
                                   [this](const auto &flush) { return flush.id == m_lastFlush; });
    if (last != flushes.end()) {
        m_lastFinished = *last; // told when the rest is stored
        flushes.erase(last);
        m_isClosing = true;
        wake(); // not now: the request that has ended is still at work further up
    }
    m_notices->flushed(std::move(flushes));
}

qint64 Pipeline::waiting() const
{
    return m_queue.count() + m_inbox->count() - m_queue.heldInInbox();
}

Analytics::State Pipeline::state(qint64 now) const
{
    using State = Analytics::State;
    if (!m_settings.enabled)
        return State::Disabled;
    if (m_queue.hasClaim())
        return State::Sending;
    if (m_source.objection().isError() || m_dispatcher.isPaused(now))
        return State::Paused;
    if (m_dispatcher.isOffline())
        return State::Offline;
    if (m_dispatcher.isBackingOff(now))
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
    if (const qint64 count = m_queue.failedCount(); count != m_reportedFailedCount) {
        m_reportedFailedCount = count;
        m_notices->failedCount(count);
    }
}

void Pipeline::fail(const Error &error)
{
    m_lastError = error;
    tellError(error);
}

// Not as what a flush may have failed for.
void Pipeline::tellError(const Error &error)
{
    qCWarning(lcPipeline).noquote() << error.message();
    m_notices->failed(error);
}

// Of a row of failures, wherever they show, the first is told. At the end what comes of it counts, and
// of damage what the rescue says.
void Pipeline::failToStore(const Error &error)
{
    if (!m_queue.isDamaged() && !m_isClosing && !isHurried()
        && !std::exchange(m_isStoreFailureTold, true))
        fail(error);
}

void Pipeline::schedule(qint64 now)
{
    std::optional<qint64> next = m_commitAt;
    const auto consider = [&next](std::optional<qint64> time) {
        if (time && (!next || *time < *next))
            next = time;
    };
    consider(m_source.nextStep(m_queue.count()));
    consider(m_dispatcher.nextStep(now, !m_flushes.isEmpty()));
    consider(m_flushes.nextDeadline());
    if (m_queue.isDamaged())
        next = now;
    // With nothing in memory the next event brings it about; but there may be events on the disk.
    constexpr qint64 betweenIdleLooks = 15 * 60 * 1000;
    if (m_reopenAt && !m_queue.hasClaim()) { // else the end of the request does
        const bool isIdle = m_queue.count() == 0 && !m_queue.isErasing();
        consider(*m_reopenAt + (isIdle ? betweenIdleLooks : 0));
    }
    if (next)
        m_ticker->start(std::max<qint64>(0, *next - now));
    else
        m_ticker->stop();
}

} // namespace Rudder
