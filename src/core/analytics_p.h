// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ANALYTICS_P_H
#define RUDDERQT_ANALYTICS_P_H

#include "analytics.h"
#include "application_p.h"
#include "context/context_p.h"
#include "context/screen_p.h"
#include "delivery/reachability_p.h"
#include "environment_p.h"
#include "forkguard_p.h"
#include "identity/identity_p.h"
#include "notices_p.h"
#include "notifier_p.h"
#include "pendingpromises_p.h"
#include "pipelinethread_p.h"
#include "queue/inbox_p.h"
#include "recorder_p.h"
#include "standindelivery_p.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace Rudder {

class AnalyticsPrivate final : public ApplicationEndListener,
                               public NetworkListener,
                               public ScreenListener
{
public:
    AnalyticsPrivate(Analytics *analytics, const Configuration &configuration);
    ~AnalyticsPrivate();

    // This is a child of the process that made the client: nothing here is to be touched.
    bool isForked() const { return m_guard.isForked(); }

    // From any thread.
    Receipt record(Event &event, const CallOptions &options);
    QFuture<FlushResult> flush(std::chrono::milliseconds timeout);
    QFuture<QList<FailedEvent>> failedEvents(qint64 afterId, int limit);
    // None named: all of them.
    QFuture<qint64> changeFailed(FailedRequest::What what, const std::optional<QList<qint64>> &ids);

    QFuture<Error> purge();

    // The client's thread.
    void applySettings();
    Error grantConsent(const QStringList &purposes);
    void denyConsent();
    void setInForeground(bool inForeground);
    QFuture<FlushResult> shutdown(std::chrono::milliseconds deadline);
    void onApplicationQuit() override;
    void onApplicationPause() override;
    void onApplicationEnd() override;
    void onNetworkState(const NetworkState &state) override;
    void onScreen(const Screen &screen) override;

    Analytics *const q;
    Configuration configuration;
    const std::shared_ptr<Environment> environment;
    const bool isTrackingOff; // for good: the user's environment says so
    const QString folder;     // empty: nothing is kept on disk
    const std::unique_ptr<Identity> identity;
    const std::shared_ptr<Context> context; // also the pipeline's, which may outlive its client

private:
    std::unique_ptr<Inbox> m_inbox;
    std::unique_ptr<Notices> m_notices;

public:
    const std::unique_ptr<StandInDelivery> standIn; // null: events are sent
    Recorder recorder;

    qint64 queuedCount = 0;
    qint64 failedCount = 0;
    qint64 clockSkew = 0;
    DropCounts droppedCounts;
    Analytics::State state = Analytics::State::Starting;
    Analytics::Storage storage = Analytics::Storage::Opening;
    Error lastError;

private:
    Error settingsError() const;
    void completeContext();
    void renewContext();
    void startIfWanted();
    bool mayStart() const;
    void finishErasing(quint64 id, bool isAccepted);
    // What the start of the application is to tell, once that may be recorded. From any thread.
    void recordStart();
    Configuration::LifecycleEvents lifecycleEvents() const;
    void startLater();
    void noteChange(std::atomic<bool> *change);
    void onNotices();
    void tell(const Notices::Contents &contents);
    void tellDropped(const DropCounts &counts);
    void wakePipeline();
    FlushRequest flushRequest(quint64 id, std::chrono::milliseconds timeout) const;
    void ask(const FailedRequest &request);
    void finish(const FailedAnswer &answer);

    const ForkGuard m_guard;
    PendingPromises<FlushResult> m_flushes;
    PendingPromises<QList<FailedEvent>> m_failedLists;
    PendingPromises<qint64> m_failedChanges;
    PendingPromises<Error> m_purges;
    std::unique_ptr<Notifier> m_notifier;
    PipelineThread m_pipeline;
    std::unique_ptr<Ticker> m_startTicker; // the system gave no thread

    bool m_isContextComplete = false;
    std::atomic<bool> m_identityChanged = false;
    std::atomic<bool> m_sessionChanged = false;
    const std::optional<Configuration::LifecycleEvents> m_lifecycleEvents;
    const QString m_applicationBuild;
    std::atomic<bool> m_isStartDue = true;
    bool m_isInForeground = true;
    std::atomic<bool> m_started = false;
    std::recursive_mutex m_startOrEnd; // an end may log, and who handles that may call exit()
    bool m_ended = false;
    bool m_isAbandoned = false; // the pipeline hangs, and still uses what it was given
    std::optional<QFuture<FlushResult>> m_shutdown;
    quint64 m_lastFlush = 0; // that of shutdown()
};

} // namespace Rudder

#endif
