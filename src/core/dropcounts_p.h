// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_DROPCOUNTS_P_H
#define RUDDERQT_DROPCOUNTS_P_H

#include "analytics.h"

#include <array>

namespace Rudder {

// How many events were dropped, by reason.
class DropCounts
{
public:
    using Reason = Analytics::DropReason;
    static constexpr int reasons = int(Reason::NoConsent) + 1;

    qint64 of(Reason reason) const { return m_counts[size_t(reason)]; }
    void add(Reason reason, qint64 count) { m_counts[size_t(reason)] += count; }

private:
    std::array<qint64, reasons> m_counts = {};
};

} // namespace Rudder

#endif
