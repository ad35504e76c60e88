// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_HALVING_P_H
#define RUDDERQT_HALVING_P_H

#include "private_export_p.h"

namespace Rudder {

// How large the next batch may be while a refused event is looked for. The server names none: it
// refuses a batch whole. Where the search ends without one, the server takes no batches of that
// size: they stay as large as what it took, and a larger one is tried now and then. Counts in, a
// count out.
class RUDDERQT_CORE_PRIVATE_EXPORT Halving
{
public:
    // At most this many events, at least 1; largest where nothing is looked for.
    int limit(int largest) const;
    // Some of a refused batch are still here: they are due, however few.
    bool isLooking() const { return m_unsettled > 0; }

    void delivered(int events);
    // Some were set aside for another reason.
    void left(int events);
    // A batch of so many was refused. One that stands alone is found.
    void refused(int events);

    // Found alone since the last delivery. Many in a row are the server's doing, not the events'.
    int foundInARow() const { return m_foundInARow; }

private:
    // Deliveries until a larger batch is tried, at first and at most.
    static constexpr int firstPause = 4;
    static constexpr int longestPause = 64;

    void deliveredOfSuspects(int events);
    void grow(int events);

    int m_suspects = 0;  // one at least of so many next events is bad; 0: none known to be
    int m_growth = 0;    // after a find batches double from 1 again; 0: no such limit
    int m_unsettled = 0; // of the last refused batch
    int m_foundInARow = 0;
    int m_largest = 0;  // delivered since the last refusal
    int m_capacity = 0; // the server's, as far as known; 0: none is known of
    int m_pause = firstPause;
    int m_untilTrial = 0;   // deliveries
    bool m_isTrial = false; // the refused batch was larger than the capacity
};

} // namespace Rudder

#endif
