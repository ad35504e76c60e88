// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "virtualenvironment.h"

#include "gunzip.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsondocument.h>

#include <algorithm>
#include <utility>

class VirtualTicker final : public Rudder::Ticker
{
public:
    VirtualTicker(VirtualEnvironment *environment, std::function<void()> onTick)
        : m_environment(environment), m_onTick(std::move(onTick))
    {
        m_environment->m_tickers.insert(this);
    }
    ~VirtualTicker() override { m_environment->m_tickers.erase(this); }

    void start(qint64 milliseconds) override { due = m_environment->boot + milliseconds; }
    void stop() override { due.reset(); }
    void fire()
    {
        due.reset();
        ++m_environment->ticks;
        const auto onTick = m_onTick;
        onTick();
    }

    std::optional<qint64> due;

private:
    VirtualEnvironment *m_environment;
    std::function<void()> m_onTick;
};

class VirtualTransport final : public Rudder::Transport
{
public:
    explicit VirtualTransport(VirtualEnvironment *environment) : m_environment(environment)
    {
        m_environment->m_transports.insert(this);
    }
    ~VirtualTransport() override { m_environment->m_transports.erase(this); }

    void send(const Rudder::Request &request, Done done) override
    {
        Q_ASSERT(!m_done);
        const bool isForSource = request.method == Rudder::Request::Method::Get;
        (isForSource ? m_environment->sourceRequests : m_environment->requests).push_back(request);
        m_method = request.method;
        m_done = std::move(done);
    }
    void abort() override { m_done = nullptr; }
    void closeIdleConnections() override { ++m_environment->idleCloses; }

    bool isWaiting(Rudder::Request::Method method) const { return m_done && m_method == method; }
    void answer(const Rudder::Answer &answer) { std::exchange(m_done, nullptr)(answer); }

private:
    VirtualEnvironment *m_environment;
    Rudder::Request::Method m_method = Rudder::Request::Method::Post;
    Done m_done;
};

VirtualEnvironment::~VirtualEnvironment() = default;

std::unique_ptr<Rudder::Ticker> VirtualEnvironment::makeTicker(std::function<void()> onTick)
{
    return std::make_unique<VirtualTicker>(this, std::move(onTick));
}

std::unique_ptr<Rudder::Transport>
VirtualEnvironment::makeTransport(const Rudder::Configuration &configuration)
{
    pinsOfTransports.append(configuration.pinnedKeys().size());
    return std::make_unique<VirtualTransport>(this);
}

void VirtualEnvironment::advance(qint64 milliseconds)
{
    const qint64 end = boot + milliseconds;
    QCoreApplication::sendPostedEvents();
    while (true) {
        VirtualTicker *next = nullptr;
        for (VirtualTicker *ticker : m_tickers) {
            if (ticker->due && *ticker->due <= end && (!next || *ticker->due < *next->due))
                next = ticker;
        }
        if (!next)
            break;
        const qint64 passed = std::max<qint64>(0, *next->due - boot);
        boot += passed;
        wall += passed;
        next->fire();
        QCoreApplication::sendPostedEvents();
    }
    wall += end - boot;
    boot = end;
}

int VirtualEnvironment::activeTickers() const
{
    return int(std::count_if(m_tickers.begin(), m_tickers.end(),
                             [](const VirtualTicker *ticker) { return ticker->due.has_value(); }));
}

VirtualTransport *VirtualEnvironment::waiting(Rudder::Request::Method method) const
{
    const auto found = std::find_if(
            m_transports.begin(), m_transports.end(),
            [method](const VirtualTransport *transport) { return transport->isWaiting(method); });
    return found == m_transports.end() ? nullptr : *found;
}

bool VirtualEnvironment::hasRequest() const
{
    return waiting(Rudder::Request::Method::Post);
}

bool VirtualEnvironment::hasSourceRequest() const
{
    return waiting(Rudder::Request::Method::Get);
}

void VirtualEnvironment::answer(int status, const QByteArray &body,
                                QNetworkReply::NetworkError error)
{
    Rudder::Answer given;
    given.status = status;
    given.body = body;
    given.error = error;
    answer(given);
}

void VirtualEnvironment::answer(const Rudder::Answer &answer)
{
    Q_ASSERT(hasRequest());
    waiting(Rudder::Request::Method::Post)->answer(answer);
    QCoreApplication::sendPostedEvents();
}

void VirtualEnvironment::answerSource(int status, const QByteArray &body)
{
    Rudder::Answer given;
    given.status = status;
    given.body = body;
    answerSource(given);
}

void VirtualEnvironment::answerSource(const Rudder::Answer &answer)
{
    Q_ASSERT(hasSourceRequest());
    waiting(Rudder::Request::Method::Get)->answer(answer);
    QCoreApplication::sendPostedEvents();
}

QJsonArray VirtualEnvironment::batch(qsizetype request) const
{
    const Rudder::Request &sent = requests.at(size_t(request));
    bool isGzip = false;
    for (const auto &[name, value] : sent.headers)
        isGzip = isGzip || (name == "Content-Encoding" && value == "gzip");
    const QByteArray body = isGzip ? gunzip(sent.body) : sent.body;
    return QJsonDocument::fromJson(body)[QLatin1String("batch")].toArray();
}
