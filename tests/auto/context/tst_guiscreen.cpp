// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtGui/qguiapplication.h>
#include <QtGui/qscreen.h>
#include <QtTest/qtest.h>

#include <memory>
#include <optional>
#include <thread>

using namespace Rudder;
using namespace Qt::StringLiterals;

// With Qt Gui itself, without a display. Each test has an application object of its own.
class tst_GuiScreen : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFirstEventSaysWhatTheScreenIs_data();
    void theFirstEventSaysWhatTheScreenIs();
    void aClientOfAnotherThreadLearnsIt();
    void aClientMadeBeforeTheApplicationLearnsIt();

private:
    QJsonValue recordedScreen(Analytics &client) const
    {
        client.track(u"e"_s);
        return m_recorder.events().last().json()[u"context"][u"screen"];
    }
    static QJsonValue realScreen()
    {
        const QScreen *screen = QGuiApplication::primaryScreen();
        return QJsonObject{{u"width"_s, screen->size().width()},
                           {u"height"_s, screen->size().height()},
                           {u"density"_s, screen->devicePixelRatio()}};
    }

    int m_argc = 1;
    char m_name[4] = "app";
    char *m_argv[2] = {m_name, nullptr};
    EventRecorder m_recorder;
};

void tst_GuiScreen::theFirstEventSaysWhatTheScreenIs_data()
{
    QTest::addColumn<QByteArray>("scale");
    QTest::addColumn<double>("density");
    QTest::newRow("simple") << QByteArray("1") << 1.0;
    QTest::newRow("fine") << QByteArray("2") << 2.0;
    QTest::newRow("between") << QByteArray("1.5") << 1.5;
}

void tst_GuiScreen::theFirstEventSaysWhatTheScreenIs()
{
    QFETCH(QByteArray, scale);
    QFETCH(double, density);
    qputenv("QT_SCALE_FACTOR", scale);
    const QGuiApplication application(m_argc, m_argv);
    qunsetenv("QT_SCALE_FACTOR");
    Analytics client(m_recorder.configuration());
    const QJsonValue screen = recordedScreen(client);
    QCOMPARE(screen, realScreen());
    QVERIFY(screen[u"width"].toInt() > 0);
    QCOMPARE(screen[u"density"].toDouble(), density);
}

void tst_GuiScreen::aClientOfAnotherThreadLearnsIt()
{
    const QGuiApplication application(m_argc, m_argv);
    std::unique_ptr<Analytics> client;
    QJsonValue atFirst;
    std::thread([&] {
        client = std::make_unique<Analytics>(m_recorder.configuration());
        atFirst = recordedScreen(*client);
    }).join();
    QVERIFY(atFirst.isUndefined());
    QTRY_COMPARE(recordedScreen(*client), realScreen());
}

void tst_GuiScreen::aClientMadeBeforeTheApplicationLearnsIt()
{
    Analytics client(m_recorder.configuration());
    QVERIFY(recordedScreen(client).isUndefined());
    const QGuiApplication application(m_argc, m_argv);
    QTRY_COMPARE(recordedScreen(client), realScreen());
}

QTEST_APPLESS_MAIN(tst_GuiScreen)
#include "tst_guiscreen.moc"
