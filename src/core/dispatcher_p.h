// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_DISPATCHER_P_H
#define RUDDERQT_DISPATCHER_P_H

#include "configuration.h"
#include "delivery/halving_p.h"
#include "delivery/sendschedule_p.h"
#include "delivery/uploader_p.h"
#include "environment_p.h"
#include "private_export_p.h"
#include "queue/eventqueue_p.h"

#include <functional>
#include <memory>
#include <optional>

namespace Rudder {

// Takes batches from the queue to the data plane and does what the verdicts say: one request at a
// time. On the pipeline's thread, which calls it when something may be due.
class RUDDERQT_CORE_PRIVATE_EXPORT Dispatcher
{
public:
    struct Listeners
    {
        std::function<void(qint64 count)> delivered;
        std::function<void(qint64 count)> setAside;  // among the failed events now
        std::function<void(qint64 count)> requeued;  // from there, to the front of the queue
        std::function<void(qint64 now)> beforeClaim; // drops what is not to be sent any more
        std::function<void(const Error &)> failed;
        std::function<void(const Error &)> storeFailed; // however often, for one reason
        std::function<void()> ended;                    // a request, so that the next may be due
        // The device's, against the data plane's.
        std::function<void(qint64 milliseconds)> clockSkewChanged;
    };

    Dispatcher(const Configuration &configuration, std::shared_ptr<Environment> environment,
               EventQueue *queue, Listeners listeners);
    ~Dispatcher();
    Q_DISABLE_COPY_MOVE(Dispatcher)

    // The queue is open, or open again: goes on as an earlier process left it.
    void begin();
    void stored(qint64 events, qint64 waitingBefore, qint64 recordedAt);
    void setSettings(const DeliverySettings &settings);
    void setNetwork(const NetworkState &network);
    // Nothing is begun while this is so, not even by a flush.
    void setStopped(bool stopped) { m_isStopped = stopped; }
    // Lets go of what is in flight.
    void end();
    // The same, and all that waits is to be gone.
    void forget();
    // Failed events come back to their old place and are due.
    Error requeue(const FailedFilter &filter, qint64 *count);

    void step(qint64 now, bool flushing);
    // When step() has something to do next, if nothing else happens.
    std::optional<qint64> nextStep(qint64 now, bool flushing) const;

    bool isPaused(qint64 now) const { return m_schedule.isPaused(now); }
    bool isOffline() const { return m_schedule.isOffline(); }
    bool isBackingOff(qint64 now) const { return m_schedule.isBackingOff(now); }

private:
    void heedNetwork();
    bool mayBegin() const { return m_settings.enabled && !m_isStopped; }
    std::optional<qint64> nextAttempt(qint64 now, bool flushing) const;
    void sendBatch(qint64 now);
    void attend(qint64 now);
    QByteArray backoffRecord(int failures, qint64 wait, qint64 now) const;
    void keepBackoff(qint64 now);
    void heedBackoff(qint64 now);
    void onVerdict(const Verdict &verdict);
    void compareClocks(const Verdict &verdict, qint64 now);
    void onDelivered(qint64 now);
    void onWait(const Verdict &verdict, qint64 now);
    void onRefused(const Verdict &verdict, qint64 now);
    void requeueExhausted(qint64 now);
    Failure failureOf(const Verdict &verdict, FailedEvent::Reason reason) const;
    void failOnce(const Error &error);

    const Configuration m_configuration;
    const std::shared_ptr<Environment> m_environment;
    EventQueue *const m_queue;
    const Listeners m_listeners;

    DeliverySettings m_settings;
    NetworkState m_network;
    bool m_isHeld = false; // until the connection costs nothing
    bool m_isStopped = false;
    bool m_targetChangedInFlight = false;
    std::unique_ptr<Uploader> m_uploader;
    SendSchedule m_schedule;
    Halving m_halving;
    std::optional<qint64> m_letGoAt; // of a request from before the network returned
    qint64 m_renewAt = 0;            // the claim, or others would take it for abandoned
    qint64 m_requestedAt = 0;
    qint64 m_clockSkew = 0;
    std::optional<qint64> m_closeIdleAt;
    std::optional<qint64> m_heldUntil; // another client sends
    std::optional<qint64> m_requeueAt;
    qint64 m_requeueNotBefore = 0;
    Error m_lastError;
};

} // namespace Rudder

#endif
