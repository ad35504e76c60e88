// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_NOTIFIER_P_H
#define RUDDERQT_NOTIFIER_P_H

#include "environment_p.h"
#include "forkguard_p.h"
#include "private_export_p.h"

#include <QtCore/qobject.h>

#include <functional>

namespace Rudder {

// Calls back on its own thread when woken from any other, at most 30 times a second.
class RUDDERQT_CORE_PRIVATE_EXPORT Notifier final : public QObject
{
public:
    // urgent is asked, on this thread, whether this once can't wait.
    Notifier(std::shared_ptr<Environment> environment, std::function<bool()> urgent,
             std::function<void()> notify);
    ~Notifier() override;

    void wake(); // from any thread

protected:
    bool event(QEvent *event) override;

private:
    void onWake();
    void notifyNow();

    const ForkGuard m_guard;
    std::shared_ptr<Environment> m_environment;
    std::function<bool()> m_urgent;
    std::function<void()> m_notify;
    std::unique_ptr<Ticker> m_ticker; // made on this thread when first needed
    qint64 m_lastNotified = 0;
    bool m_waiting = false;
};

} // namespace Rudder

#endif
