// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "usage.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

std::int64_t nanoseconds(clockid_t clock)
{
    timespec time = {};
    ::clock_gettime(clock, &time);
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// Of a line "name: value …"; 0: there is none.
std::int64_t valueIn(const std::filesystem::path &file, const std::string &name)
{
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(name + ':', 0) == 0)
            return std::atoll(line.c_str() + name.size() + 1);
    }
    return 0;
}

} // namespace

std::int64_t monotonicClock()
{
    return nanoseconds(CLOCK_MONOTONIC);
}

std::int64_t threadCpuClock()
{
    return nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

std::int64_t processCpuClock()
{
    return nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
}

std::int64_t involuntarySwitches()
{
    rusage usage = {};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nivcsw;
}

std::int64_t voluntarySwitches()
{
    std::int64_t sum = 0;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task"))
        sum += valueIn(task.path() / "status", "voluntary_ctxt_switches");
    return sum;
}

double peakMemory()
{
    return double(valueIn("/proc/self/status", "VmHWM")) / 1024;
}

double residentMemory()
{
    return double(valueIn("/proc/self/status", "VmRSS")) / 1024;
}

std::int64_t quantile(std::vector<std::int64_t> *values, double part)
{
    if (values->empty())
        return 0;
    const auto at = std::min(values->size() - 1, size_t(part * double(values->size())));
    std::nth_element(values->begin(), values->begin() + std::ptrdiff_t(at), values->end());
    return (*values)[at];
}
