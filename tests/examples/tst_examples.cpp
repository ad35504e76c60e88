// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "exampleprocess.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <map>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;

const QStringList builtExamples{
        QStringLiteral(EMBEDDED_DEVICE),
#ifdef WIDGETS_APP
        QStringLiteral(WIDGETS_APP),
#endif
#ifdef QML_APP
        QStringLiteral(QML_APP),
#endif
};

QString nameOf(const QString &program)
{
    return program.section(u'/', -1);
}

QStringList valuesOf(const QList<QJsonObject> &events, const QString &key)
{
    QStringList values;
    for (const QJsonObject &event : events)
        values.append(event[key].toString());
    return values;
}

QStringList withoutRepeats(QStringList list)
{
    list.removeDuplicates();
    list.sort();
    return list;
}

// What the client of an application with windows records by itself.
bool isLifecycle(const QJsonObject &event)
{
    return event["event"_L1].toString().startsWith("Application "_L1);
}

// Those of \a wanted that are not in \a list: empty, or worth reading in a failure.
QStringList missingFrom(const QStringList &list, const QStringList &wanted)
{
    const QSet<QString> there(list.cbegin(), list.cend());
    QStringList missing;
    for (const QString &item : wanted) {
        if (!there.contains(item))
            missing.append(item);
    }
    return missing;
}

} // namespace

class tst_Examples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void everyRecordedEventArrivesOnce_data();
    void everyRecordedEventArrivesOnce();
    void applicationsTellOfTheirStart();
    void togetherTheyUseEachOfTheSixCalls();
    void shopTellsWhatWasOrdered();
    void shopTiesTheVisitorToTheAccount();
    void shopForgetsWhoSignedOut();
    void hikerSeesThreeScreens();
    void deviceDeliversWhatItStoredBeforeItWasKilled_data();
    void deviceDeliversWhatItStoredBeforeItWasKilled();
    void deviceEndsByItselfWhenTerminated_data();
    void deviceEndsByItselfWhenTerminated();
    void deviceReadsItsSettingsFromAFile();
    void deviceSaysWhatIsWrongInItsSettings();
    void deviceWithoutWriteKeySaysSo();

private:
    QList<QJsonObject> eventsOf(const QString &example) const;

    QTemporaryDir m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
    std::map<QString, std::unique_ptr<ExampleProcess>> m_examples;
    QList<QJsonObject> m_events;
};

// All examples run once, side by side, and the tests look at what came of it.
void tst_Examples::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder.filePath(u"events"_s));
    QVERIFY(m_dataPlane->listen());
    for (const QString &program : builtExamples) {
        const QString name = nameOf(program);
        auto example = std::make_unique<ExampleProcess>(program, m_folder.filePath(name),
                                                        m_dataPlane->url());
        example->setArguments({u"--script"_s});
        example->start();
        m_examples.emplace(name, std::move(example));
    }
    for (const auto &[name, example] : m_examples)
        QTRY_VERIFY2_WITH_TIMEOUT(example->hasEnded(), qPrintable(name), patience);
    m_events = m_dataPlane->events();
}

void tst_Examples::cleanupTestCase()
{
    m_examples.clear();
    m_dataPlane.reset();
}

QList<QJsonObject> tst_Examples::eventsOf(const QString &example) const
{
    QList<QJsonObject> events;
    for (const QJsonObject &event : m_events) {
        if (event["context"_L1]["app"_L1]["name"_L1] == example)
            events.append(event);
    }
    return events;
}

void tst_Examples::everyRecordedEventArrivesOnce_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &program : builtExamples)
        QTest::newRow(qPrintable(nameOf(program))) << nameOf(program);
}

