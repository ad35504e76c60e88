// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configuration_p.h"
#include "context/context_p.h"
#include "virtualenvironment.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

// Each test has an application object of its own.
class tst_Context : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void whatQtKnowsIsThereOnceGathered();
    void theBytesAreMadeOnce();
    void theMakeJoinsWhatQtKnowsOfTheDevice();
    void theDeviceHasAnIdWhenAskedFor_data();
    void theDeviceHasAnIdWhenAskedFor();
    void theScreenIsThereOnceItIsKnown();
    void theNetworkIsTheMediumItUses_data();
    void theNetworkIsTheMediumItUses();
    void theCallersValuesOverruleWhateverComes();
    void aValueTakesThePlaceOfTheOneBefore();
    void aRefusedValueChangesNothing();
    void theValuesTogetherLeaveRoomForEvents();

    void aClientsEventsCarryItsValues();
    void aCallOverrulesTheClientsValues();
    void theUserAgentIsTheCallersToChoose();
    void aClientMadeBeforeTheApplicationLearnsItsName();
    void theMakeIsReadOnThePipelinesThread();
    void valuesAreSetWhileOtherThreadsRecord();

private:
    static QJsonObject json(Context &context)
    {
        return QJsonDocument::fromJson('{' + context.current()->all() + '}').object();
    }

    int m_argc = 1;
    char m_name[5] = "shop";
    char *m_argv[2] = {m_name, nullptr};
    std::optional<QCoreApplication> m_application;
    const std::shared_ptr<VirtualEnvironment> m_environment =
            std::make_shared<VirtualEnvironment>();
};

void tst_Context::init()
{
    m_application.emplace(m_argc, m_argv);
    QCoreApplication::setApplicationName(u"shop"_s); // outlives the object
    QCoreApplication::setOrganizationDomain(u"example.com"_s);
}

void tst_Context::cleanup()
{
    m_application.reset();
}

void tst_Context::whatQtKnowsIsThereOnceGathered()
{
    Context context(Configuration().setApplicationBuild(u"451"_s), m_environment);
    QCOMPARE(context.current()->all(), QByteArray());
    context.renew(true);
    QCOMPARE(json(context)[u"app"].toObject(),
             QJsonObject({{u"name"_s, u"shop"_s},
                          {u"build"_s, u"451"_s},
                          {u"namespace"_s, u"com.example.shop"_s}}));
    QCoreApplication::setApplicationName(u"another"_s);
    QCOMPARE(json(context)[u"app"][u"name"].toString(), u"shop"_s); // once
    context.renew(true);
    QCOMPARE(json(context)[u"app"][u"name"].toString(), u"another"_s);
}

void tst_Context::theBytesAreMadeOnce()
{
    Context context(Configuration(), m_environment);
    context.renew(true);
    const Context::Snapshot first = context.current();
    QCOMPARE(context.current(), first);
    QVERIFY(!context.setValue(u"fleet"_s, u"north"_s).isError());
    QVERIFY(context.current() != first);
    QVERIFY(!first->all().contains("north")); // whoever writes with it goes on
    const Context::Snapshot second = context.current();
    QVERIFY(context.setValue(u"library"_s, 1).isError());
    QCOMPARE(context.current(), second);
}

void tst_Context::theMakeJoinsWhatQtKnowsOfTheDevice()
{
    Context context(Configuration(), m_environment);
    context.renew(true);
    const QString name = json(context)[u"device"][u"name"].toString();
    QCOMPARE(json(context)[u"device"][u"model"].toString(), QSysInfo::currentCpuArchitecture());
    context.setDeviceMake({u"LENOVO"_s, {}});
    QCOMPARE(json(context)[u"device"][u"manufacturer"].toString(), u"LENOVO"_s);
    QCOMPARE(json(context)[u"device"][u"model"].toString(), QSysInfo::currentCpuArchitecture());
    context.setDeviceMake({u"LENOVO"_s, u"20XW"_s});
    QCOMPARE(json(context)[u"device"][u"model"].toString(), u"20XW"_s);
    QCOMPARE(json(context)[u"device"][u"name"].toString(), name);
    context.renew(true);
    QCOMPARE(json(context)[u"device"][u"model"].toString(), u"20XW"_s);
}

