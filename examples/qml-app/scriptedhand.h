// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SCRIPTEDHAND_H
#define SCRIPTEDHAND_H

#include <RudderQt/Analytics>

#include <QFutureWatcher>
#include <QTimer>

#include <functional>

QT_BEGIN_NAMESPACE
class QQuickItem;
class QQuickWindow;
QT_END_NAMESPACE

// Prints what is recorded. Once started, uses the application as a hiker would, for
// demonstrations and tests. No part of the example proper.
class ScriptedHand : public QObject
{
    Q_OBJECT

public:
    ScriptedHand(Rudder::Analytics *analytics, QQuickWindow *window);
    void start();

private Q_SLOTS:
    void sayWhatWasRecorded();

private:
    using Step = std::function<bool()>; // false: not possible yet, try again

    void takeNextStep();
    Step click(const QString &name);
    Step enter(const QString &name, const QString &text);
    void press(const QQuickItem *item) const;
    void sumUpAndQuit();

    Rudder::Analytics *m_analytics;
    QQuickWindow *m_window;
    QObject *m_receipts;
    QTimer m_pace;
    QList<Step> m_steps;
    int m_attempts = 0;
    qsizetype m_recorded = 0;
    qint64 m_delivered = 0;
    QFutureWatcher<Rudder::FlushResult> m_flushing;
};

#endif
