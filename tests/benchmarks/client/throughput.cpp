// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/usage.h"
#include "workload.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

// Text that makes an event as large, so far as it is larger than the usual.
QString textFor(const Arguments &arguments)
{
    constexpr long long usual = 600;
    return QString(qsizetype(std::max(0LL, arguments.number("bytes", usual) - usual)), u'x');
}

class Stopwatch
{
public:
    QJsonObject delivered(qint64 count) const
    {
        const qint64 elapsed = monotonicClock() - m_started;
        const qint64 cpu = processCpuClock() - m_cpuBefore;
        return {{u"delivered"_s, count},
                {u"delivered_per_s"_s, perSecond(count, elapsed)},
                {u"cpu_us_per_event"_s, microseconds(cpu) / double(count)}};
    }
    QJsonObject stored(qint64 count) const
    {
        const qint64 elapsed = monotonicClock() - m_started;
        const qint64 cpu = processCpuClock() - m_cpuBefore;
        return {{u"stored"_s, count},
                {u"stored_per_s"_s, perSecond(count, elapsed)},
                {u"cpu_us_per_event"_s, microseconds(cpu) / double(count)}};
    }

private:
    const qint64 m_started = monotonicClock();
    const qint64 m_cpuBefore = processCpuClock();
};

// Nobody listens before the url is set.
void waitUntilOpen(Rudder::Analytics &analytics, const Counter &counter)
{
    record(analytics, -1);
    counter.waitForStored(1);
}

} // namespace

QJsonObject measureStoring(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 20'000));
    const Rudder::Configuration configuration =
            configurationFor(arguments).setMaxInternalQueueSize(events).setMaxInternalQueueBytes(
                    1 << 30);
    Rudder::Analytics analytics(configuration);
    const Counter counter(&analytics);
    waitUntilOpen(analytics, counter);
    const Stopwatch watch;
    recordAll(analytics, events);
    counter.waitForStored(events + 1);
    return watch.stored(events);
}

QJsonObject measureDelivery(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 100'000));
    const int clients = int(arguments.number("clients", 1));
    const QString text = textFor(arguments);
    std::vector<std::unique_ptr<Rudder::Analytics>> all;
    for (int i = 0; i < clients; ++i) {
        const Rudder::Configuration configuration =
                configurationFor(arguments).setQueueName(u"queue%1"_s.arg(i));
        all.push_back(std::make_unique<Rudder::Analytics>(configuration));
    }
    const Stopwatch watch;
    for (const auto &analytics : all)
        recordAll(*analytics, events / clients, text);
    qint64 delivered = 0;
    for (const auto &analytics : all)
        delivered += flushAll(*analytics);
    Q_UNUSED(delivered) // a flush counts what went since it was asked for
    return watch.delivered(qint64(events / clients) * clients);
}

QJsonObject measureDraining(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 100'000));
    Rudder::Analytics analytics(configurationFor(arguments));
    const QUrl url = analytics.dataPlaneUrl();
    analytics.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s));
    const Counter counter(&analytics);
    recordAll(analytics, events, textFor(arguments));
    counter.waitForStored(events);

    const Stopwatch watch;
    analytics.setDataPlaneUrl(url);
    return watch.delivered(flushAll(analytics));
}