void tst_Context::theDeviceHasAnIdWhenAskedFor_data()
{
    QTest::addColumn<bool>("isWanted");
    QTest::addColumn<QByteArray>("machine");
    QTest::addColumn<bool>("isThere");
    const QByteArray machine("0123456789abcdef0123456789abcdef");
    QTest::newRow("by default") << false << machine << false;
    QTest::newRow("asked for") << true << machine << true;
    QTest::newRow("asked for, but not known") << true << QByteArray() << false;
}

void tst_Context::theDeviceHasAnIdWhenAskedFor()
{
    QFETCH(bool, isWanted);
    QFETCH(QByteArray, machine);
    QFETCH(bool, isThere);
    m_environment->machine = machine;
    Context context(Configuration().setDeviceIdEnabled(isWanted), m_environment);
    context.renew(true);
    QCOMPARE(json(context)[u"device"].toObject().contains(u"id"), isThere);
    QVERIFY(!context.current()->all().contains("0123456789abcdef"));
}

void tst_Context::theScreenIsThereOnceItIsKnown()
{
    Context context(Configuration(), m_environment);
    context.renew(true);
    QVERIFY(!json(context).contains(u"screen"));
    context.setScreen({QSize(1280, 800), 1.5});
    QCOMPARE(json(context)[u"screen"].toObject(),
             QJsonObject({{u"width"_s, 1280}, {u"height"_s, 800}, {u"density"_s, 1.5}}));
    const Context::Snapshot before = context.current();
    context.setScreen({QSize(1280, 800), 1.5});
    QCOMPARE(context.current(), before);
}

void tst_Context::theNetworkIsTheMediumItUses_data()
{
    QTest::addColumn<NetworkMedium>("medium");
    QTest::addColumn<QJsonValue>("network");
    const auto row = [](const char *name, NetworkMedium medium, bool wifi, bool cellular,
                        bool bluetooth) {
        QTest::newRow(name) << medium
                            << QJsonValue(QJsonObject({{u"wifi"_s, wifi},
                                                       {u"cellular"_s, cellular},
                                                       {u"bluetooth"_s, bluetooth}}));
    };
    row("Wi-Fi", NetworkMedium::WiFi, true, false, false);
    row("cellular", NetworkMedium::Cellular, false, true, false);
    row("Bluetooth", NetworkMedium::Bluetooth, false, false, true);
    row("Ethernet", NetworkMedium::Ethernet, false, false, false);
    QTest::newRow("not known") << NetworkMedium::Unknown << QJsonValue(QJsonValue::Undefined);
}

void tst_Context::theNetworkIsTheMediumItUses()
{
    QFETCH(NetworkMedium, medium);
    QFETCH(QJsonValue, network);
    Context context(Configuration(), m_environment);
    for (const NetworkMedium before : {NetworkMedium::Unknown, NetworkMedium::WiFi}) {
        context.setNetwork(before);
        context.setNetwork(medium);
        QCOMPARE(json(context).value(u"network"), network);
    }
}

void tst_Context::theCallersValuesOverruleWhateverComes()
{
    Context context(Configuration(), m_environment);
    QVERIFY(!context.setValue(u"device"_s, QVariant::fromValue(Properties{{u"model"_s, u"K-9"_s}}))
                     .isError());
    QVERIFY(!context.setValue(u"locale"_s, QVariant::fromValue(nullptr)).isError());
    context.renew(true);
    context.setDeviceMake({u"LENOVO"_s, u"20XW"_s});
    QCOMPARE(json(context)[u"device"][u"model"].toString(), u"K-9"_s);
    QCOMPARE(json(context)[u"device"][u"manufacturer"].toString(), u"LENOVO"_s);
    QVERIFY(json(context)[u"locale"].isNull());
    QVERIFY(!context.setValue(u"device"_s, {}).isError());
    QCOMPARE(json(context)[u"device"][u"model"].toString(), u"20XW"_s);
}

