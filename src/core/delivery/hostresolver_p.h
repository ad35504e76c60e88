// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_HOSTRESOLVER_P_H
#define RUDDERQT_HOSTRESOLVER_P_H

#include "private_export_p.h"

#include <QtCore/qobject.h>
#include <QtCore/qstring.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace Rudder {

// Looks host names up on threads that nobody waits for, so that a resolver that hangs holds up
// neither a client nor the application's end. From any thread.
class RUDDERQT_CORE_PRIVATE_EXPORT HostResolver : public std::enable_shared_from_this<HostResolver>
{
public:
    using Clock = std::chrono::steady_clock;
    // What is wrong, empty if nothing. May take as long as it likes.
    using LookUp = std::function<QString(const QString &host)>;
    struct Ways
    {
        LookUp ask;  // touches nothing that ends with the application
        LookUp keep; // after that, and only if somebody still waits: makes Qt know the answer
        std::function<Clock::time_point()> now;
    };
    using Done = std::function<void(const QString &error)>;

    // A look-up that is waited for. Without it, done is not called any more.
    class RUDDERQT_CORE_PRIVATE_EXPORT Waiter
    {
    public:
        ~Waiter();
        Q_DISABLE_COPY_MOVE(Waiter)

    private:
        friend class HostResolver;
        struct State
        {
            std::mutex mutex;
            QObject *context = nullptr; // null: nobody waits any more
            Done done;
        };
        Waiter(std::shared_ptr<HostResolver> resolver, QString host, std::shared_ptr<State> state);

        std::shared_ptr<HostResolver> m_resolver;
        QString m_host;
        std::shared_ptr<State> m_state;
    };

    explicit HostResolver(Ways ways);
    ~HostResolver();
    Q_DISABLE_COPY_MOVE(HostResolver)

    // The one of this process, with the system's resolver.
    static std::shared_ptr<HostResolver> system();

    // Qt has the answer, for as long as a request takes that is begun now.
    bool isKnown(const QString &host);
    // Calls done on the thread of context, never from within; not after the waiter or context is
    // gone. A look-up of the same host that is under way serves both.
    std::unique_ptr<Waiter> resolve(const QString &host, QObject *context, Done done);

private:
    using Waiting = std::set<std::shared_ptr<Waiter::State>>;

    void run(const QString &host);
    void finish(const QString &host, const QString &error);

    const Ways m_ways;
    std::mutex m_mutex;
    std::map<QString, Waiting> m_underWay; // one thread each, at most
    std::map<QString, Clock::time_point> m_known;
};

} // namespace Rudder

#endif
