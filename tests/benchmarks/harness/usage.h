// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_USAGE_H
#define RUDDERQT_BENCHMARKS_USAGE_H

#include <cstdint>
#include <string>
#include <vector>

// ns; none of them goes back.
std::int64_t monotonicClock();
std::int64_t threadCpuClock();
std::int64_t processCpuClock();

// How often this thread was taken off its processor against its will.
std::int64_t involuntarySwitches();
// Of all threads of the process, how often each began to wait: it was woken as often.
std::int64_t voluntarySwitches();

// MiB: the most that was ever resident, and what is now.
double peakMemory();
double residentMemory();

// The value below which that part of all is, 0 to 1. Reorders them.
std::int64_t quantile(std::vector<std::int64_t> *values, double part);

#endif
