// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "forkguard_p.h"

#include <QtCore/qsystemdetection.h>

#if defined(Q_OS_UNIX)
#    include <pthread.h>
#endif

namespace Rudder {

std::atomic<int> ForkGuard::currentGeneration = 0;

void ForkGuard::countGeneration()
{
    currentGeneration.fetch_add(1, std::memory_order_relaxed);
}

ForkGuard::ForkGuard() : m_generation(currentGeneration.load(std::memory_order_relaxed))
{
#if defined(Q_OS_UNIX)
    [[maybe_unused]] static const int registered =
            pthread_atfork(nullptr, nullptr, &ForkGuard::countGeneration);
#endif
}

} // namespace Rudder
