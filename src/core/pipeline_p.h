// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PIPELINE_P_H
#define RUDDERQT_PIPELINE_P_H

#include "analytics.h"
#include "dispatcher_p.h"
#include "environment_p.h"
#include "notices_p.h"
#include "private_export_p.h"
#include "queue/eventqueue_p.h"
#include "queue/flushlist_p.h"
#include "queue/inbox_p.h"
#include "sourcewatch_p.h"

#include <QtCore/qobject.h>

#include <functional>
#include <memory>
#include <optional>

namespace Rudder {

struct PipelineSetup
{
    Configuration configuration;
    std::shared_ptr<Environment> environment;
    QString folder;
    DeliverySettings settings;
    Inbox *inbox = nullptr;
    Notices *notices = nullptr;
    std::function<void()> onStarted = {}; // on the pipeline's thread, once
};

// The worker that ties queue and delivery, and says when which of them does what. Lives on
// the pipeline's thread and is driven by one ticker, which runs only while something is awaited.
class RUDDERQT_CORE_PRIVATE_EXPORT Pipeline final : public QObject
{
public:
    explicit Pipeline(PipelineSetup setup);
    ~Pipeline() override;

    void wake(); // from any thread
    // Called on the pipeline's thread once all is stored after the inbox was closed, or its last
    // flush has ended.
    void setOnClosed(std::function<void()> onClosed);

protected:
    bool event(QEvent *event) override;

private:
    void onWake();
    void begin();
    void onTick();
    void step(qint64 now);
    void open();
    bool isToBeOpened() const;
    void stepUnopened(qint64 now);
    void retryOpening(const Error &error, qint64 now);
    void mendIfDue(qint64 now);
    void rescue(qint64 now);
    void tellStorage();
    void tellWarnings();
    void takeInbox();
    void heedOthers();
    void keepLimits();
    void dropTooOld(qint64 now);
    void answer(const FailedRequest &request);
    void erase(const Erasure &erasure, std::shared_ptr<const IdentityRecord> identity);
    void tellErased();
    void applySettings(const DeliverySettings &settings);
    void close();
    // Says how many events are left to be delivered.
    qint64 closeQueue();
    qint64 storeAtEnd();

    void commitIfDue(qint64 now);
    void commitBeforeClaim(qint64 now);
    void watchSource(qint64 now);
    void finishFlushes(qint64 now);
    void tell(std::vector<FlushList::Finished> flushes);

    // Telling.
    void report(qint64 now);
    void fail(const Error &error);
    void tellError(const Error &error);
    void failToStore(const Error &error);
    Dispatcher::Listeners listeners();
    SourceWatch::Listeners sourceListeners();
    Analytics::State state(qint64 now) const;
    qint64 waiting() const;
    void schedule(qint64 now);

    Configuration m_configuration;
    std::shared_ptr<Environment> m_environment;
    DeliverySettings m_settings;
    Inbox *m_inbox;
    Notices *m_notices;
    std::function<void()> m_onStarted;
    std::function<void()> m_onClosed;
    std::unique_ptr<Ticker> m_ticker;

    EventQueue m_queue;
    std::optional<qint64> m_commitAt;
    int m_storeFailures = 0;
    bool m_isStoreFailureTold = false;
    qint64 m_lookForOldAt = 0;
    std::optional<qint64> m_reopenAt; // the store is in memory, and should not
    int m_openFailures = 0;
    int m_rescueFailures = 0; // since something was delivered

    SourceWatch m_source;
    Dispatcher m_dispatcher;
    FlushList m_flushes;
    std::optional<quint64> m_lastFlush;
    std::optional<FlushList::Finished> m_lastFinished;
    std::vector<FailedRequest> m_failedRequests;
    std::vector<ErasureAnswer> m_erasures; // told when the counts are

    Error m_lastError;
    std::optional<Analytics::State> m_reportedState;
    qint64 m_reportedCount = 0;
    qint64 m_reportedFailedCount = 0;
    bool m_isStoredAtOnce = false;
    bool m_hasAsked = false;
    bool m_hasSent = false;
    bool m_isClosing = false;
    bool m_closed = false;
};

} // namespace Rudder

#endif
