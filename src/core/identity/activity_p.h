// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ACTIVITY_P_H
#define RUDDERQT_ACTIVITY_P_H

#include "environment_p.h"
#include "identity/session_p.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace Rudder {

// When the user was last at it: noted in memory at each event, for to note it on disk would cost a
// write. From any thread.
class Activity
{
public:
    explicit Activity(std::shared_ptr<Environment> environment);

    Moment now() const;
    void note(const Moment &moment);
    // None in this process: that on disk.
    Moment last(const Moment &onDisk) const;
    bool isNoted() const { return m_boot.load(std::memory_order_relaxed) != never; }

private:
    static constexpr qint64 never = -1;

    const QByteArray &bootId() const;

    const std::shared_ptr<Environment> m_environment;
    mutable std::once_flag m_bootIdOnce;
    mutable QByteArray m_bootId;
    std::atomic<qint64> m_wall = 0;
    std::atomic<qint64> m_boot = never;
};

} // namespace Rudder

#endif
