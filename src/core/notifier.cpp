// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "notifier_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>

namespace Rudder {

namespace {

constexpr qint64 shortestPause = 33; // ms

QEvent::Type wakeType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

Notifier::Notifier(std::shared_ptr<Environment> environment, std::function<bool()> urgent,
                   std::function<void()> notify)
    : m_environment(std::move(environment)), m_urgent(std::move(urgent)),
      m_notify(std::move(notify)), m_lastNotified(m_environment->bootClock() - shortestPause)
{
}

Notifier::~Notifier() = default;

void Notifier::wake()
{
    QCoreApplication::postEvent(this, new QEvent(wakeType()));
}

bool Notifier::event(QEvent *event)
{
    if (event->type() != wakeType())
        return QObject::event(event);
    onWake();
    return true;
}

void Notifier::onWake()
{
    if (m_guard.isForked())
        return;
    const qint64 pause = m_lastNotified + shortestPause - m_environment->bootClock();
    if (pause <= 0 || m_urgent()) {
        notifyNow();
        return;
    }
    if (!m_ticker)
        m_ticker = m_environment->makeTicker([this] { notifyNow(); });
    if (!m_waiting)
        m_ticker->start(pause);
    m_waiting = true;
}

void Notifier::notifyNow()
{
    if (m_guard.isForked())
        return;
    if (m_waiting)
        m_ticker->stop();
    m_waiting = false;
    m_lastNotified = m_environment->bootClock();
    // It may delete this object, and with it the function that is running.
    const auto notify = m_notify;
    notify();
}

} // namespace Rudder