void tst_Context::aValueTakesThePlaceOfTheOneBefore()
{
    Context context(Configuration(), m_environment);
    const auto set = [&](const Properties &value) {
        return !context.setValue(u"unit"_s, QVariant::fromValue(value)).isError();
    };
    QVERIFY(set({{u"a"_s, 1}}));
    QVERIFY(set({{u"b"_s, 2}}));
    QCOMPARE(context.current()->all(), QByteArray(R"("unit":{"b":2})"));
    QVERIFY(!context.setValue(u"unit"_s, QVariant::fromValue(QJsonValue(QJsonValue::Undefined)))
                     .isError());
    QCOMPARE(context.current()->all(), QByteArray());
    QVERIFY(!context.setValue(u"unit"_s, {}).isError()); // there is none
}

void tst_Context::aRefusedValueChangesNothing()
{
    Context context(Configuration(), m_environment);
    QVERIFY(!context.setValue(u"externalId"_s, QVariantList()).isError());
    const Error error = context.setValue(u"externalId"_s, u"1"_s);
    QCOMPARE(error.code(), Error::Code::WrongType);
    QCOMPARE(context.current()->all(), QByteArray(R"("externalId":[])"));
}

void tst_Context::theValuesTogetherLeaveRoomForEvents()
{
    Context context(Configuration().setMaxEventBytes(2000), m_environment);
    QVERIFY(!context.setValue(u"a"_s, QString(600, u'x')).isError());
    QCOMPARE(context.setValue(u"b"_s, QString(600, u'x')).code(), Error::Code::TooLarge);
    QVERIFY(!context.setValue(u"a"_s, QString(300, u'x')).isError());
    QVERIFY(!context.setValue(u"b"_s, QString(600, u'x')).isError());
}

void tst_Context::aClientsEventsCarryItsValues()
{
    EventRecorder recorder;
    Analytics north(recorder.configuration());
    Analytics south(recorder.configuration());
    QVERIFY(!north.setContextValue(u"fleet"_s, u"north"_s).isError());
    QVERIFY(!north.setContextValue(u"app"_s, {{u"build"_s, u"7"_s}}).isError());
    QVERIFY(!south.setContextValue(u"fleet"_s, u"south"_s).isError());
    north.track(u"e"_s);
    south.track(u"e"_s);
    north.track(u"e"_s, {}, CallOptions().setUserId(u"another"_s));
    const QList<AcceptedEvent> events = recorder.events();
    QCOMPARE(events.at(0).json()[u"context"][u"fleet"].toString(), u"north"_s);
    QCOMPARE(events.at(0).json()[u"context"][u"app"][u"build"].toString(), u"7"_s);
    QCOMPARE(events.at(0).json()[u"context"][u"app"][u"name"].toString(), u"shop"_s);
    QCOMPARE(events.at(1).json()[u"context"][u"fleet"].toString(), u"south"_s);
    QVERIFY(!events.at(1).json()[u"context"][u"app"].toObject().contains(u"build"));
    QCOMPARE(events.at(2).json()[u"context"][u"fleet"].toString(), u"north"_s);
}

void tst_Context::aCallOverrulesTheClientsValues()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    QVERIFY(!client.setContextValue(u"unit"_s, {{u"line"_s, 1}, {u"place"_s, 2}}).isError());
    client.track(u"e"_s, {}, CallOptions().setContext({{u"unit"_s, Properties{{u"place"_s, 3}}}}));
    client.track(u"e"_s);
    QCOMPARE(recorder.events().at(0).json()[u"context"][u"unit"].toObject(),
             QJsonObject({{u"line"_s, 1}, {u"place"_s, 3}}));
    QCOMPARE(recorder.events().at(1).json()[u"context"][u"unit"].toObject(),
             QJsonObject({{u"line"_s, 1}, {u"place"_s, 2}}));
}

void tst_Context::theUserAgentIsTheCallersToChoose()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    const auto sent = [&] {
        return recorder.events().last().json()[u"context"][u"userAgent"].toString();
    };
    client.track(u"e"_s);
    QVERIFY(sent().startsWith(u"rudder-sdk-qt/"));
    QVERIFY(!client.setContextValue(u"userAgent"_s, u"unit/1"_s).isError());
    client.track(u"e"_s);
    QCOMPARE(sent(), u"unit/1"_s);
    client.track(u"e"_s, {}, CallOptions().setContext({{u"userAgent"_s, u"unit/2"_s}}));
    QCOMPARE(sent(), u"unit/2"_s);
}

