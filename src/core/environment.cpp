// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "environment_p.h"

#include "delivery/networktransport_p.h"

#include <QtCore/qrandom.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qtimer.h>

#include <algorithm>
#include <chrono>
#include <limits>

#if defined(Q_OS_WIN)
#    include <windows.h>
#else
#    include <time.h>
#endif

namespace Rudder {

namespace {

class TimerTicker final : public Ticker
{
public:
    explicit TimerTicker(std::function<void()> onTick)
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, std::move(onTick));
    }

    void start(qint64 milliseconds) override
    {
        constexpr qint64 shortWait = 1000;
        m_timer.setTimerType(milliseconds < shortWait ? Qt::PreciseTimer : Qt::CoarseTimer);
        m_timer.start(int(std::clamp<qint64>(milliseconds, 0, std::numeric_limits<int>::max())));
    }
    void stop() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

class SystemEnvironment final : public Environment
{
public:
    qint64 wallClock() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }

    qint64 bootClock() const override
    {
#if defined(Q_OS_WIN)
        return qint64(GetTickCount64()); // it counts sleep and hibernation
#else
#    if defined(CLOCK_BOOTTIME)
        constexpr clockid_t clock = CLOCK_BOOTTIME;
#    else
        constexpr clockid_t clock = CLOCK_MONOTONIC; // on Apple's systems it counts time asleep
#    endif
        timespec time = {};
        clock_gettime(clock, &time);
        return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
#endif
    }

    // https://consoledonottrack.com: any value but these says so.
    bool doNotTrack() const override
    {
#if defined(RUDDERQT_DO_NOT_TRACK)
        return true;
#else
        const QByteArray value = qgetenv("DO_NOT_TRACK").trimmed().toLower();
        return !value.isEmpty() && value != "0" && value != "false";
#endif
    }

    QByteArray bootId() const override
    {
        return QSysInfo::bootUniqueId(); // which knows Linux and Apple's systems
    }
    qint64 earliestTime() const override
    {
        constexpr qint64 msPerDay = 86'400'000;
        return RUDDERQT_BUILD_DAY * msPerDay;
    }
    double random() override
    {
        return QRandomGenerator::global()->generateDouble();
    }
    QByteArray machineId() const override
    {
        return QSysInfo::machineUniqueId();
    }
    DeviceMake deviceMake() const override
    {
        return readDeviceMake();
    }

    std::unique_ptr<Ticker> makeTicker(std::function<void()> onTick) override
    {
        return std::make_unique<TimerTicker>(std::move(onTick));
    }
    std::unique_ptr<Transport> makeTransport(const Configuration &configuration) override
    {
        return std::make_unique<NetworkTransport>(configuration);
    }
};

} // namespace

Ticker::~Ticker() = default;
Environment::~Environment() = default;

QByteArray Environment::machineId() const
{
    return {};
}

DeviceMake Environment::deviceMake() const
{
    return {};
}

Clocks Environment::clocks() const
{
    return {wallClock(), bootClock(), bootId(), earliestTime()};
}

std::shared_ptr<Environment> Environment::system()
{
    return std::make_shared<SystemEnvironment>();
}

} // namespace Rudder
