// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "receivedevents.h"
#include "warnings.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>
#include <RudderQt/QuickAnalytics>

#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Qt::StringLiterals;
using Rudder::Analytics;
using Rudder::Configuration;
using Rudder::Error;
using Rudder::QuickAnalytics;

namespace {

// An engine with the module imported, in which expressions can be evaluated.
class Window
{
public:
    Window()
    {
        QQmlComponent component(&engine);
        component.setData("import QtQml; import RudderQt;"
                          "QtObject { function run(code: string): var { return eval(code) } "
                          "  property int state: Analytics.state;"
                          "  property int lost: 0;"
                          "  property real skew: Analytics.clockSkew;"
                          "  property string user: Analytics.userId }",
                          QUrl());
        object.reset(component.create());
        if (!object)
            qFatal("%s", qPrintable(component.errorString()));
    }

    QVariant run(const QString &code) const
    {
        QVariant result;
        QMetaObject::invokeMethod(object.get(), "run", Q_RETURN_ARG(QVariant, result),
                                  Q_ARG(QString, code));
        return result;
    }

    QuickAnalytics *singleton()
    {
        return engine.singletonInstance<QuickAnalytics *>(qmlTypeId("RudderQt", 1, 0, "Analytics"));
    }

    QQmlEngine engine;
    std::unique_ptr<QObject> object;
};

const QString noClient = u"Analytics has no client: call Analytics.setup() in QML or "
                         "Rudder::QuickAnalytics::setClient() in C++ first."_s;

} // namespace

class TstQuickClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void engineBeforeTheClient();
    void clientBeforeTheEngine();
    void twoEnginesShareTheClient();
    void clientDestroyedBeforeTheEngine();
    void clientDestroyedByAGetterOfItsOwnCall();
    void engineDestroyedBeforeTheClient();
    void withoutAClientNothingCrashes();
    void anotherClientTakesOver();
    void setupMakesTheClient();
    void setupIsRefused_data();
    void setupIsRefused();
    void setupOnceOnly();
    void clientOfSetupMayBeDestroyedByCpp();
    void propertiesAreThoseOfTheClient();
    void theClocksDifferenceIsAProperty();
    void whatALimitDropsIsTold();
    void enabledCanBeWritten();
    void badCallInTheHandlerOfARefusalEnds();
    void contextValuesAreInEveryEvent();
    void contextValueIsRefused_data();
    void contextValueIsRefused();

private:
    Configuration configuration() const;
    std::unique_ptr<Analytics> makeClient() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ReceivedEvents> m_received;
    std::unique_ptr<Warnings> m_warnings;
};

void TstQuickClient::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_received = std::make_unique<ReceivedEvents>();
    m_warnings = std::make_unique<Warnings>();
}

void TstQuickClient::cleanup()
{
    QuickAnalytics::setClient(nullptr);
    m_warnings.reset();
    m_received.reset();
    m_folder.reset();
}

Configuration TstQuickClient::configuration() const
{
    return Configuration(u"key"_s, m_received->url())
            .setStorageLocation(m_folder->path())
            .setFlushAt(1);
}

std::unique_ptr<Analytics> TstQuickClient::makeClient() const
{
    return std::make_unique<Analytics>(configuration());
}

void TstQuickClient::engineBeforeTheClient()
{
    Window window;
    QCOMPARE(window.object->property("state").toInt(), int(QuickAnalytics::State::Disabled));

    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    QCOMPARE(window.object->property("state").toInt(), int(client->state()));
    const QString messageId = window.run(u"Analytics.track('e')"_s).toString();
    QVERIFY(!messageId.isEmpty());
    QTRY_COMPARE(m_received->byMessageId(messageId)[u"event"].toString(), u"e"_s);
}

void TstQuickClient::clientBeforeTheEngine()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    QCOMPARE(QuickAnalytics::client(), client.get());
    Window window;
    const QString messageId = window.run(u"Analytics.screen('s')"_s).toString();
    QVERIFY(!messageId.isEmpty());
    QTRY_COMPARE(m_received->byMessageId(messageId)[u"name"].toString(), u"s"_s);
}

