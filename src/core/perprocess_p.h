// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PERPROCESS_P_H
#define RUDDERQT_PERPROCESS_P_H

#include "forkguard_p.h"

#include <atomic>
#include <memory>

namespace Rudder {

// The one Value of this process, made when first needed. Never destroyed: a static client may outlive
// every other static object, and a thread may come back while the process ends. A child that was
// forked has one of its own: a thread that is missing there may hold a lock of its parent's.
template <typename Value> class PerProcess
{
public:
    // From any thread.
    Value &get()
    {
        Made *made = m_made.load();
        if (!made || made->guard.isForked()) {
            auto own = std::make_unique<Made>();
            if (m_made.compare_exchange_strong(made, own.get()))
                made = own.release();
        }
        return made->value;
    }

private:
    struct Made
    {
        ForkGuard guard;
        Value value;
    };

    std::atomic<Made *> m_made = nullptr;
};

} // namespace Rudder

#endif
