// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/halving_p.h"

#include <algorithm>

namespace Rudder {

namespace {

constexpr int noLimit = 1024;

} // namespace

int Halving::limit(int largest) const
{
    int most = largest;
    if (m_growth > 0)
        most = std::min(most, m_growth);
    if (m_capacity > 0)
        most = std::min(most, m_untilTrial > 0 ? m_capacity : 2 * m_capacity);
    // After a trial there need be none: what the server can take goes whole.
    const bool isWhole = m_isTrial && m_suspects <= m_capacity;
    if (m_suspects > 0)
        most = std::min(most, isWhole ? m_suspects : m_suspects / 2);
    return std::max(1, most);
}

void Halving::delivered(int events)
{
    m_foundInARow = 0;
    m_unsettled = std::max(0, m_unsettled - events);
    m_untilTrial = std::max(0, m_untilTrial - 1);
    if (m_suspects > 0)
        deliveredOfSuspects(events);
    else
        grow(events);
}

// What was delivered was innocent, so the bad one is among the rest; where there is no rest, there
// was none.
void Halving::deliveredOfSuspects(int events)
{
    m_largest = std::max(m_largest, events);
    m_suspects = std::max(0, m_suspects - events);
    if (m_suspects > 0)
        return;
    if (!m_isTrial) {
        m_capacity = m_largest;
        m_pause = firstPause;
    }
    m_untilTrial = m_pause;
    m_pause = std::min(2 * m_pause, longestPause);
}

void Halving::grow(int events)
{
    if (m_growth > 0)
        m_growth = m_growth < noLimit ? m_growth * 2 : 0;
    if (m_capacity == 0 || events <= m_capacity)
        return;
    m_capacity = events < noLimit ? events : 0;
    m_pause = firstPause;
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
        m_largest = 0;
        m_isTrial = m_capacity > 0 && events > m_capacity;
        return;
    }
    m_unsettled = std::max(0, m_unsettled - 1);
    ++m_foundInARow;
    m_suspects = 0;
    // Where one is bad its neighbours often are: to begin with all of them would be refused again.
    m_growth = 1;
}

} // namespace Rudder