void TstQuickClient::twoEnginesShareTheClient()
{
    const auto client = makeClient();
    Window first;
    QuickAnalytics::setClient(client.get());
    Window second;
    QVERIFY(first.singleton());
    QVERIFY(first.singleton() != second.singleton());

    QSignalSpy identity(second.singleton(), &QuickAnalytics::identityChanged);
    first.run(u"Analytics.identify('u', {a: 1})"_s);
    QTRY_COMPARE(second.object->property("user").toString(), u"u"_s);
    QVERIFY(identity.size() > 0);
    QVERIFY(!second.run(u"Analytics.track('e')"_s).toString().isEmpty());
}

void TstQuickClient::clientDestroyedBeforeTheEngine()
{
    Window window;
    auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    client->identify(u"u"_s);
    QTRY_COMPARE(window.object->property("user").toString(), u"u"_s);

    client.reset();
    QCOMPARE(QuickAnalytics::client(), nullptr);
    QCOMPARE(window.object->property("user").toString(), QString());
    QCOMPARE(window.object->property("state").toInt(), int(QuickAnalytics::State::Disabled));
    QCOMPARE(window.run(u"Analytics.track('e')"_s).toString(), QString());
    QCOMPARE(m_warnings->take(), QStringList(u"track: "_s + noClient));
}

void TstQuickClient::clientDestroyedByAGetterOfItsOwnCall()
{
    Window window;
    auto *client = makeClient().release();
    QuickAnalytics::setClient(client);
    connect(window.singleton(), &QObject::objectNameChanged, this, [client] { delete client; });

    window.run(u"Analytics.track('e', {get a() { Analytics.objectName = 'x' }})"_s);
    QCOMPARE(QuickAnalytics::client(), nullptr);
    QCOMPARE(m_warnings->take(), QStringList(u"track: "_s + noClient));
}

void TstQuickClient::engineDestroyedBeforeTheClient()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    QString messageId;
    {
        Window window;
        messageId = window.run(u"Analytics.track('e')"_s).toString();
        window.run(u"Analytics.flush(5000, function() {})"_s);
    }
    QTRY_VERIFY(!m_received->byMessageId(messageId).isEmpty());
    QVERIFY(client->track(u"e"_s).accepted());
}

void TstQuickClient::withoutAClientNothingCrashes()
{
    Window window;
    QSignalSpy refused(window.singleton(), &QuickAnalytics::refused);
    for (const char *call :
         {"identify('u')", "track('e')", "page('p')", "screen('s')", "group('g')",
          "alias('u', 'p')", "reset()", "setContextValue('k', 1)", "flush()", "shutdown(5)",
          "setAnonymousId('a')", "startSession()", "endSession()", "grantConsent()",
          "grantConsent(['ads'])", "denyConsent()", "deepLinkOpened('shop://')", "purge()"}) {
        const QString code = QString::fromLatin1(call);
        window.run(u"Analytics."_s + code);
        const QString name = code.left(code.indexOf(u'('));
        QCOMPARE(m_warnings->take(), QStringList(name + u": "_s + noClient));
        QCOMPARE(refused.takeFirst().at(0).value<Error>(), Error(Error::Code::NoClient, noClient));
    }
    window.run(u"Analytics.enabled = true"_s);
    QCOMPARE(m_warnings->take(), QStringList(u"enabled: "_s + noClient));
    QCOMPARE(window.run(u"[Analytics.enabled, Analytics.anonymousId, Analytics.userId,"
                        " JSON.stringify(Analytics.traits), Analytics.groupId,"
                        " Analytics.queuedCount, Analytics.storage === Analytics.Opening,"
                        " Analytics.lastError.code === RudderError.NoError,"
                        " JSON.stringify(Analytics.groupTraits), Analytics.sessionId,"
                        " Analytics.consent.state === RudderConsent.Unknown].join()"_s)
                     .toString(),
             u"false,,,{},,0,true,true,{},0,true"_s);
}