void tst_Examples::everyRecordedEventArrivesOnce()
{
    QFETCH(QString, name);
    const ExampleProcess &example = *m_examples.at(name);
    QCOMPARE(example.exitStatus(), QProcess::NormalExit);
    QCOMPARE(example.exitCode(), 0);

    const QStringList recorded = example.recorded();
    QVERIFY(recorded.size() >= 10);
    QList<QJsonObject> ofCalls = eventsOf(name);
    const qsizetype all = ofCalls.size();
    ofCalls.removeIf(isLifecycle);
    QCOMPARE(valuesOf(ofCalls, u"messageId"_s), recorded);
    const QString summary = u"%1 calls recorded, %2 events delivered, 0 remaining"_s.arg(
            QString::number(recorded.size()), QString::number(all));
    QCOMPARE(example.linesAfter(QString(name % u": ")), QStringList{summary});
}

// Of their end the next start tells.
void tst_Examples::applicationsTellOfTheirStart()
{
    for (const QString &program : builtExamples) {
        const QString name = nameOf(program);
        QList<QJsonObject> events = eventsOf(name);
        const QStringList first = valuesOf(events.mid(0, 2), u"event"_s);
        const QStringList start{u"Application Installed"_s, u"Application Opened"_s};
        const bool hasWindows = name != "embedded-device"_L1;
        QCOMPARE(first == start, hasWindows);
        QCOMPARE(events.removeIf(isLifecycle), hasWindows ? 2 : 0);
    }
}

void tst_Examples::togetherTheyUseEachOfTheSixCalls()
{
    if (builtExamples.size() < 3)
        QSKIP("the widgets and QML examples are not built");
    const QStringList types{u"alias"_s, u"group"_s,  u"identify"_s,
                            u"page"_s,  u"screen"_s, u"track"_s};
    QCOMPARE(withoutRepeats(valuesOf(m_events, u"type"_s)), types);
}

void tst_Examples::shopTellsWhatWasOrdered()
{
#ifndef WIDGETS_APP
    QSKIP("widgets-app is not built");
#endif
    QJsonObject order;
    for (const QJsonObject &event : eventsOf(u"widgets-app"_s)) {
        if (event["event"_L1] == "Order Completed"_L1)
            order = event["properties"_L1].toObject();
    }
    QCOMPARE(order["revenue"_L1].toDouble(), 2 * 12.50 + 18.00);
    QCOMPARE(order["products"_L1][0]["quantity"_L1].toInt(), 2);
    QCOMPARE(order["products"_L1][1]["name"_L1].toString(), u"Oolong"_s);
}

void tst_Examples::shopTiesTheVisitorToTheAccount()
{
#ifndef WIDGETS_APP
    QSKIP("widgets-app is not built");
#endif
    const QList<QJsonObject> events = eventsOf(u"widgets-app"_s);
    const QStringList types = valuesOf(events, u"type"_s);
    const qsizetype alias = types.indexOf(u"alias"_s);
    QVERIFY(alias > 0);
    QCOMPARE(types.value(alias + 1), u"identify"_s);
    QCOMPARE(events[alias]["previousId"_L1], events[0]["anonymousId"_L1]);
    QCOMPARE(events[alias]["userId"_L1], events[alias + 1]["userId"_L1]);
}

void tst_Examples::shopForgetsWhoSignedOut()
{
#ifndef WIDGETS_APP
    QSKIP("widgets-app is not built");
#endif
    const QList<QJsonObject> events = eventsOf(u"widgets-app"_s);
    QVERIFY(!events.isEmpty());
    QCOMPARE(events.last()["userId"_L1].toString(), u"grace@example.com"_s);
    QVERIFY(events.last()["anonymousId"_L1] != events.first()["anonymousId"_L1]);
}

void tst_Examples::hikerSeesThreeScreens()
{
#ifndef QML_APP
    QSKIP("qml-app is not built");
#endif
    QStringList screens;
    for (const QJsonObject &event : eventsOf(u"qml-app"_s)) {
        if (event["type"_L1] == "screen"_L1)
            screens.append(event["name"_L1].toString());
    }
    const QStringList walk{u"Home"_s, u"Trail"_s, u"Home"_s, u"Settings"_s,
                           u"Home"_s, u"Trail"_s, u"Home"_s};
    QCOMPARE(screens, walk);
}