void tst_Context::aClientMadeBeforeTheApplicationLearnsItsName()
{
    m_application.reset();
    const QTemporaryDir folder;
    EventRecorder recorder;
    Analytics recorded(recorder.configuration());
    QVERIFY(recorded.track(u"early"_s).accepted());
    m_application.emplace(m_argc, m_argv);
    QCoreApplication::setApplicationVersion(u"3.2.1"_s);
    QTRY_COMPARE(recorder.events().size(), 1);
    const auto version = [&] {
        recorded.track(u"late"_s);
        return recorder.events().last().json()[u"context"][u"app"][u"version"].toString();
    };
    QTRY_COMPARE(version(), u"3.2.1"_s);
    QCoreApplication::setApplicationVersion({});
}

namespace {

// The system's, but for the make of the device.
class MadeEnvironment final : public Environment
{
public:
    qint64 wallClock() const override { return m_system->wallClock(); }
    qint64 bootClock() const override { return m_system->bootClock(); }
    QByteArray bootId() const override { return m_system->bootId(); }
    qint64 earliestTime() const override { return 0; }
    double random() override { return m_system->random(); }
    std::unique_ptr<Ticker> makeTicker(std::function<void()> onTick) override
    {
        return m_system->makeTicker(std::move(onTick));
    }
    std::unique_ptr<Transport> makeTransport(const Configuration &configuration) override
    {
        return m_system->makeTransport(configuration);
    }
    DeviceMake deviceMake() const override
    {
        isReadByAnother = std::this_thread::get_id() != m_maker;
        ++reads;
        return {u"Acme"_s, u"Rocket"_s};
    }

    mutable std::atomic<bool> isReadByAnother = false;
    mutable std::atomic<int> reads = 0;

private:
    const std::shared_ptr<Environment> m_system = Environment::system();
    const std::thread::id m_maker = std::this_thread::get_id();
};

} // namespace

void tst_Context::theMakeIsReadOnThePipelinesThread()
{
    const QTemporaryDir folder;
    const auto environment = std::make_shared<MadeEnvironment>();
    Configuration configuration(u"KEY"_s, QUrl(u"http://127.0.0.1:9"_s));
    configuration.setStorageLocation(folder.path());
    ConfigurationData::of(configuration)->environment = environment;
    const auto made = [&](Analytics &client) {
        client.track(u"e"_s);
        return QTest::qWaitFor([&] { return client.storage() == Analytics::Storage::Database; });
    };
    {
        Analytics client(configuration);
        QVERIFY(made(client));
        QVERIFY(environment->isReadByAnother);
        QCOMPARE(environment->reads, 1);
    }
    Analytics another(configuration);
    QVERIFY(made(another));
    QCOMPARE(environment->reads, 2);
}

// Each event has one value as it was set, never half of it and half of the next.
void tst_Context::valuesAreSetWhileOtherThreadsRecord()
{
    constexpr int threads = 8;
    constexpr int eventsEach = 200;
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    std::atomic<int> running = threads;
    std::vector<std::thread> recording;
    for (int i = 0; i < threads; ++i) {
        recording.emplace_back([&] {
            for (int event = 0; event < eventsEach; ++event) {
                CallOptions options;
                if (event % 2 == 1)
                    options.setContext({{u"pair"_s, Properties{{u"own"_s, event}}}});
                client.track(u"e"_s, {}, options);
            }
            --running;
        });
    }
    for (int round = 0; running > 0; ++round) {
        client.setContextValue(u"pair"_s, {{u"a"_s, round}, {u"b"_s, round}});
        if (round % 10 == 0)
            client.setContextValue(u"pair"_s, nullptr);
    }
    for (std::thread &thread : recording)
        thread.join();
    const QList<AcceptedEvent> events = recorder.events();
    QCOMPARE(events.size(), threads * eventsEach);
    for (const AcceptedEvent &event : events) {
        const QJsonObject pair = event.json()[u"context"][u"pair"].toObject();
        QCOMPARE(pair[u"a"], pair[u"b"]);
    }
}

QTEST_APPLESS_MAIN(tst_Context)
#include "tst_context.moc"