void TstQuickClient::anotherClientTakesOver()
{
    Window window;
    const auto first = makeClient();
    QuickAnalytics::setClient(first.get());
    const auto second = std::make_unique<Analytics>(configuration().setQueueName(u"second"_s));
    QuickAnalytics::setClient(second.get());
    window.run(u"Analytics.identify('u')"_s);
    QCOMPARE(second->userId(), u"u"_s);
    QCOMPARE(first->userId(), QString());

    QSignalSpy identity(window.singleton(), &QuickAnalytics::identityChanged);
    first->identify(u"other"_s);
    QSignalSpy own(first.get(), &Analytics::identityChanged);
    QTRY_VERIFY(own.size() > 0 || first->userId() == u"other"_s);
    QCOMPARE(window.run(u"Analytics.userId"_s).toString(), u"u"_s);
}

void TstQuickClient::setupMakesTheClient()
{
    Window window;
    const QString options = u"{writeKey: 'key', dataPlaneUrl: '%1', storageLocation: '%2', "
                            "flushAt: 1, flushInterval: 500, gzip: false}"_s.arg(
                                    m_received->url().toString(), m_folder->path());
    QCOMPARE(window.run(u"Analytics.setup(%1)"_s.arg(options)).toBool(), true);
    QVERIFY(QuickAnalytics::client());
    QCOMPARE(QuickAnalytics::client()->configuration().flushAt(), 1);
    const QString messageId = window.run(u"Analytics.track('e')"_s).toString();
    QTRY_VERIFY(!m_received->byMessageId(messageId).isEmpty());
    QCOMPARE(m_warnings->take(), QStringList());

    QPointer<Analytics> made = QuickAnalytics::client();
    QuickAnalytics::setClient(nullptr);
    QVERIFY(!made);
}

void TstQuickClient::setupIsRefused_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << u"undefined"_s << u"\"options\" must be an object."_s;
    QTest::newRow("a text") << u"'key'"_s << u"\"options\" must be an object."_s;
    QTest::newRow("a list") << u"['key']"_s << u"\"options\" must be an object."_s;
    QTest::newRow("an unknown option")
            << u"{writekey: 'key'}"_s << u"\"writekey\" is not an option."_s;
    QTest::newRow("a wrong type") << u"{flushAt: '20'}"_s
                                  << u"\"flushAt\" must be a whole number."_s;
    QTest::newRow("a function") << u"{writeKey: function() {}}"_s
                                << u"\"options.writeKey\" is a function, left out."_s;
    QTest::newRow("a Symbol") << u"{writeKey: Symbol()}"_s
                              << u"\"options.writeKey\" is a Symbol, left out."_s;
    QTest::newRow("an object in itself")
            << u"(o => { o.o = o; return o })({})"_s
            << u"\"options.o\" refers back to an object that contains it."_s;
}

void TstQuickClient::setupIsRefused()
{
    QFETCH(QString, options);
    QFETCH(QString, sentence);
    Window window;
    QCOMPARE(window.run(u"Analytics.setup(%1)"_s.arg(options)).toBool(), false);
    QCOMPARE(QuickAnalytics::client(), nullptr);
    QCOMPARE(m_warnings->take(), QStringList(u"setup: "_s + sentence));
}

void TstQuickClient::setupOnceOnly()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    Window window;
    QCOMPARE(window.run(u"Analytics.setup({writeKey: 'other'})"_s).toBool(), false);
    QCOMPARE(m_warnings->take(),
             QStringList(u"setup: Analytics has a client already: set it up once."_s));
    QCOMPARE(QuickAnalytics::client(), client.get());
}

void TstQuickClient::clientOfSetupMayBeDestroyedByCpp()
{
    Window window;
    const QString setup =
            u"Analytics.setup({storageLocation: '%1', writeKey: 'key', "
            "dataPlaneUrl: '%2'})"_s.arg(m_folder->path(), m_received->url().toString());
    QVERIFY(window.run(setup).toBool());
    delete QuickAnalytics::client();
    QCOMPARE(QuickAnalytics::client(), nullptr);
    QVERIFY(window.run(setup).toBool());
    QVERIFY(!window.run(u"Analytics.track('e')"_s).toString().isEmpty());
}