void tst_Examples::deviceDeliversWhatItStoredBeforeItWasKilled_data()
{
    QTest::addColumn<bool>("isAnswered");
    QTest::newRow("while the data plane answers") << true;
    QTest::newRow("while nobody answers") << false;
}

void tst_Examples::deviceDeliversWhatItStoredBeforeItWasKilled()
{
    QFETCH(bool, isAnswered);
    QTemporaryDir folder;
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events"_s));
    QTcpServer silent;
    if (isAnswered)
        QVERIFY(dataPlane.listen());
    else
        QVERIFY(silent.listen(QHostAddress::LocalHost));
    const quint16 port = isAnswered ? quint16(dataPlane.url().port()) : silent.serverPort();
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(port));

    ExampleProcess killed(QStringLiteral(EMBEDDED_DEVICE), folder.path(), url);
    killed.setArguments({u"--interval"_s, u"0"_s});
    killed.start();
    QTRY_VERIFY_WITH_TIMEOUT(killed.stored().size() > 1000, patience);
    killed.kill();
    QTRY_VERIFY_WITH_TIMEOUT(killed.hasEnded(), patience);
    QCOMPARE(killed.exitStatus(), QProcess::CrashExit);

    silent.close();
    if (!isAnswered)
        QVERIFY(dataPlane.listen(port));
    ExampleProcess restarted(QStringLiteral(EMBEDDED_DEVICE), folder.path(), url);
    restarted.setArguments({u"--interval"_s, u"0"_s, u"--events"_s, u"10"_s});
    restarted.start();
    QTRY_VERIFY_WITH_TIMEOUT(restarted.hasEnded(), patience);
    QCOMPARE(restarted.exitCode(), 0);
    QCOMPARE(restarted.recorded().size(), 10);

    const QList<QJsonObject> events = dataPlane.events();
    const QStringList arrived = valuesOf(events, u"messageId"_s);
    QCOMPARE(missingFrom(arrived, killed.stored()), QStringList());
    QCOMPARE(missingFrom(arrived, restarted.recorded()), QStringList());
    QCOMPARE(withoutRepeats(valuesOf(events, u"anonymousId"_s)).size(), 1);
    QVERIFY(!events.first()["anonymousId"_L1].toString().isEmpty());
}

void tst_Examples::deviceEndsByItselfWhenTerminated_data()
{
    QTest::addColumn<int>("signalNumber");
    QTest::addColumn<bool>("isAnswered");
    QTest::newRow("SIGTERM") << SIGTERM << true;
    QTest::newRow("SIGINT") << SIGINT << true;
    QTest::newRow("SIGTERM while nobody answers") << SIGTERM << false;
}

void tst_Examples::deviceEndsByItselfWhenTerminated()
{
    QFETCH(int, signalNumber);
    QFETCH(bool, isAnswered);
    QTemporaryDir folder;
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events"_s));
    QTcpServer silent;
    if (isAnswered)
        QVERIFY(dataPlane.listen());
    else
        QVERIFY(silent.listen(QHostAddress::LocalHost));
    const quint16 port = isAnswered ? quint16(dataPlane.url().port()) : silent.serverPort();
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(port));

    ExampleProcess stopped(QStringLiteral(EMBEDDED_DEVICE), folder.path(), url);
    stopped.setArguments({u"--interval"_s, u"1"_s});
    stopped.start();
    QTRY_VERIFY_WITH_TIMEOUT(stopped.recorded().size() > 50, patience);
    if (!isAnswered)
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), patience);
    QElapsedTimer sinceSignal;
    sinceSignal.start();
    QCOMPARE(::kill(pid_t(stopped.processId()), signalNumber), 0);
    QVERIFY(stopped.waitForFinished());
    qInfo("ended %lld ms after the signal", sinceSignal.elapsed());
    QVERIFY(sinceSignal.elapsed() < 2000); // 100 on a machine that has nothing else to do
    QCOMPARE(stopped.exitStatus(), QProcess::NormalExit);
    QCOMPARE(stopped.exitCode(), 0);
    QCOMPARE(stopped.linesAfter(u"embedded-device: "_s).size(), 1);

    silent.close();
    if (!isAnswered)
        QVERIFY(dataPlane.listen(port));
    ExampleProcess restarted(QStringLiteral(EMBEDDED_DEVICE), folder.path(), url);
    restarted.setArguments({u"--interval"_s, u"0"_s, u"--events"_s, u"5"_s});
    restarted.start();
    QTRY_VERIFY_WITH_TIMEOUT(restarted.hasEnded(), patience);
    const QStringList arrived = valuesOf(dataPlane.events(), u"messageId"_s);
    QCOMPARE(missingFrom(arrived, stopped.recorded()), QStringList());
}

