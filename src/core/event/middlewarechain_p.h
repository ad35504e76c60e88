// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_MIDDLEWARECHAIN_P_H
#define RUDDERQT_MIDDLEWARECHAIN_P_H

#include "error.h"
#include "middleware.h"
#include "private_export_p.h"

#include <QtCore/qstringlist.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace Rudder {

// The application's functions between a call and its event, in the order in which they were added.
// All of it from any thread: a run goes through the list as it was when it began.
class RUDDERQT_CORE_PRIVATE_EXPORT MiddlewareChain
{
public:
    struct Outcome
    {
        std::optional<EventDraft> event; // none: it was dropped
        QString droppedBy;
    };

    MiddlewareChain();
    ~MiddlewareChain();
    Q_DISABLE_COPY_MOVE(MiddlewareChain)

    Error add(const QString &name, Middleware function);
    bool remove(const QString &name);
    QStringList names() const;

    // Costs a look at one atomic.
    bool isEmpty() const { return m_isEmpty.load(std::memory_order_relaxed); }
    // Whether one of these functions is running on this thread: a call that it makes goes past all
    // of them, for else it could go round for ever.
    bool isRunning() const;
    // The draft comes back as it is where isEmpty() or isRunning().
    Outcome run(EventDraft draft) const;

private:
    struct Entry;
    using Entries = std::vector<std::shared_ptr<const Entry>>;

    std::shared_ptr<const Entries> entries() const;
    void replace(Entries entries); // needs the lock

    mutable std::mutex m_mutex;
    std::shared_ptr<const Entries> m_entries; // never changed, only replaced
    std::atomic<bool> m_isEmpty = true;
};

// What the call is told whose event a middleware dropped.
RUDDERQT_CORE_PRIVATE_EXPORT Error droppedByRule(const QString &middleware);

} // namespace Rudder

#endif