void TstQuickClient::propertiesAreThoseOfTheClient()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    Window window;
    QuickAnalytics *const singleton = window.singleton();
    QSignalSpy stored(singleton, &QuickAnalytics::stored);
    QSignalSpy delivered(singleton, &QuickAnalytics::delivered);
    QSignalSpy state(singleton, &QuickAnalytics::stateChanged);
    QSignalSpy storage(singleton, &QuickAnalytics::storageChanged);

    window.run(u"Analytics.identify('u', {email: 'e'}); Analytics.group('g'); Analytics.flush()"_s);
    QTRY_COMPARE(window.run(u"Analytics.groupId"_s).toString(), u"g"_s);
    QTRY_VERIFY(delivered.size() > 0);
    QTRY_VERIFY(window.run(u"Analytics.state === Analytics.Idle"_s).toBool());
    QVERIFY(stored.size() > 0);
    QVERIFY(state.size() > 0);
    QVERIFY(storage.size() > 0);

    QCOMPARE(window.run(u"Analytics.userId"_s).toString(), u"u"_s);
    QCOMPARE(window.run(u"Analytics.traits.email"_s).toString(), u"e"_s);
    QCOMPARE(window.run(u"Analytics.anonymousId"_s).toString(), client->anonymousId());
    QVERIFY(window.run(u"Analytics.storage === Analytics.Database"_s).toBool());
    QCOMPARE(window.run(u"Analytics.queuedCount"_s).toInt(), 0);
    QVERIFY(window.run(u"Analytics.enabled"_s).toBool());

    window.run(u"Analytics.reset()"_s);
    QTRY_COMPARE(window.object->property("user").toString(), QString());
}

void TstQuickClient::theClocksDifferenceIsAProperty()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            if (socket->readAll().endsWith("\"}")) // a whole batch, not compressed
                socket->write("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:01 GMT\r\n"
                              "Content-Length: 0\r\n\r\n");
        });
    });
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
    Analytics client(configuration().setDataPlaneUrl(url).setGzip(false));
    QuickAnalytics::setClient(&client);
    Window window;
    QCOMPARE(window.object->property("skew").toDouble(), 0);
    window.run(u"Analytics.track('e')"_s);
    QTRY_VERIFY(client.clockSkew() > 1'700'000'000'000);
    QCOMPARE(window.object->property("skew").toLongLong(), client.clockSkew());
}

void TstQuickClient::whatALimitDropsIsTold()
{
    Analytics client(configuration().setMaxStoredEvents(2).setFlushAt(100).setLifecycleEvents(
            Configuration::LifecycleEvent::None));
    QuickAnalytics::setClient(&client);
    Window window;
    window.run(u"Analytics.dropped.connect((reason, count) => {"
               "  if (reason === Analytics.StorageFull) lost += count })"_s);
    window.run(u"for (let i = 0; i < 5; ++i) Analytics.track('e')"_s);
    QTRY_COMPARE(window.object->property("lost").toInt(), 3);
    QCOMPARE(window.run(u"Analytics.droppedCount(Analytics.StorageFull)"_s).toInt(), 3);
}

void TstQuickClient::enabledCanBeWritten()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    Window window;
    QSignalSpy enabled(window.singleton(), &QuickAnalytics::enabledChanged);
    window.run(u"Analytics.enabled = false"_s);
    QCOMPARE(client->isEnabled(), false);
    QTRY_COMPARE(enabled.size(), 1);
    // Whoever switched it off need not hear of each call.
    QCOMPARE(window.run(u"Analytics.track('e')"_s).toString(), QString());
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickClient::badCallInTheHandlerOfARefusalEnds()
{
    const auto client = makeClient();
    QuickAnalytics::setClient(client.get());
    Window window;
    window.run(u"Analytics.refused.connect(() => Analytics.track('')); Analytics.track('')"_s);
    QCOMPARE(m_warnings->take().size(), 2);
}

