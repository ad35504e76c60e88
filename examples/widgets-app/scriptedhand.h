// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SCRIPTEDHAND_H
#define SCRIPTEDHAND_H

#include <RudderQt/Analytics>

#include <QFutureWatcher>
#include <QTimer>

#include <functional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

class ShopEvents;

// Prints what is recorded. Once started, uses the shop as a customer would, for
// demonstrations and tests. No part of the example proper.
class ScriptedHand : public QObject
{
    Q_OBJECT

public:
    ScriptedHand(Rudder::Analytics *analytics, ShopEvents *events, QWidget *window);
    void start();

private:
    void takeNextStep();
    void choose(int row);
    void click(const QString &button);
    void trigger(const QString &action);
    void enter(const QString &field, const QString &text);
    void sumUpAndQuit();

    Rudder::Analytics *m_analytics;
    QWidget *m_window;
    QTimer m_pace;
    QList<std::function<void()>> m_steps;
    int m_recorded = 0;
    qint64 m_delivered = 0;
    QFutureWatcher<Rudder::FlushResult> m_flushing;
};

#endif
