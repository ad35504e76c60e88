// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "dispatcher_p.h"

#include "delivery/backoff_p.h"
#include "delivery/backoffrecord_p.h"
#include "delivery/clockskew_p.h"
#include "delivery/reachability_p.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Rudder {

namespace {

constexpr qint64 idleConnectionMilliseconds = 10'000;
// What was tried too often is tried again after so long; no sooner, or one batch that a server
// always fails at would keep the others waiting.
constexpr qint64 requeueMilliseconds = 15 * 60 * 1000;
// A server that refuses so many events alone, one after the other, would refuse all of them.
constexpr int findsThatSlowDown = 10;
// Up to twice as long, by chance.
constexpr qint64 lookAgainMilliseconds = 1'000;

// Or with one that is not the data plane's.
bool isWithoutAnswer(const Verdict &verdict)
{
    return verdict.decision == Verdict::Decision::Wait && !verdict.isAttempt && !verdict.retryAfter;
}

} // namespace

Dispatcher::Dispatcher(const Configuration &configuration, std::shared_ptr<Environment> environment,
                       EventQueue *queue, Listeners listeners)
    : m_configuration(configuration), m_environment(std::move(environment)), m_queue(queue),
      m_listeners(std::move(listeners)),
      m_schedule(configuration.flushAt(), configuration.flushInterval().count())
{
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::begin()
{
    const qint64 now = m_environment->bootClock();
    if (m_schedule.consecutiveFailures() == 0)
        heedBackoff(now);
    if (m_queue->exhaustedCount() > 0)
        requeueExhausted(now);
    if (m_queue->count() > 0) // left by an earlier run: due at once
        m_schedule.stored(m_queue->count(), 0, now - m_configuration.flushInterval().count());
}

// What an earlier process noted, or another client.
void Dispatcher::heedBackoff(qint64 now)
{
    const auto record = BackoffRecord::fromBytes(m_queue->backoffRecord());
    m_schedule.restore(record.failures,
                       record.remaining(now, m_environment->wallClock(), m_environment->bootId()),
                       now);
}

void Dispatcher::stored(qint64 events, qint64 waitingBefore, qint64 recordedAt)
{
    m_schedule.stored(events, waitingBefore, recordedAt);
    if (m_configuration.isMultiProcessor())
        m_heldUntil.reset(); // these are nobody else's yet
}

void Dispatcher::setSettings(const DeliverySettings &settings)
{
    const bool isSameTarget = settings.writeKey == m_settings.writeKey
            && settings.dataPlaneUrl == m_settings.dataPlaneUrl;
    const bool isFirst = m_settings.writeKey.isEmpty();
    m_settings = settings;
    if (isSameTarget)
        return;
    if (m_uploader) {
        m_uploader->setWriteKey(settings.writeKey);
        m_uploader->setDataPlaneUrl(settings.dataPlaneUrl);
    }
    if (!isFirst)
        m_schedule.resume();
    m_lastError = {};
    m_targetChangedInFlight = m_queue->hasClaim();
    heedNetwork();
}

void Dispatcher::setNetwork(const NetworkState &network)
{
    m_network = network;
    heedNetwork();
}

void Dispatcher::heedNetwork()
{
    const qint64 now = m_environment->bootClock();
    const bool isNeeded = needsNetwork(m_settings.dataPlaneUrl);
    m_isHeld = isNeeded && m_network.isMetered
            && m_configuration.meteredConnections() == Configuration::MeteredConnections::Avoid;
    if (!isNeeded || !m_network.isOffline) {
        const qint64 waiting = m_queue->isOpen() ? m_queue->count() : 0;
        const auto attemptAt = m_schedule.goOnline(waiting, now, m_environment->random());
        if (attemptAt && m_queue->hasClaim())
            m_letGoAt = attemptAt;
        return;
    }
    m_schedule.goOffline(now);
    m_letGoAt.reset();
    if (m_uploader && !m_queue->hasClaim()) { // they lead nowhere now
        m_closeIdleAt.reset();
        m_uploader->closeIdleConnections();
    }
}

void Dispatcher::end()
{
    if (m_uploader)
        m_uploader->abort();
    m_uploader.reset();
    m_letGoAt.reset();
    m_closeIdleAt.reset();
    m_queue->dropClaim();
}

void Dispatcher::forget()
{
    end();
    m_halving.left(std::numeric_limits<int>::max());
}

// To a request that is in flight.
void Dispatcher::attend(qint64 now)
{
    if (m_letGoAt && *m_letGoAt <= now) {
        // What went before the network did has no way back, and its time-out is far.
        m_letGoAt.reset();
        m_uploader->abort();
        m_queue->dropClaim();
    } else if (m_renewAt <= now) {
        m_queue->renewClaim(now); // else the lease ends, which costs a duplicate at most
        m_renewAt = now + m_queue->lease() / 2;
    }
}

void Dispatcher::step(qint64 now, bool flushing)
{
    if (m_closeIdleAt && *m_closeIdleAt <= now) {
        m_closeIdleAt.reset();
        if (m_uploader)
            m_uploader->closeIdleConnections();
    }
    if (m_queue->hasClaim())
        attend(now);
    if (m_requeueAt && *m_requeueAt <= now && mayBegin() && !m_queue->hasClaim() && !isOffline())
        requeueExhausted(now);
    if (!mayBegin() || m_queue->hasClaim())
        return;
    if (m_heldUntil && *m_heldUntil > now)
        return;
    m_heldUntil.reset();
    const auto due = nextAttempt(now, flushing);
    if (due && *due <= now)
        sendBatch(now);
}

std::optional<qint64> Dispatcher::nextStep(qint64 now, bool flushing) const
{
    std::optional<qint64> next = m_closeIdleAt;
    const auto consider = [&next](std::optional<qint64> time) {
        if (time && (!next || *time < *next))
            next = time;
    };
    if (m_queue->hasClaim()) {
        consider(m_letGoAt);
        if (m_queue->isDatabase())
            consider(m_renewAt);
    } else if (mayBegin()) {
        auto attempt = nextAttempt(now, flushing);
        if (attempt && m_heldUntil)
            attempt = std::max(*attempt, *m_heldUntil);
        consider(attempt);
        if (!isOffline())
            consider(m_requeueAt);
    }
    return next;
}

std::optional<qint64> Dispatcher::nextAttempt(qint64 now, bool flushing) const
{
    if (m_isHeld && !flushing)
        return std::nullopt;
    return m_schedule.nextAttempt(m_queue->count(), flushing || m_halving.isLooking(), now);
}

void Dispatcher::sendBatch(qint64 now)
{
    m_listeners.beforeClaim(now);
    Error error;
    const int failures = m_schedule.consecutiveFailures() + 1;
    const qint64 wait = backoff(failures, m_environment->random()).count();
    const Claim claim = m_queue->claim(
            m_halving.limit(m_configuration.maxBatchEvents()), now,
            backoffRecord(std::max(failures, m_schedule.failuresToKeep()), wait, now), &error);
    if (error.isError()) {
        m_listeners.storeFailed(error);
        m_schedule.failed(now, m_environment->random());
    }
    if (claim.heldUntil) {
        // Another client sends what waits here too; it may be done sooner than it said.
        m_heldUntil = std::min(*claim.heldUntil,
                               now + lookAgainMilliseconds
                                       + qint64(m_environment->random() * lookAgainMilliseconds));
        return;
    }
    if (claim.hasOthersBackoff)
        heedBackoff(now);
    const std::vector<StoredEvent> &events = claim.events;
    if (events.empty())
        return;
    m_schedule.claimed(now);
    if (!m_uploader) {
        m_uploader = std::make_unique<Uploader>(m_configuration,
                                                m_environment->makeTransport(m_configuration));
        m_uploader->setWriteKey(m_settings.writeKey);
        m_uploader->setDataPlaneUrl(m_settings.dataPlaneUrl);
    }
    m_closeIdleAt.reset();
    m_renewAt = now + m_queue->lease() / 2;
    m_targetChangedInFlight = false;
    m_requestedAt = now;
    m_uploader->upload(events, m_environment->clocks(),
                       [this](const Verdict &verdict) { onVerdict(verdict); });
}

// Noted before the request, as if it failed: a process that ends before the answer leaves that
// behind. A delivery takes it back.
QByteArray Dispatcher::backoffRecord(int failures, qint64 wait, qint64 now) const
{
    return BackoffRecord{failures, now + wait, m_environment->wallClock() + wait,
                         m_environment->bootId(), wait}
            .toBytes();
}

void Dispatcher::keepBackoff(qint64 now)
{
    // A disk that can't take it says so when the events are settled.
    m_queue->setBackoffRecord(
            backoffRecord(m_schedule.failuresToKeep(), m_schedule.backoffUntil() - now, now));
}

void Dispatcher::onVerdict(const Verdict &verdict)
{
    const qint64 now = m_environment->bootClock();
    compareClocks(verdict, now);
    // What a write key or an address that is gone could not do says nothing of the new one.
    const bool isOfOldTarget = m_targetChangedInFlight;
    const bool isOfOldNetwork = std::exchange(m_letGoAt, {}) && isWithoutAnswer(verdict);
    if (verdict.decision == Verdict::Decision::Delivered) {
        onDelivered(now);
    } else if (!isOfOldTarget && !isOfOldNetwork) {
        switch (verdict.decision) {
        case Verdict::Decision::Halve:
            onRefused(verdict, now);
            break;
        case Verdict::Decision::Pause:
            m_schedule.paused(now);
            failOnce(verdict.error);
            break;
        default:
            onWait(verdict, now);
            break;
        }
    }
    m_queue->dropClaim();
    if (m_queue->count() == 0) {
        m_halving.left(std::numeric_limits<int>::max()); // however they left
        m_closeIdleAt = now + idleConnectionMilliseconds;
    }
    m_listeners.ended();
}

void Dispatcher::compareClocks(const Verdict &verdict, qint64 now)
{
    if (!verdict.serverTime)
        return;
    const DatedAnswer answer{*verdict.serverTime, m_environment->wallClock(), now - m_requestedAt};
    const qint64 skew = clockSkew(answer, m_clockSkew);
    if (skew != std::exchange(m_clockSkew, skew))
        m_listeners.clockSkewChanged(skew);
}

void Dispatcher::onDelivered(qint64 now)
{
    const qint64 count = m_queue->claimed();
    if (const Error error = m_queue->settleClaim(now); error.isError())
        m_listeners.storeFailed(error);
    m_lastError = {};
    m_halving.delivered(int(count));
    const bool areComingBack = m_queue->exhaustedCount() > 0 && now >= m_requeueNotBefore;
    const qint64 size = std::max<qint64>(1, count);
    const qint64 left = m_queue->count() + (areComingBack ? m_queue->exhaustedCount() : 0);
    m_schedule.delivered(m_queue->count(), (left + size - 1) / size, m_environment->random());
    if (m_schedule.isRecovering())
        keepBackoff(now);
    m_listeners.delivered(count);
    if (areComingBack)
        requeueExhausted(now);
}

void Dispatcher::onWait(const Verdict &verdict, qint64 now)
{
    if (verdict.retryAfter) {
        m_schedule.failedFor(verdict.retryAfter->count(), now, m_environment->random());
    } else {
        m_schedule.failed(now, m_environment->random());
    }
    keepBackoff(now);
    failOnce(verdict.error);
    if (!verdict.isAttempt)
        return;
    qint64 exhausted = 0;
    const Error error =
            m_queue->countAttempt(failureOf(verdict, FailedEvent::Reason::Exhausted), &exhausted);
    if (error.isError())
        m_listeners.storeFailed(error);
    if (exhausted == 0)
        return;
    m_halving.left(int(exhausted));
    m_listeners.setAside(exhausted);
    if (!m_requeueAt)
        m_requeueAt = std::max(m_requeueNotBefore, now + requeueMilliseconds);
}

void Dispatcher::onRefused(const Verdict &verdict, qint64 now)
{
    const auto count = int(m_queue->claimed());
    m_halving.refused(count);
    if (count > 1)
        return;
    if (const Error error = m_queue->setClaimAside(failureOf(verdict, verdict.reason));
        error.isError()) {
        m_listeners.storeFailed(error);
        m_schedule.failed(now, m_environment->random());
        return;
    }
    if (m_halving.foundInARow() > findsThatSlowDown)
        m_schedule.failed(now, m_environment->random());
    failOnce(verdict.error);
    m_listeners.setAside(1);
}

Error Dispatcher::requeue(const FailedFilter &filter, qint64 *count)
{
    const Error error = m_queue->requeue(filter, count);
    if (error.isError() || *count == 0)
        return error;
    m_schedule.stored(*count, m_queue->count() - *count,
                      m_environment->bootClock() - m_configuration.flushInterval().count());
    m_listeners.requeued(*count);
    return {};
}

void Dispatcher::requeueExhausted(qint64 now)
{
    qint64 count = 0;
    m_requeueAt.reset();
    m_requeueNotBefore = now + requeueMilliseconds;
    const Error error = requeue({{}, FailedEvent::Reason::Exhausted}, &count);
    if (error.isError()) {
        m_listeners.storeFailed(error);
        m_requeueAt = m_requeueNotBefore;
    }
}

Failure Dispatcher::failureOf(const Verdict &verdict, FailedEvent::Reason reason) const
{
    return {reason, verdict.error.message(), m_environment->wallClock()};
}

// Of a row of equal ones only the first is told.
void Dispatcher::failOnce(const Error &error)
{
    if (error == m_lastError)
        return;
    m_lastError = error;
    m_listeners.failed(error);
}

} // namespace Rudder
