// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/hostresolver_p.h"

#include "perprocess_p.h"

#include <QtCore/qmetaobject.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qhostinfo.h>

#include <system_error>
#include <thread>
#include <utility>

#ifndef Q_OS_WIN
#    include <netdb.h>
#    include <sys/socket.h>
#endif

namespace Rudder {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Qt keeps an answer for 60 s. The other half is for the request that follows.
constexpr auto knownFor = 30s;

QString notResolved(const QString &host, const QString &why)
{
    return u"The name \"%1\" was not resolved: %2"_s.arg(host, why);
}

// getaddrinfo() itself: a thread that comes back from it after the application's end must not meet
// what is left of Qt.
QString askSystem(const QString &host)
{
#ifdef Q_OS_WIN
    Q_UNUSED(host)
    return {};
#else
    const QByteArray name = QUrl::toAce(host);
    if (name.isEmpty())
        return notResolved(host, u"this is no name of a host"_s);
    addrinfo hints = {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo *found = nullptr;
    const int error = ::getaddrinfo(name.constData(), nullptr, &hints, &found);
    if (error != 0)
        return notResolved(host, QString::fromLocal8Bit(::gai_strerror(error)));
    ::freeaddrinfo(found);
    return {};
#endif
}

// QHostInfo::fromName() looks up on the thread that calls it, and what it finds goes where sockets
// look first. lookupHost(), as sockets use it otherwise, has a thread pool that the end of the
// application waits for.
QString keepInQt(const QString &host)
{
    const QHostInfo info = QHostInfo::fromName(host);
    return info.error() == QHostInfo::NoError ? QString() : notResolved(host, info.errorString());
}

} // namespace

HostResolver::Waiter::Waiter(std::shared_ptr<HostResolver> resolver, QString host,
                             std::shared_ptr<State> state)
    : m_resolver(std::move(resolver)), m_host(std::move(host)), m_state(std::move(state))
{
}

HostResolver::Waiter::~Waiter()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->context = nullptr;
    }
    const std::lock_guard lock(m_resolver->m_mutex);
    const auto underWay = m_resolver->m_underWay.find(m_host);
    if (underWay != m_resolver->m_underWay.end())
        underWay->second.erase(m_state);
}

HostResolver::HostResolver(Ways ways) : m_ways(std::move(ways)) { }

HostResolver::~HostResolver() = default;

std::shared_ptr<HostResolver> HostResolver::system()
{
    // A child that was forked has none of the threads of its parent's look-ups.
    struct Shared
    {
        std::shared_ptr<HostResolver> resolver =
                std::make_shared<HostResolver>(Ways{askSystem, keepInQt, &Clock::now});
    };
    static constinit PerProcess<Shared> ofThisProcess;
    return ofThisProcess.get().resolver;
}

bool HostResolver::isKnown(const QString &host)
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.find(host);
    return known != m_known.end() && m_ways.now() - known->second < knownFor;
}

std::unique_ptr<HostResolver::Waiter> HostResolver::resolve(const QString &host, QObject *context,
                                                            Done done)
{
    const auto state = std::make_shared<Waiter::State>();
    state->context = context;
    state->done = std::move(done);
    std::unique_ptr<Waiter> waiter(new Waiter(shared_from_this(), host, state));
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        isFirst = m_underWay.find(host) == m_underWay.end();
        m_underWay[host].insert(state);
    }
    if (isFirst) {
        try {
            std::thread([self = shared_from_this(), host] { self->run(host); }).detach();
        } catch (const std::system_error &) {
            finish(host, notResolved(host, u"the system gives no thread for it"_s));
        }
    }
    return waiter;
}

void HostResolver::run(const QString &host)
{
    QString error = m_ways.ask(host);
    {
        const std::lock_guard lock(m_mutex);
        const auto underWay = m_underWay.find(host);
        if (underWay->second.empty()) {
            m_underWay.erase(underWay);
            return;
        }
    }
    if (error.isEmpty())
        error = m_ways.keep(host);
    finish(host, error);
}

void HostResolver::finish(const QString &host, const QString &error)
{
    Waiting waiting;
    {
        const std::lock_guard lock(m_mutex);
        waiting = std::move(m_underWay[host]);
        m_underWay.erase(host);
        if (error.isEmpty())
            m_known[host] = m_ways.now();
        else
            m_known.erase(host);
    }
    for (const auto &state : waiting) {
        const std::lock_guard lock(state->mutex);
        if (!state->context)
            continue;
        QMetaObject::invokeMethod(
                state->context,
                [state, error] {
                    Done done;
                    {
                        const std::lock_guard doneLock(state->mutex);
                        if (state->context)
                            done = std::exchange(state->done, {});
                    }
                    if (done)
                        done(error);
                },
                Qt::QueuedConnection);
    }
}

} // namespace Rudder
