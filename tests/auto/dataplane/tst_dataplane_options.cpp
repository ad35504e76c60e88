// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "commandline.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Rudder::DataPlane;

namespace {

CommandLine read(const QStringList &options)
{
    return readCommandLine(QStringList{u"dataplane"_s} + options);
}

} // namespace

class tst_DataPlaneOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void behavesWellByDefault();
    void takesEveryOption();
    void refusesWhatMakesNoSense_data();
    void refusesWhatMakesNoSense();
    void helpExplainsEveryOptionAndControl();
    void controlTakesWhatTheOptionsTake();
    void controlForgetsWhatItIsNotTold();
    void controlRefusesWhatMakesNoSense_data();
    void controlRefusesWhatMakesNoSense();
    void failsAsOftenAsTold();
    void failsForEverUnlessTold();
    void dropsAsOftenAsTold();
};

void tst_DataPlaneOptions::behavesWellByDefault()
{
    const CommandLine commandLine = read({});
    const auto *options = std::get_if<Options>(&commandLine);
    QVERIFY(options);
    QCOMPARE(options->address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(options->port, 0);
    QVERIFY(options->writeKeys.isEmpty());
    QVERIFY(options->outputFile.isEmpty() && options->bodiesFile.isEmpty());
    QVERIFY(!options->inEnvelope && !options->quiet && !options->exitWithParent);

    Misbehaviour misbehaviour = options->misbehaviour;
    QVERIFY(!misbehaviour.takeFailure());
    QVERIFY(!misbehaviour.takeDrop());
    QVERIFY(!misbehaviour.disabled);
    QCOMPARE(misbehaviour.delay().count(), 0);
}

void tst_DataPlaneOptions::takesEveryOption()
{
    const CommandLine commandLine = read({u"--port"_s,
                                          u"8080"_s,
                                          u"--address"_s,
                                          u"::1"_s,
                                          u"--write-key"_s,
                                          u"a"_s,
                                          u"--write-key=b"_s,
                                          u"--output"_s,
                                          u"events.jsonl"_s,
                                          u"--envelope"_s,
                                          u"--bodies"_s,
                                          u"bodies.jsonl"_s,
                                          u"--quiet"_s,
                                          u"--headless"_s,
                                          u"--exit-with-parent"_s,
                                          u"--fail"_s,
                                          u"503"_s,
                                          u"--times"_s,
                                          u"3"_s,
                                          u"--retry-after"_s,
                                          u"2"_s,
                                          u"--latency"_s,
                                          u"500"_s,
                                          u"--drop"_s,
                                          u"1"_s});
    const auto *options = std::get_if<Options>(&commandLine);
    QVERIFY(options);
    QCOMPARE(options->address, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(options->port, 8080);
    QCOMPARE(options->writeKeys, (QSet<QString>{u"a"_s, u"b"_s}));
    QCOMPARE(options->outputFile, u"events.jsonl"_s);
    QCOMPARE(options->bodiesFile, u"bodies.jsonl"_s);
    QVERIFY(options->inEnvelope && options->quiet && options->exitWithParent);
    QCOMPARE(options->misbehaviour.fail, 503);
    QCOMPARE(options->misbehaviour.times, 3);
    QCOMPARE(options->misbehaviour.retryAfter, 2);
    QCOMPARE(options->misbehaviour.latency, 500);
    QCOMPARE(options->misbehaviour.drop, 1);
}

void tst_DataPlaneOptions::refusesWhatMakesNoSense_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");

    QTest::newRow("unknown") << QStringList{u"--bogus"_s} << u"bogus"_s;
    QTest::newRow("no option") << QStringList{u"events.jsonl"_s} << u"events.jsonl"_s;
    QTest::newRow("value missing") << QStringList{u"--port"_s} << u"port"_s;
    QTest::newRow("port too large") << QStringList{u"--port"_s, u"65536"_s} << u"--port"_s;
    QTest::newRow("port in words") << QStringList{u"--port"_s, u"any"_s} << u"--port"_s;
    QTest::newRow("address") << QStringList{u"--address"_s, u"example.com"_s} << u"--address"_s;
    QTest::newRow("empty key") << QStringList{u"--write-key"_s, QString()} << u"--write-key"_s;
    QTest::newRow("empty output") << QStringList{u"--output"_s, QString()} << u"--output"_s;
    QTest::newRow("empty bodies") << QStringList{u"--bodies"_s, QString()} << u"--bodies"_s;
    QTest::newRow("envelope of nothing") << QStringList{u"--envelope"_s} << u"--output"_s;
    QTest::newRow("fail well") << QStringList{u"--fail"_s, u"200"_s} << u"300 to 599"_s;
    QTest::newRow("fail in words") << QStringList{u"--fail"_s, u"often"_s} << u"--fail"_s;
    QTest::newRow("times alone") << QStringList{u"--times"_s, u"3"_s} << u"times"_s;
    QTest::newRow("no times") << QStringList{u"--fail"_s, u"503"_s, u"--times"_s, u"0"_s}
                              << u"--times"_s;
    QTest::newRow("retry-after alone")
            << QStringList{u"--retry-after"_s, u"3"_s} << u"retry-after"_s;
    QTest::newRow("latency below zero") << QStringList{u"--latency=-1"_s} << u"--latency"_s;
    QTest::newRow("latency and a half") << QStringList{u"--latency=1.5"_s} << u"--latency"_s;
    QTest::newRow("drop in words") << QStringList{u"--drop"_s, u"x"_s} << u"--drop"_s;
    QTest::newRow("disabled and failing")
            << QStringList{u"--disabled"_s, u"--fail"_s, u"503"_s} << u"disabled"_s;
}

void tst_DataPlaneOptions::refusesWhatMakesNoSense()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);

    const CommandLine commandLine = read(options);
    const auto *usage = std::get_if<BadUsage>(&commandLine);
    QVERIFY(usage);
    QVERIFY2(usage->sentence.contains(named), qPrintable(usage->sentence));
    QVERIFY2(usage->sentence.endsWith(u'.'), qPrintable(usage->sentence));
}

