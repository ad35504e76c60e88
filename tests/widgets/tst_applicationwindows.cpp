// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "windowsteps.h"

#include <RudderQt/Analytics>
#include <RudderQt/ApplicationWindows>
#include <RudderQt/EventRecorder>

#include <QApplication>
#include <QDialog>
#include <QMainWindow>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QWindow>

#include <memory>

using namespace Qt::StringLiterals;
using Rudder::Analytics;
using Rudder::Configuration;
using Rudder::EventRecorder;

namespace {

// Made before the application object, as a static one may be.
struct EarlyClient
{
    EventRecorder recorder;
    Analytics client{
            recorder.configuration().setLifecycleEvents(Configuration::LifecycleEvent::All)};
};
EarlyClient *early = nullptr;

const QStringList nothing;
const QStringList backgrounded{u"Backgrounded"_s};
const QStringList opened{u"Opened"_s};

} // namespace

class tst_ApplicationWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aClientFromBeforeTheApplicationIsTold();
    void untilAWindowIsShownTheApplicationStarts();
    void theLastWindowHiddenIsTheBackground();
    void theLastWindowMinimisedIsTheBackground();
    void aWindowThatIsMinimisedFromTheStart();
    void aDialogKeepsTheApplicationInTheForeground();
    void whatComesAndGoesWithAWindowDoesNot_data();
    void whatComesAndGoesWithAWindowDoesNot();
    void withoutTheFocusItIsStillTheForeground();
    void oneWindowAfterAnotherIsNoBackground();
    void aWindowThatIsMadeAnewDoesNotFlicker();
    void aWindowFromTheTimeInTheBackgroundIsFound();
    void aWindowOfTheTimeInTheForegroundIsFound();
    void watchedWhileAWindowIsShown();
    void eachClientIsTold();
    void aSecondCallChangesNothing();
    void aClientMayGoBeforeTheWindows();
    void theEndOfTheApplicationIsTheBackground_data();
    void theEndOfTheApplicationIsTheBackground();
    void whatTheEndTellsIsStored();

private:
    std::unique_ptr<EventRecorder> m_recorder;
    std::unique_ptr<Analytics> m_client;
    std::unique_ptr<QMainWindow> m_window;
};

void tst_ApplicationWindows::aClientFromBeforeTheApplicationIsTold()
{
    recordedBy(&early->recorder);
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(&early->recorder), backgrounded);
    delete early;
}

// In the foreground, with a main window.
void tst_ApplicationWindows::init()
{
    m_recorder = std::make_unique<EventRecorder>();
    m_client = std::make_unique<Analytics>(
            m_recorder->configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    Rudder::watchApplicationWindows(m_client.get());
    m_window = std::make_unique<QMainWindow>();
    m_window->show();
    turn();
    m_client->track(u"First"_s); // comes after what the start has to tell
    QCOMPARE(recordedBy(m_recorder.get()),
             QStringList({u"Application Installed"_s, u"Application Opened"_s, u"First"_s}));
}

void tst_ApplicationWindows::cleanup()
{
    m_window.reset();
    m_client.reset();
    m_recorder.reset();
}

void tst_ApplicationWindows::untilAWindowIsShownTheApplicationStarts()
{
    m_window.reset();
    EventRecorder recorder;
    Analytics client(
            recorder.configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    Rudder::watchApplicationWindows(&client);
    client.track(u"First"_s);
    recordedBy(&recorder);
    QWidget splash(nullptr, Qt::SplashScreen);
    splash.show();
    turn();
    splash.hide();
    turn();
    m_window = std::make_unique<QMainWindow>();
    m_window->show();
    m_window->hide(); // nobody has seen it
    turn();
    m_window->show();
    turn();
    QCOMPARE(recordedBy(&recorder), nothing);
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(&recorder), backgrounded);
}

void tst_ApplicationWindows::theLastWindowHiddenIsTheBackground()
{
    for (int i = 0; i < 2; ++i) {
        m_window->hide();
        QCOMPARE(recordedBy(m_recorder.get()), nothing); // another may follow
        turn();
        QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
        m_window->show();
        turn();
        QCOMPARE(recordedBy(m_recorder.get()), opened);
    }
    m_window->close();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::theLastWindowMinimisedIsTheBackground()
{
    QMainWindow second;
    second.show();
    m_window->showMinimized();
    turn();
    QCOMPARE(m_window->windowHandle()->visibility(), QWindow::Minimized);
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
    second.showMinimized();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
    m_window->showMaximized();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), opened);
    second.close();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
}

void tst_ApplicationWindows::aWindowThatIsMinimisedFromTheStart()
{
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
    QMainWindow late;
    late.showMinimized();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
    late.showNormal();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), opened);
}

