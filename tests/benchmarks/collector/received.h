// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_RECEIVED_H
#define RUDDERQT_BENCHMARKS_RECEIVED_H

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

// The bodies as they came: they are looked into only when the report is asked for, so that this costs
// nothing while something is measured.
class Received
{
public:
    void add(std::string body, bool isCompressed, std::int64_t arrivedAt);
    void forget();

    // Both as JSON.
    std::string report() const;
    std::string
    arrivals() const; // ns by the monotonic clock, for each request when all of it was there

private:
    struct Body
    {
        std::string bytes;
        bool isCompressed = false;
        std::int64_t arrivedAt = 0;
    };

    mutable std::mutex m_mutex;
    std::vector<Body> m_bodies;
};

#endif
