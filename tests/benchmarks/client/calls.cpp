// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/usage.h"
#include "workload.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qthread.h>

#include <algorithm>
#include <iterator>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 remarkable = 200'000; // ns

struct Outlier
{
    qint64 wall = 0; // ns
    qint64 cpu = 0;
    qint64 switches = 0;
};

struct Calls
{
    std::vector<std::int64_t> wall; // ns
    std::vector<std::int64_t> cpu;
    std::vector<Outlier> outliers;
};

// The clocks of the thread cost more than the call's own, so they are read outside of it. What is
// refused because the disk has not followed is called again.
Calls makeCalls(Rudder::Analytics &analytics, int count)
{
    Calls calls;
    calls.wall.reserve(size_t(count));
    calls.cpu.reserve(size_t(count));
    while (calls.wall.size() < size_t(count)) {
        const qint64 switchesBefore = involuntarySwitches();
        const qint64 cpuBefore = threadCpuClock();
        const qint64 before = monotonicClock();
        const Rudder::Receipt receipt = record(analytics, int(calls.wall.size()));
        const qint64 after = monotonicClock();
        const qint64 cpuAfter = threadCpuClock();
        if (!receipt.accepted()) {
            QThread::msleep(20);
            continue;
        }
        calls.wall.push_back(after - before);
        calls.cpu.push_back(cpuAfter - cpuBefore);
        if (after - before > remarkable || cpuAfter - cpuBefore > remarkable) {
            calls.outliers.push_back(
                    {after - before, cpuAfter - cpuBefore, involuntarySwitches() - switchesBefore});
        }
    }
    return calls;
}

Calls makeCallsOnThreads(Rudder::Analytics &analytics, int count, int threads)
{
    if (threads == 1)
        return makeCalls(analytics, count);
    std::vector<Calls> each(static_cast<size_t>(threads));
    std::vector<std::thread> running;
    for (Calls &calls : each)
        running.emplace_back([&] { calls = makeCalls(analytics, count / threads); });
    Calls all;
    for (size_t i = 0; i < each.size(); ++i) {
        running[i].join();
        const Calls &calls = each[i];
        all.wall.insert(all.wall.end(), calls.wall.begin(), calls.wall.end());
        all.cpu.insert(all.cpu.end(), calls.cpu.begin(), calls.cpu.end());
        all.outliers.insert(all.outliers.end(), calls.outliers.begin(), calls.outliers.end());
    }
    return all;
}

double medianOf(std::vector<std::int64_t>::const_iterator first, size_t count)
{
    std::vector<std::int64_t> part(first, std::next(first, std::ptrdiff_t(count)));
    return microseconds(quantile(&part, 0.5));
}

QJsonArray toJson(const std::vector<Outlier> &outliers)
{
    QJsonArray array;
    for (const Outlier &outlier : outliers) {
        array.append(QJsonObject{{u"wall_us"_s, microseconds(outlier.wall)},
                                 {u"cpu_us"_s, microseconds(outlier.cpu)},
                                 {u"switches"_s, outlier.switches}});
    }
    return array;
}

} // namespace

QJsonObject measureCalls(const Arguments &arguments)
{
    Rudder::Analytics analytics(configurationFor(arguments));
    const int count = int(arguments.number("events", 1'000'000));
    Calls calls = makeCallsOnThreads(analytics, count, int(arguments.number("threads", 1)));

    const size_t tenth = calls.wall.size() / 10;
    const double firstMedian = medianOf(calls.wall.cbegin(), tenth);
    const double lastMedian = medianOf(calls.wall.cend() - std::ptrdiff_t(tenth), tenth);
    const auto unexplained =
            std::count_if(calls.outliers.begin(), calls.outliers.end(), [](const Outlier &outlier) {
                return outlier.wall > remarkable && outlier.switches == 0;
            });
    return {{u"calls"_s, qint64(calls.wall.size())},
            {u"p50_us"_s, microseconds(quantile(&calls.wall, 0.5))},
            {u"p99_us"_s, microseconds(quantile(&calls.wall, 0.99))},
            {u"max_us"_s, microseconds(quantile(&calls.wall, 1))},
            {u"cpu_p50_us"_s, microseconds(quantile(&calls.cpu, 0.5))},
            {u"max_cpu_us"_s, microseconds(quantile(&calls.cpu, 1))},
            {u"first_p50_us"_s, firstMedian},
            {u"last_p50_us"_s, lastMedian},
            {u"outliers"_s, toJson(calls.outliers)},
            {u"unexplained"_s, qint64(unexplained)}};
}
