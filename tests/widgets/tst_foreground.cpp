// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "foreground_p.h"

#include <QtTest/qtest.h>
#include <QtWidgets/qmainwindow.h>
#include <QtWidgets/qmenu.h>
#include <QtWidgets/qmessagebox.h>
#include <QtWidgets/qsplashscreen.h>

using namespace Rudder;

class tst_Foreground : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCountsAsAWindow_data();
    void whatCountsAsAWindow();
    void whatQtMakesCountsAsItLooks();
    void whatIsInUse_data();
    void whatIsInUse();
    void whatIsTheForeground_data();
    void whatIsTheForeground();
};

void tst_Foreground::whatCountsAsAWindow_data()
{
    QTest::addColumn<Qt::WindowFlags>("flags");
    QTest::addColumn<bool>("counts");
    const auto row = [](const char *name, Qt::WindowFlags flags, bool counts) {
        QTest::newRow(name) << flags << counts;
    };
    row("window", Qt::Window, true);
    row("window on top", Qt::Window | Qt::WindowStaysOnTopHint, true);
    row("dialog", Qt::Dialog, true);
    row("sheet", Qt::Sheet, true);
    row("frameless, as QML says it", Qt::FramelessWindowHint, true);
    row("popup", Qt::Popup, false);
    row("tool", Qt::Tool, false);
    row("tool tip", Qt::ToolTip, false);
    row("splash screen", Qt::SplashScreen, false);
    row("desktop", Qt::Desktop, false);
    row("window of another application", Qt::ForeignWindow, false);
    row("icon in the tray of X11", Qt::Window | Qt::BypassWindowManagerHint, false);
}

void tst_Foreground::whatCountsAsAWindow()
{
    QFETCH(Qt::WindowFlags, flags);
    QFETCH(bool, counts);
    QCOMPARE(countsAsWindow(flags), counts);
}

void tst_Foreground::whatQtMakesCountsAsItLooks()
{
    QVERIFY(countsAsWindow(QWindow().flags()));
    QVERIFY(countsAsWindow(QMainWindow().windowFlags()));
    QVERIFY(countsAsWindow(QMessageBox().windowFlags()));
    QVERIFY(!countsAsWindow(QMenu().windowFlags()));
    QVERIFY(!countsAsWindow(QSplashScreen().windowFlags()));
}

void tst_Foreground::whatIsInUse_data()
{
    QTest::addColumn<QWindow::Visibility>("visibility");
    QTest::addColumn<bool>("expected");
    QTest::newRow("hidden") << QWindow::Hidden << false;
    QTest::newRow("minimised") << QWindow::Minimized << false;
    QTest::newRow("normal") << QWindow::Windowed << true;
    QTest::newRow("maximised") << QWindow::Maximized << true;
    QTest::newRow("full screen") << QWindow::FullScreen << true;
}

void tst_Foreground::whatIsInUse()
{
    QFETCH(QWindow::Visibility, visibility);
    QFETCH(bool, expected);
    QCOMPARE(isInUse(visibility), expected);
}

void tst_Foreground::whatIsTheForeground_data()
{
    QTest::addColumn<Qt::ApplicationState>("state");
    QTest::addColumn<bool>("hasWindowInUse");
    QTest::addColumn<bool>("expected");
    QTest::newRow("active") << Qt::ApplicationActive << true << true;
    QTest::newRow("another application has the focus") << Qt::ApplicationInactive << true << true;
    QTest::newRow("no window") << Qt::ApplicationActive << false << false;
    QTest::newRow("no window, inactive") << Qt::ApplicationInactive << false << false;
    QTest::newRow("hidden by the system") << Qt::ApplicationHidden << true << false;
    QTest::newRow("suspended by the system") << Qt::ApplicationSuspended << true << false;
}

void tst_Foreground::whatIsTheForeground()
{
    QFETCH(Qt::ApplicationState, state);
    QFETCH(bool, hasWindowInUse);
    QFETCH(bool, expected);
    QCOMPARE(isInForeground(state, hasWindowInUse), expected);
}

QTEST_MAIN(tst_Foreground)
#include "tst_foreground.moc"
