// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "windowsteps.h"

#include <RudderQt/Analytics>
#include <RudderQt/ApplicationWindows>
#include <RudderQt/EventRecorder>
#include <RudderQt/QuickAnalytics>

#include <QApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWidget>
#include <QQuickWindow>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using Rudder::Analytics;
using Rudder::Configuration;
using Rudder::EventRecorder;
using Rudder::QuickAnalytics;

class tst_QuickWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void windowsOfQmlAreWatched();
    void aQuickWidgetCountsAsItsWindowDoes();
    void anotherClientTakesOver();
    void withBothModulesEachEventIsRecordedOnce();

private:
    void setVisible(bool visible);

    std::unique_ptr<EventRecorder> m_recorder;
    std::unique_ptr<Analytics> m_client;
    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_window;
};

void tst_QuickWindows::initTestCase()
{
    QQmlComponent component(&m_engine);
    component.setData("import QtQuick\nWindow { flags: Qt.FramelessWindowHint }", QUrl());
    m_window.reset(component.create());
    QVERIFY2(m_window, qPrintable(component.errorString()));
}

// In the foreground.
void tst_QuickWindows::init()
{
    m_recorder = std::make_unique<EventRecorder>();
    m_client = std::make_unique<Analytics>(
            m_recorder->configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    QuickAnalytics::setClient(m_client.get());
    setVisible(true);
    recordedBy(m_recorder.get());
}

void tst_QuickWindows::cleanup()
{
    QuickAnalytics::setClient(nullptr);
    m_client.reset();
    m_recorder.reset();
}

void tst_QuickWindows::setVisible(bool visible)
{
    m_window->setProperty("visible", visible);
    turn();
}

void tst_QuickWindows::windowsOfQmlAreWatched()
{
    setVisible(false);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Backgrounded"_s});
    setVisible(true);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Opened"_s});
}

// It draws in a window of its own, which no screen shows, but which says that it is visible.
void tst_QuickWindows::aQuickWidgetCountsAsItsWindowDoes()
{
    QQuickWidget widget;
    widget.setWindowFlags(Qt::Tool);
    widget.show();
    setVisible(false);
    QCOMPARE(widget.quickWindow()->visibility(), QWindow::Windowed);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Backgrounded"_s});
    widget.setWindowFlags(Qt::Window);
    widget.show();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Opened"_s});
}

void tst_QuickWindows::anotherClientTakesOver()
{
    EventRecorder recorder;
    Analytics client(
            recorder.configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    QuickAnalytics::setClient(&client);
    turn();
    recordedBy(&recorder);
    setVisible(false);
    QCOMPARE(recordedBy(&recorder), QStringList{u"Backgrounded"_s});
    QCOMPARE(recordedBy(m_recorder.get()), QStringList());
}

void tst_QuickWindows::withBothModulesEachEventIsRecordedOnce()
{
    Rudder::watchApplicationWindows(m_client.get());
    setVisible(false);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Backgrounded"_s});
    setVisible(true);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Opened"_s});
    QuickAnalytics::setClient(nullptr); // the other module still watches
    setVisible(false);
    QCOMPARE(recordedBy(m_recorder.get()), QStringList{u"Backgrounded"_s});
}

int main(int argc, char *argv[])
{
    qputenv("QT_QUICK_BACKEND", "software");
    QApplication application(argc, argv);
    tst_QuickWindows test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_quickwindows.moc"