void TstQuickClient::contextValuesAreInEveryEvent()
{
    Rudder::EventRecorder recorder;
    Analytics client(recorder.configuration());
    QuickAnalytics::setClient(&client);
    const Window window;
    const auto sent = [&](const QString &key) {
        window.run(u"Analytics.track('e')"_s);
        return recorder.events().last().json()[u"context"].toObject().value(key);
    };
    QCOMPARE(window.run(u"Analytics.setContextValue('fleet', 'north')"_s), QVariant(true));
    QCOMPARE(sent(u"fleet"_s), u"north"_s);
    window.run(u"Analytics.setContextValue('fleet', { lines: [1, 2], at: new Date(0) })"_s);
    QCOMPARE(sent(u"fleet"_s)[u"lines"][1].toInt(), 2);
    QCOMPARE(sent(u"fleet"_s)[u"at"].toString(), u"1970-01-01T00:00:00.000Z"_s);
    window.run(u"Analytics.setContextValue('library', 1)"_s);
    QCOMPARE(m_warnings->take().size(), 1);

    window.run(u"Analytics.setContextValue('device', { type: 'kiosk' })"_s);
    QCOMPARE(sent(u"device"_s)[u"type"].toString(), u"kiosk"_s);
    QVERIFY(!sent(u"device"_s)[u"model"].toString().isEmpty());
    QCOMPARE(window.run(u"Analytics.setContextValue('fleet', null)"_s), QVariant(true));
    QVERIFY(sent(u"fleet"_s).isNull());
    QCOMPARE(window.run(u"Analytics.setContextValue('fleet', undefined)"_s), QVariant(true));
    QVERIFY(sent(u"fleet"_s).isUndefined());
    window.run(u"Analytics.setContextValue('fleet', { call: () => 1, line: 1 })"_s);
    QCOMPARE(sent(u"fleet"_s).toObject(), QJsonObject({{u"line"_s, 1}}));
    QCOMPARE(m_warnings->take(),
             QStringList(u"setContextValue: \"fleet.call\" is a function, left out"_s));
}

void TstQuickClient::contextValueIsRefused_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const QString &arguments, const QString &sentence) {
        QTest::addRow("(%s)", qPrintable(arguments)) << arguments << sentence;
    };
    row(u""_s, u"\"key\" must be a string."_s);
    row(u"5, 1"_s, u"\"key\" must be a string."_s);
    row(u"'', 1"_s, u"A context value must have a key."_s);
    row(u"'k', () => 1"_s, u"\"k\" is a function, left out."_s);
    row(u"'sessionId', 1"_s, u"\"sessionId\" can't be set, for it says what the client does."_s);
    row(u"'externalId', [{ type: 'a', id: 1 }]"_s,
        u"\"externalId\" must be a list of objects, each with two texts, \"type\" and \"id\"."_s);
    row(u"'k', (() => { const o = {}; o.o = o; return o })()"_s,
        u"\"k.o\" refers back to an object that contains it."_s);
}

void TstQuickClient::contextValueIsRefused()
{
    QFETCH(QString, arguments);
    QFETCH(QString, sentence);
    Rudder::EventRecorder recorder;
    Analytics client(recorder.configuration());
    QuickAnalytics::setClient(&client);
    Window window;
    QVERIFY(!client.setContextValue(u"k"_s, u"before"_s).isError());
    const QSignalSpy refused(window.singleton(), &QuickAnalytics::refused);
    QCOMPARE(window.run(u"Analytics.setContextValue(%1)"_s.arg(arguments)), QVariant(false));
    QCOMPARE(m_warnings->take(), QStringList(u"setContextValue: "_s + sentence));
    QCOMPARE(refused.size(), 1);
    client.track(u"e"_s);
    QCOMPARE(recorder.events().last().json()[u"context"][u"k"].toString(), u"before"_s);
}

QTEST_MAIN(TstQuickClient)
#include "tst_quickclient.moc"
