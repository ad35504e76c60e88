// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_RECORDER_P_H
#define RUDDERQT_RECORDER_P_H

#include "analytics.h"
#include "calloptions.h"
#include "configuration.h"
#include "environment_p.h"
#include "event/eventwriter_p.h"
#include "forkguard_p.h"
#include "identity/activity_p.h"
#include "identity/identity_p.h"
#include "queue/inbox_p.h"
#include "receipt.h"

#include <atomic>
#include <functional>
#include <memory>

namespace Rudder {

class StandInDelivery;

// From a call to an event in the inbox: whom the call is about, the checks, the bytes. And what is
// remembered of the user, which calls change. All of it from any thread.
class Recorder
{
public:
    struct Listeners
    {
        std::function<void()> inboxFilled; // it was empty, and the pipeline does not know
        std::function<void()> identityChanged;
        std::function<void()> sessionChanged;
        std::function<void(Analytics::DropReason)> dropped; // an event of a call that is refused
    };

    // standIn: gets the events in place of the inbox, if there is one.
    Recorder(const Configuration &configuration, std::shared_ptr<Environment> environment,
             Identity *identity, Inbox *inbox, StandInDelivery *standIn, Listeners listeners);
    Q_DISABLE_COPY_MOVE(Recorder)

    // Why calls are refused: Disabled, ShutDown, MissingWriteKey, InvalidDataPlaneUrl, or NoError.
    void setRefusal(Error::Code code) { m_refusal = code; }
    Error refusal() const;

    Receipt record(Event &event, const CallOptions &options);

    // Made if there is none yet; empty where calls are refused.
    QString anonymousId();
    Error setAnonymousId(const QString &anonymousId);
    void reset(Analytics::ResetParts parts);
    // 0: an id of its own.
    Error startSession(qint64 id);
    void endSession();
    // The client ends, or may: when the user was last at it is to be on disk.
    void keepActivity();

private:
    Receipt recordNow(Event &event);
    // About the user of values, who is remembered if the event is accepted.
    Receipt writeAndRemember(Event &event, IdentityValues values, const Moment &now);
    Receipt write(const Event &event, const EventUser &user, const Moment &now);
    Receipt refuse(const Error &error) const;
    Error handOver(RecordedEvent &&event);

    bool isAsRemembered(const IdentitySnapshot &current, const Moment &now) const;
    IdentityValues valuesAfter(const Event &event, IdentityValues values) const;
    Session newSession(const Session &before, qint64 id, const Moment &now);
    SessionRules sessionRules() const;
    void remember(Identity::Snapshot snapshot);
    // Without an event that would bring it to disk.
    void rememberAndStore(const IdentityValues &values);

    const ForkGuard m_guard;
    const std::shared_ptr<Environment> m_environment;
    Identity *const m_identity;
    Inbox *const m_inbox;
    StandInDelivery *const m_standIn;
    const Listeners m_listeners;
    const EventWriter m_writer;
    const ContextPart m_context;
    const SessionRules m_sessionRules;
    const bool m_isAnonymousIdFresh;
    const qint64 m_maxEventBytes;
    Activity m_activity;
    std::atomic<bool> m_isSessionEnded = false; // by the application: none begins by itself
    std::atomic<qint64> m_lastSessionId = 0;
    std::atomic<Error::Code> m_refusal = Error::Code::NoError;
};

} // namespace Rudder

#endif
