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
#include "forkguard_p.h"
#include "identity/identity_p.h"
#include "queue/inbox_p.h"
#include "receipt.h"

#include <atomic>
#include <functional>
#include <memory>

namespace Rudder {

class StandInDelivery;

// From a call to an event in the inbox: whom the call is about, the checks, the bytes. All of it
// from any thread.
class Recorder
{
public:
    struct Listeners
    {
        std::function<void()> inboxFilled; // it was empty, and the pipeline does not know
        std::function<void()> identityChanged;
        std::function<void(Analytics::DropReason)> dropped; // an event of a call that is refused
    };

    // standIn: gets the events in place of the inbox, if there is one.
    Recorder(const Configuration &configuration, std::shared_ptr<Environment> environment,
             Identity *identity, const Context *context, Inbox *inbox, StandInDelivery *standIn,
             Listeners listeners);
    Q_DISABLE_COPY_MOVE(Recorder)

    // Why calls are refused: Disabled, ShutDown, MissingWriteKey, InvalidDataPlaneUrl, or NoError.
    void setRefusal(Error::Code code) { m_refusal = code; }
    Error refusal() const;

    Receipt record(Event &event, const CallOptions &options);
    Receipt identify(Event &event, const CallOptions &options);
    Receipt group(Event &event, const CallOptions &options);
    Receipt alias(Event &event, const CallOptions &options);
    void forgetUser();

private:
    // About the user of values, who is remembered if the event is accepted.
    Receipt writeAndRemember(Event &event, const IdentityValues &values);
    // own: what the event carries of the remembered user; none when it is about another.
    Receipt write(const Event &event, const IdentitySnapshot *own);
    Receipt refuse(const Error &error) const;
    Error handOver(RecordedEvent &&event);
    void remember(Identity::Snapshot snapshot);

    const ForkGuard m_guard;
    const std::shared_ptr<Environment> m_environment;
    Identity *const m_identity;
    const Context *const m_context;
    Inbox *const m_inbox;
    StandInDelivery *const m_standIn;
    const Listeners m_listeners;
    const EventWriter m_writer;
    std::atomic<Error::Code> m_refusal = Error::Code::NoError;
};

} // namespace Rudder

#endif