void tst_DataPlaneOptions::helpExplainsEveryOptionAndControl()
{
    const CommandLine commandLine = read({u"--help"_s});
    const auto *help = std::get_if<HelpWanted>(&commandLine);
    QVERIFY(help);
    for (const char *name :
         {"--port", "--address", "--write-key", "--output", "--envelope", "--bodies", "--quiet",
          "--headless", "--exit-with-parent", "--disabled", "--fail", "--times", "--retry-after",
          "--latency", "--drop", "/_control"})
        QVERIFY2(help->text.contains(QLatin1String(name)), name);

    // What the help shows for control must work, but for its drop and its disabled, which are off.
    const qsizetype begin = help->text.indexOf(u"{\"fail\""_s);
    const QString sample = help->text.sliced(begin, help->text.indexOf(u'}', begin) + 1 - begin);
    QVERIFY(std::holds_alternative<Misbehaviour>(Misbehaviour::fromJson(sample.toUtf8())));
}

void tst_DataPlaneOptions::controlTakesWhatTheOptionsTake()
{
    const auto wanted = Misbehaviour::fromJson(
            R"({"fail":503,"times":3,"retryAfter":2,"latency":500,"drop":1,"disabled":false})");
    const auto *misbehaviour = std::get_if<Misbehaviour>(&wanted);
    QVERIFY(misbehaviour);
    QCOMPARE(misbehaviour->fail, 503);
    QCOMPARE(misbehaviour->times, 3);
    QCOMPARE(misbehaviour->retryAfter, 2);
    QCOMPARE(misbehaviour->latency, 500);
    QCOMPARE(misbehaviour->drop, 1);
    QVERIFY(!misbehaviour->disabled);
    QVERIFY(std::get<Misbehaviour>(Misbehaviour::fromJson(R"({"disabled":true})")).disabled);
}

void tst_DataPlaneOptions::controlForgetsWhatItIsNotTold()
{
    auto misbehaviour = std::get<Misbehaviour>(Misbehaviour::fromJson("{}"));
    QVERIFY(!misbehaviour.takeFailure());
    QVERIFY(!misbehaviour.takeDrop());
    QCOMPARE(misbehaviour.delay().count(), 0);
    QVERIFY(!misbehaviour.disabled);
}

void tst_DataPlaneOptions::controlRefusesWhatMakesNoSense_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");

    QTest::newRow("no JSON") << QByteArray("fail") << u"JSON"_s;
    QTest::newRow("array") << QByteArray("[]") << u"object"_s;
    QTest::newRow("unknown key") << QByteArray(R"({"retry-after":2})") << u"retry-after"_s;
    QTest::newRow("number as text") << QByteArray(R"({"fail":"503"})") << u"fail"_s;
    QTest::newRow("out of range") << QByteArray(R"({"fail":200})") << u"300 to 599"_s;
    QTest::newRow("half") << QByteArray(R"({"latency":0.5})") << u"latency"_s;
    QTest::newRow("huge") << QByteArray(R"({"latency":1e300})") << u"latency"_s;
    QTest::newRow("disabled as number") << QByteArray(R"({"disabled":1})") << u"disabled"_s;
    QTest::newRow("times alone") << QByteArray(R"({"times":1})") << u"times"_s;
    QTest::newRow("retryAfter alone") << QByteArray(R"({"retryAfter":1})") << u"fail"_s;
    QTest::newRow("both") << QByteArray(R"({"disabled":true,"fail":503})") << u"disabled"_s;
}

void tst_DataPlaneOptions::controlRefusesWhatMakesNoSense()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, named);

    const auto wanted = Misbehaviour::fromJson(json);
    const auto *problem = std::get_if<QString>(&wanted);
    QVERIFY(problem);
    QVERIFY2(problem->contains(named), qPrintable(*problem));
}

void tst_DataPlaneOptions::failsAsOftenAsTold()
{
    Misbehaviour misbehaviour;
    misbehaviour.fail = 429;
    misbehaviour.times = 2;
    misbehaviour.retryAfter = 5;
    for (int i = 0; i < 2; ++i) {
        const auto answer = misbehaviour.takeFailure();
        QVERIFY(answer);
        QCOMPARE(answer->status, 429);
        QCOMPARE(answer->headers, (Headers{{"Retry-After", "5"}}));
    }
    QVERIFY(!misbehaviour.takeFailure());
    QVERIFY(!misbehaviour.takeFailure());
}

void tst_DataPlaneOptions::failsForEverUnlessTold()
{
    Misbehaviour misbehaviour;
    misbehaviour.fail = 500;
    for (int i = 0; i < 1000; ++i)
        QVERIFY(misbehaviour.takeFailure());
    QVERIFY(misbehaviour.takeFailure()->headers.isEmpty());
}

void tst_DataPlaneOptions::dropsAsOftenAsTold()
{
    Misbehaviour misbehaviour;
    misbehaviour.drop = 2;
    QVERIFY(misbehaviour.takeDrop());
    QVERIFY(misbehaviour.takeDrop());
    QVERIFY(!misbehaviour.takeDrop());
}

QTEST_GUILESS_MAIN(tst_DataPlaneOptions)
#include "tst_dataplane_options.moc"
