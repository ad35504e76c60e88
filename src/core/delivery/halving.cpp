// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/halving_p.h"

#include <algorithm>

namespace Rudder {

int Halving::limit(int largest) const
{
    int most = largest;
    if (m_growth > 0)
        most = std::min(most, m_growth);
    if (m_suspects > 0)
        most = std::min(most, m_suspects / 2);
    return std::max(1, most);
}

void Halving::delivered(int events)
{
    m_foundInARow = 0;
    m_unsettled = std::max(0, m_unsettled - events);
    if (m_suspects > 0) {
        // What was delivered was innocent, so the bad one is among the rest.
        m_suspects = std::max(0, m_suspects - events);
        return;
    }
    constexpr int noLimit = 1024;
    if (m_growth > 0)
        m_growth = m_growth < noLimit ? m_growth * 2 : 0;
}

void Halving::left(int events)
{
    m_unsettled = std::max(0, m_unsettled - events);
    m_suspects = std::max(0, m_suspects - events);
}

void Halving::refused(int events)
{
    if (events > 1) {
        m_suspects = events;
        m_unsettled = std::max(m_unsettled, events);
        return;
    }
    m_unsettled = std::max(0, m_unsettled - 1);
    ++m_foundInARow;
    m_suspects = 0;
    // Where one is bad its neighbours often are: to begin with all of them would be refused again.
    m_growth = 1;
}

} // namespace Rudder
