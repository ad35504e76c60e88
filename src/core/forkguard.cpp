// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "forkguard_p.h"

#include <QtCore/qsystemdetection.h>

#if defined(Q_OS_UNIX)
#    include <pthread.h>
#endif

#include <thread>

namespace Rudder {

namespace {

// No mutex: sanitizers don't bear one within fork(), and it is held for a millisecond at most.
std::atomic_flag delaysForks;

void hold()
{
    while (delaysForks.test_and_set(std::memory_order_acquire))
        std::this_thread::yield();
}

void letGo()
{
    delaysForks.clear(std::memory_order_release);
}

} // namespace

std::atomic<int> ForkGuard::currentGeneration = 0;

void ForkGuard::inTheChild()
{
    currentGeneration.fetch_add(1, std::memory_order_relaxed);
    letGo();
}

ForkGuard::ForkGuard() : m_generation(currentGeneration.load(std::memory_order_relaxed))
{
#if defined(Q_OS_UNIX)
    [[maybe_unused]] static const int registered =
            pthread_atfork(hold, letGo, &ForkGuard::inTheChild);
#endif
}

ForkDelay::ForkDelay()
{
    hold();
}

ForkDelay::~ForkDelay()
{
    letGo();
}

} // namespace Rudder
