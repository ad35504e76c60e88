// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ANALYTICS_P_H
#define RUDDERQT_ANALYTICS_P_H

#include "analytics.h"
#include "application_p.h"
#include "environment_p.h"
#include "event/eventwriter_p.h"
#include "identity/identity_p.h"
#include "notices_p.h"
#include "notifier_p.h"
#include "pendingflushes_p.h"
#include "pipelinethread_p.h"
#include "queue/inbox_p.h"

#include <atomic>
#include <memory>

namespace Rudder {

class AnalyticsPrivate final : public ApplicationEndListener
{
public:
    AnalyticsPrivate(Analytics *analytics, const Configuration &configuration);
    ~AnalyticsPrivate();

    // Recording, from any thread.
    Receipt record(Event &event, const CallOptions &options);
    Receipt identify(Event &event, const CallOptions &options);
    Receipt group(Event &event, const CallOptions &options);
    Receipt alias(Event &event, const CallOptions &options);
    QFuture<FlushResult> flush(std::chrono::milliseconds timeout);

    // The client's thread.
    void reset();
    void applySettings();
    void onApplicationEnd() override;

    Analytics *const q;
    Configuration configuration;
    const std::shared_ptr<Environment> environment;
    const QString folder;
    std::unique_ptr<Identity> identity;

    qint64 queuedCount = 0;
    Analytics::State state = Analytics::State::Starting;
    Analytics::Storage storage = Analytics::Storage::Opening;
    Error lastError;

private:
    // Whether the call is about the remembered user; only then is anything remembered added.
    static bool isOwn(const IdentityValues &remembered, const CallOptions &options);
    static void apply(const CallOptions &options, Event *event);
    Receipt refuse(const Error &error) const;
    Receipt write(Event &event, const IdentitySnapshot *own,
                  const std::shared_ptr<const IdentityRecord> &record);
    std::optional<Error> subjectConflict(const Event &event, const CallOptions &options) const;
    void rememberAndTell(Identity::Snapshot snapshot);

    void checkSettings();
    Error settingsError() const;
    void startIfWanted();
    void onNotices();
    void tell(const Notices::Contents &contents);
    void wakePipeline();

    EventWriter m_writer;
    const ContextPart m_context;
    Inbox m_inbox;
    Notices m_notices;
    PendingFlushes m_flushes;
    std::unique_ptr<Notifier> m_notifier;
    PipelineThread m_pipeline;

    // Set: calls are refused with this code.
    std::atomic<Error::Code> m_refusal = Error::Code::NoError;
    std::atomic<bool> m_identityChanged = false;
    std::atomic<bool> m_started = false;
    std::mutex m_startOrEnd;
    bool m_ended = false;
};

} // namespace Rudder

#endif
