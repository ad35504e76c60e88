// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FORKGUARD_P_H
#define RUDDERQT_FORKGUARD_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>

#include <atomic>

namespace Rudder {

// Knows whether this is still the process that made it. A child that was forked has its parent's
// objects, but none of its threads; a lock that another thread held is never released there, and
// SQLite must not use its parent's connections. So what was made before the fork is not touched.
class RUDDERQT_CORE_PRIVATE_EXPORT ForkGuard
{
public:
    ForkGuard();

    // From any thread.
    bool isForked() const
    {
        return m_generation != currentGeneration.load(std::memory_order_relaxed);
    }

private:
    static void inTheChild();

    static std::atomic<int> currentGeneration;
    const int m_generation;
};

// While it lives no child is forked: fork() waits. For what Qt makes once, on whatever thread first
// needs it; a child with it half made would wait for the rest for ever. Needs a ForkGuard somewhere.
class RUDDERQT_CORE_PRIVATE_EXPORT ForkDelay
{
public:
    ForkDelay();
    ~ForkDelay();
    Q_DISABLE_COPY_MOVE(ForkDelay)
};

} // namespace Rudder

#endif
