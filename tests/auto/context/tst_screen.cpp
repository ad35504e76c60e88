// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/screen_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qrect.h>
#include <QtTest/qtest.h>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace Rudder;

// What Qt Gui's classes have by these names, and that can be changed.
class QScreen : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QSize size MEMBER size)
    Q_PROPERTY(qreal devicePixelRatio MEMBER density)

public:
    explicit QScreen(QSize of) : size(of) { }

    void resize(QSize to)
    {
        size = to;
        Q_EMIT geometryChanged(QRect(QPoint(), to));
    }
    void setDensity(qreal to)
    {
        density = to;
        Q_EMIT physicalDotsPerInchChanged(to * 96);
    }

    QSize size;
    qreal density = 1;

Q_SIGNALS:
    void geometryChanged(const QRect &geometry);
    void physicalDotsPerInchChanged(qreal dpi);
};

class QGuiApplication : public QCoreApplication
{
    Q_OBJECT
    Q_PROPERTY(QScreen *primaryScreen READ primaryScreen NOTIFY primaryScreenChanged)

public:
    using QCoreApplication::QCoreApplication;

    QScreen *primaryScreen() const { return m_screen; }
    void setPrimaryScreen(QScreen *screen)
    {
        m_screen = screen;
        Q_EMIT primaryScreenChanged(screen);
    }

Q_SIGNALS:
    void primaryScreenChanged(QScreen *screen);

private:
    QScreen *m_screen = nullptr;
};

namespace {

struct Listener final : ScreenListener
{
    Listener() { watchScreen(); }
    ~Listener() { stopWatchingScreen(); }
    Q_DISABLE_COPY_MOVE(Listener)
    void watchAgain() { watchScreen(); }
    void onScreen(const Screen &screen) override
    {
        threads.push_back(std::this_thread::get_id());
        screens.push_back(screen);
    }

    std::vector<Screen> screens;
    std::vector<std::thread::id> threads;
};

} // namespace

// Each test has an application object of its own.
class tst_Screen : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void itIsToldAtOnceAndOnce();
    void whateverChangesIsTold();
    void anotherPrimaryScreenIsTold();
    void withoutAScreenTheLastOneCounts();
    void whatIsNoScreenIsNotTold_data();
    void whatIsNoScreenIsNotTold();
    void aListenerOfAnotherThreadIsToldOnTheApplications();
    void nothingIsToldAfterTheEnd();
    void anApplicationWithoutScreensHasNone();

private:
    int m_argc = 1;
    char m_name[4] = "app";
    char *m_argv[2] = {m_name, nullptr};
    QScreen m_first{QSize(1920, 1080)};
    QScreen m_second{QSize(800, 480)};
    std::optional<QGuiApplication> m_application;
};

void tst_Screen::init()
{
    m_first.resize(QSize(1920, 1080));
    m_first.setDensity(1);
    m_application.emplace(m_argc, m_argv);
    m_application->setPrimaryScreen(&m_first);
}

void tst_Screen::cleanup()
{
    m_application.reset();
}

void tst_Screen::itIsToldAtOnceAndOnce()
{
    Listener first;
    Listener second;
    first.watchAgain();
    for (const Listener *listener : {&first, &second}) {
        QCOMPARE(listener->screens.size(), 1U);
        QCOMPARE(listener->screens.front(), Screen({QSize(1920, 1080), 1}));
    }
}

void tst_Screen::whateverChangesIsTold()
{
    Listener listener;
    m_first.resize(QSize(1080, 1920));
    QCOMPARE(listener.screens.back(), Screen({QSize(1080, 1920), 1}));
    m_first.setDensity(1.5);
    QCOMPARE(listener.screens.back(), Screen({QSize(1080, 1920), 1.5}));
    m_first.setDensity(1.5);
    QCOMPARE(listener.screens.size(), 3U);
}

void tst_Screen::anotherPrimaryScreenIsTold()
{
    Listener listener;
    m_application->setPrimaryScreen(&m_second);
    QCOMPARE(listener.screens.back(), Screen({QSize(800, 480), 1}));
    m_first.resize(QSize(1, 1));
    QCOMPARE(listener.screens.size(), 2U);
    m_second.setDensity(2);
    QCOMPARE(listener.screens.back(), Screen({QSize(800, 480), 2}));
    m_second.setDensity(1);
}

void tst_Screen::withoutAScreenTheLastOneCounts()
{
    Listener listener;
    auto unplugged = std::make_unique<QScreen>(QSize(640, 480));
    m_application->setPrimaryScreen(unplugged.get());
    m_application->setPrimaryScreen(nullptr);
    unplugged.reset();
    QCOMPARE(listener.screens.size(), 2U);
    QCOMPARE(listener.screens.back().size, QSize(640, 480));
    m_application->setPrimaryScreen(&m_first);
    QCOMPARE(listener.screens.back().size, QSize(1920, 1080));
}

void tst_Screen::whatIsNoScreenIsNotTold_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("density");
    QTest::newRow("no size") << QSize() << 1.0;
    QTest::newRow("no height") << QSize(5, 0) << 1.0;
    QTest::newRow("no density") << QSize(5, 5) << 0.0;
}

void tst_Screen::whatIsNoScreenIsNotTold()
{
    QFETCH(QSize, size);
    QFETCH(double, density);
    m_first.resize(size);
    m_first.setDensity(density);
    const Listener listener;
    QVERIFY(listener.screens.empty());
}

void tst_Screen::aListenerOfAnotherThreadIsToldOnTheApplications()
{
    std::unique_ptr<Listener> listener;
    std::thread([&] { listener = std::make_unique<Listener>(); }).join();
    QVERIFY(listener->screens.empty());
    QTRY_COMPARE(listener->screens.size(), 1U);
    QCOMPARE(listener->threads.front(), std::this_thread::get_id());
    m_first.setDensity(3);
    QCOMPARE(listener->screens.back().density, 3.0);
}

void tst_Screen::nothingIsToldAfterTheEnd()
{
    Listener listener;
    {
        Listener gone;
    }
    m_application.reset();
    m_first.resize(QSize(2, 2));
    QCOMPARE(listener.screens.size(), 1U);
}

void tst_Screen::anApplicationWithoutScreensHasNone()
{
    m_application.reset();
    const QCoreApplication application(m_argc, m_argv);
    const Listener listener;
    QCoreApplication::processEvents();
    QVERIFY(listener.screens.empty());
}

QTEST_APPLESS_MAIN(tst_Screen)
#include "tst_screen.moc"
