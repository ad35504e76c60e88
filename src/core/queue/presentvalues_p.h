// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PRESENTVALUES_P_H
#define RUDDERQT_PRESENTVALUES_P_H

#include <algorithm>
#include <mutex>
#include <vector>

namespace Rudder {

// What a process has at present, each as often as it was added. From any thread.
template <typename Value> class PresentValues
{
public:
    void add(const Value &value)
    {
        const std::lock_guard guard(m_mutex);
        m_values.push_back(value);
    }
    void remove(const Value &value)
    {
        const std::lock_guard guard(m_mutex);
        const auto found = std::find(m_values.begin(), m_values.end(), value);
        if (found != m_values.end()) // else the process that this one was forked from added it
            m_values.erase(found);
    }
    // Where it is not there, the answer is another one, while nobody can add it.
    template <typename Otherwise> bool contains(const Value &value, Otherwise otherwise)
    {
        const std::lock_guard guard(m_mutex);
        return std::find(m_values.begin(), m_values.end(), value) != m_values.end() || otherwise();
    }
    bool contains(const Value &value)
    {
        return contains(value, [] { return false; });
    }

private:
    std::mutex m_mutex;
    std::vector<Value> m_values;
};

} // namespace Rudder

#endif