void tst_Examples::deviceReadsItsSettingsFromAFile()
{
    QTemporaryDir folder;
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events"_s));
    QVERIFY(dataPlane.listen());
    QFile file(folder.filePath(u"sensor.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(R"({"serial": "from the file", "site": "from the file", "interval": 0,)"
               R"( "channel": "from the file", "writeKey": "from the file"})");
    file.close();

    ExampleProcess device(QStringLiteral(EMBEDDED_DEVICE), folder.path(), dataPlane.url());
    QProcessEnvironment environment = device.processEnvironment();
    environment.insert(u"SENSOR_SITE"_s, u"from the environment"_s);
    device.setProcessEnvironment(environment);
    device.setArguments({u"--config"_s, file.fileName(), u"--events"_s, u"5"_s});
    device.start();
    QTRY_VERIFY_WITH_TIMEOUT(device.hasEnded(), patience);

    const QList<QJsonObject> events = dataPlane.events();
    QCOMPARE(events.size(), 5);
    QCOMPARE(events[0]["userId"_L1].toString(), u"from the file"_s);
    QCOMPARE(events[1]["groupId"_L1].toString(), u"from the environment"_s);
    QCOMPARE(events[1]["channel"_L1].toString(), u"from the file"_s);
}

void tst_Examples::deviceSaysWhatIsWrongInItsSettings()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"sensor.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("{\n  \"serial\": \"SU-2\",\n  \"writekey\": \"KEY\",\n  \"flushAt\": \"20\"\n}\n");
    file.close();

    ExampleProcess device(QStringLiteral(EMBEDDED_DEVICE), folder.path(), QUrl());
    device.setProcessChannelMode(QProcess::MergedChannels);
    device.setArguments({u"--config"_s, file.fileName()});
    device.start();
    QTRY_VERIFY_WITH_TIMEOUT(device.hasEnded(), patience);
    QCOMPARE(device.exitCode(), 1);
    QCOMPARE(device.linesAfter(u"Line "_s),
             (QStringList{u"3, column 3: \"writekey\" is not an option."_s,
                          u"4, column 3: \"flushAt\" must be a whole number."_s}));
}

void tst_Examples::deviceWithoutWriteKeySaysSo()
{
    QTemporaryDir folder;
    ExampleProcess device(QStringLiteral(EMBEDDED_DEVICE), folder.path(), QUrl());
    QProcessEnvironment environment = device.processEnvironment();
    environment.remove(u"RUDDER_WRITE_KEY"_s);
    device.setProcessEnvironment(environment);
    device.setProcessChannelMode(QProcess::MergedChannels);
    device.start();
    QTRY_VERIFY_WITH_TIMEOUT(device.hasEnded(), patience);
    QCOMPARE(device.exitCode(), 1);
    QCOMPARE(device.linesAfter(u"set RUDDER_WRITE_KEY"_s).size(), 1);
}

QTEST_GUILESS_MAIN(tst_Examples)
#include "tst_examples.moc"
