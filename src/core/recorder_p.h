// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_RECORDER_P_H
#define RUDDERQT_RECORDER_P_H

#include "analytics.h"
#include "calloptions.h"
#include "configuration.h"
#include "context/context_p.h"
#include "environment_p.h"
#include "event/eventwriter_p.h"
#include "event/middlewarechain_p.h"
#include "forkguard_p.h"
#include "identity/activity_p.h"
#include "identity/consent_p.h"
#include "identity/identity_p.h"
#include "queue/inbox_p.h"
#include "receipt.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

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
             Identity *identity, Context *context, Inbox *inbox, StandInDelivery *standIn,
             Listeners listeners);
    Q_DISABLE_COPY_MOVE(Recorder)

    // Why calls are refused, whatever the user consents to: Disabled, ShutDown, DoNotTrack,
    // MissingWriteKey, InvalidDataPlaneUrl, or NoError.
    void setRefusal(Error::Code code) { m_refusal = code; }
    // The same, or NoConsent.
    Error refusal() const;
    // The same, but also while calls are held: what is remembered, stored or sent can't be.
    Error refusalToRemember() const;
    bool hasEnded() const { return m_refusal == Error::Code::ShutDown; }
    // There may be a user, identifiers, and files.
    bool mayRemember() const { return m_permission == Permission::Record; }

    Receipt record(Event &event, const CallOptions &options);
    MiddlewareChain &middlewares() { return m_middlewares; }

    // Nobody, where there may be none.
    IdentityValues remembered() const;
    // Made if there is none yet; empty where calls are refused, or held.
    QString anonymousId();
    Error setAnonymousId(const QString &anonymousId);
    void reset(Analytics::ResetParts parts);
    // 0: an id of its own.
    Error startSession(qint64 id);
    void endSession();
    // The client ends, or may: when the user was last at it is to be on disk.
    void keepActivity();
    // The version that the application had at its latest start before, if any; and now has.
    std::optional<ApplicationVersion> exchangeApplication(const ApplicationVersion &now);

    ConsentDecision consent() const { return m_identity->current()->values.consent; }
    // Records what was held.
    Error grantConsent(const QStringList &purposes);
    // These forget everything but the decision, and have what was recorded erased; id is of who
    // waits for that. False: the client has ended.
    bool denyConsent(quint64 id);
    bool purge(quint64 id);

private:
    // A call while the user has not decided.
    struct HeldCall
    {
        std::optional<Event> event; // none: a reset, or the end of the session
        Moment moment;
        Analytics::ResetParts reset;
        bool endsSession = false;
    };

    Receipt hold(Event &event);
    // False: it is not to be held.
    bool holdReset(Analytics::ResetParts parts, bool endsSession);
    Error checkHeld(Event event) const;
    void release(HeldCall &call);
    qsizetype heldEvents() const;
    void dropHeld(Analytics::DropReason reason);
    bool forgetAll(quint64 id, const ConsentDecision &decision);
    bool eraseStored(quint64 id, const IdentitySnapshot &next);
    Receipt recordNow(Event &event, const Moment &now);
    // None: something is to be remembered, or was erased meanwhile.
    std::optional<Receipt> recordUnlocked(const Event &event, const Moment &now);
    Error runMiddlewares(Event *event);
    // About the user of values, who is remembered if the event is accepted.
    Receipt writeAndRemember(Event &event, IdentityValues values, const Moment &now);
    // None: it was erased meanwhile, which can't be under the lock of the identity.
    std::optional<Receipt> write(const Event &event, const IdentitySnapshot &current,
                                 EventUser user, const Moment &now);
    Receipt refuse(const Error &error) const;
    std::optional<Error> handOver(RecordedEvent &&event);

    // As refusal(), but neither for what can change nor for consent.
    Error refusalForGood() const;
    bool isAsRemembered(const IdentitySnapshot &current, const Moment &now) const;
    IdentityValues valuesAfter(const Event &event, IdentityValues values) const;
    Session newSession(const Session &before, qint64 id, const Moment &now);
    SessionRules sessionRules() const;
    QString knownOrNewAnonymousId();
    void resetNow(Analytics::ResetParts parts, const Moment &now);
    void endSessionNow();
    void remember(Identity::Snapshot snapshot);
    // Without an event that would bring it to disk; to where it goes only with the user's consent.
    void rememberAndStore(const IdentityValues &values);

    const ForkGuard m_guard;
    const std::shared_ptr<Environment> m_environment;
    Identity *const m_identity;
    Context *const m_context;
    Inbox *const m_inbox;
    StandInDelivery *const m_standIn;
    const Listeners m_listeners;
    const EventWriter m_writer;
    const Configuration m_configuration;
    const SessionRules m_sessionRules;
    MiddlewareChain m_middlewares;
    Activity m_activity;
    std::atomic<bool> m_isSessionEnded = false; // by the application: none begins by itself
    std::atomic<qint64> m_lastSessionId = 0;
    std::atomic<Error::Code> m_refusal = Error::Code::NoError;
    std::atomic<Permission> m_permission;
    std::recursive_mutex m_heldMutex; // comes before that of the identity
    std::vector<HeldCall> m_held;
};

} // namespace Rudder

#endif