void tst_ApplicationWindows::aDialogKeepsTheApplicationInTheForeground()
{
    QDialog dialog;
    dialog.show();
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
    dialog.accept();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::whatComesAndGoesWithAWindowDoesNot_data()
{
    QTest::addColumn<Qt::WindowFlags>("flags");
    QTest::newRow("popup") << Qt::WindowFlags(Qt::Popup);
    QTest::newRow("tool window") << Qt::WindowFlags(Qt::Tool);
    QTest::newRow("tool tip") << Qt::WindowFlags(Qt::ToolTip);
    QTest::newRow("tray icon") << Qt::WindowFlags(Qt::Window | Qt::BypassWindowManagerHint);
}

void tst_ApplicationWindows::whatComesAndGoesWithAWindowDoesNot()
{
    QFETCH(Qt::WindowFlags, flags);
    QWidget other(nullptr, flags);
    other.show();
    m_window->hide();
    turn();
    QVERIFY(other.windowHandle()->isVisible());
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
    other.hide();
    other.show();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
}

void tst_ApplicationWindows::withoutTheFocusItIsStillTheForeground()
{
    QMenu menu;
    menu.popup({});
    turn();
    QWidget tools(nullptr, Qt::Tool);
    tools.show();
    tools.activateWindow();
    turn();
    // Not every platform lets a tool have it.
    Q_EMIT qGuiApp->applicationStateChanged(Qt::ApplicationInactive);
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
}

void tst_ApplicationWindows::oneWindowAfterAnotherIsNoBackground()
{
    QMainWindow second;
    m_window->hide();
    second.show();
    turn();
    m_window->show();
    second.showMinimized();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
}

void tst_ApplicationWindows::aWindowThatIsMadeAnewDoesNotFlicker()
{
    QWindow second;
    second.show();
    m_window->hide();
    turn();
    const WId before = second.winId();
    second.destroy();
    second.show();
    turn();
    QVERIFY(second.winId() != before);
    m_window->setWindowFlags(Qt::Window | Qt::WindowStaysOnTopHint); // hides it
    m_window->show();
    second.hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::aWindowFromTheTimeInTheBackgroundIsFound()
{
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
    QMainWindow unfocused;
    unfocused.setAttribute(Qt::WA_ShowWithoutActivating);
    unfocused.show();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), opened);
    unfocused.hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::aWindowOfTheTimeInTheForegroundIsFound()
{
    QWindow second; // none of Qt Widgets
    second.show();
    turn();
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
    second.hide();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::watchedWhileAWindowIsShown()
{
    EventRecorder recorder;
    Analytics client(
            recorder.configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    Rudder::watchApplicationWindows(&client);
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(&recorder),
             QStringList({u"Application Installed"_s, u"Application Opened"_s, u"Backgrounded"_s}));
}

void tst_ApplicationWindows::eachClientIsTold()
{
    EventRecorder recorder;
    Analytics client(
            recorder.configuration().setLifecycleEvents(Configuration::LifecycleEvent::All));
    Rudder::watchApplicationWindows(&client);
    client.track(u"First"_s);
    recordedBy(&recorder);
    m_window->hide();
    turn();
    QCOMPARE(recordedBy(&recorder), backgrounded);
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::aSecondCallChangesNothing()
{
    const QObjectList before = m_client->children();
    Rudder::watchApplicationWindows(m_client.get());
    QCOMPARE(m_client->children(), before);
}

void tst_ApplicationWindows::aClientMayGoBeforeTheWindows()
{
    m_window->hide();
    m_client.reset();
    turn();
    m_window->show();
    turn();
    QCOMPARE(recordedBy(m_recorder.get()), nothing);
}

void tst_ApplicationWindows::theEndOfTheApplicationIsTheBackground_data()
{
    QTest::addColumn<bool>("isWindowClosed");
    QTest::newRow("the last window is closed") << true;
    QTest::newRow("with a window") << false;
}

void tst_ApplicationWindows::theEndOfTheApplicationIsTheBackground()
{
    QFETCH(bool, isWindowClosed);
    QTimer::singleShot(0, this, [&] {
        if (isWindowClosed)
            m_window->close();
        else
            QCoreApplication::exit();
    });
    QCOMPARE(QApplication::exec(), 0);
    QCOMPARE(m_window->isVisible(), !isWindowClosed);
    QCOMPARE(recordedBy(m_recorder.get()), backgrounded);
}

void tst_ApplicationWindows::whatTheEndTellsIsStored()
{
    const QTemporaryDir folder;
    const Configuration configuration =
            Configuration(u"key"_s, QUrl(u"http://127.0.0.1:9"_s))
                    .setStorageLocation(folder.path())
                    .setLifecycleEvents(Configuration::LifecycleEvent::Backgrounded);
    {
        Analytics client(configuration);
        Rudder::watchApplicationWindows(&client);
        QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
        QTimer::singleShot(0, m_window.get(), &QWidget::close);
        QCOMPARE(QApplication::exec(), 0);
    }
    Analytics next(configuration);
    QTRY_COMPARE(next.queuedCount(), 1);
}

int main(int argc, char *argv[])
{
    early = new EarlyClient;
    Rudder::watchApplicationWindows(&early->client);
    QApplication application(argc, argv);
    tst_ApplicationWindows test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_applicationwindows.moc"
