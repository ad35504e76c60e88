// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "receivedevents.h"
#include "warnings.h"

#include <RudderQt/Analytics>
#include <RudderQt/QuickAnalytics>

#include <QtCore/qjsonarray.h>
#include <QtCore/qtemporarydir.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Rudder::Analytics;
using Rudder::Configuration;
using Rudder::Error;
using Rudder::QuickAnalytics;

class TstQuickCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void bothFormsArriveAsTheSameEvent_data();
    void bothFormsArriveAsTheSameEvent();
    void valuesArriveAsJson();
    void optionsThatNameAnotherUserGetNothingOfTheRemembered();
    void badInputIsRefusedWithOneWarning_data();
    void badInputIsRefusedWithOneWarning();
    void badInputInsideIsWarnedOfAndSent_data();
    void badInputInsideIsWarnedOfAndSent();
    void scriptGoesOnAfterAGetterThatThrew();
    void flushCallsBackWithWhatBecameOfTheEvents();
    void flushTakesACallbackAlone();
    void flushIsRefusedWithAWrongArgument();
    void flushCallsBackWithoutAClient();
    void purgeCallsBackWhenAllIsErased();
    void purgeIsRefusedWithAWrongArgument();
    void shutdownCallsBackWithWhatBecameOfTheEvents();
    void shutdownNeedsADeadline();
    void callbackThatThrowsIsWarnedOf();

private:
    QVariant run(const QString &code);
    QString refusedBecause(const QString &call);
    QJsonObject arrived(const QString &messageId);

    QTemporaryDir m_folder;
    std::unique_ptr<ReceivedEvents> m_received;
    std::unique_ptr<Warnings> m_warnings;
    std::unique_ptr<Analytics> m_client;
    std::unique_ptr<QQmlEngine> m_engine;
    std::unique_ptr<QObject> m_script;
};

void TstQuickCalls::initTestCase()
{
    m_received = std::make_unique<ReceivedEvents>();
    m_warnings = std::make_unique<Warnings>();
    m_client = std::make_unique<Analytics>(Configuration(u"key"_s, m_received->url())
                                                   .setStorageLocation(m_folder.path())
                                                   .setFlushAt(1));
    QuickAnalytics::setClient(m_client.get());
    m_engine = std::make_unique<QQmlEngine>();
    QQmlComponent component(m_engine.get(), QUrl::fromLocalFile(QFINDTESTDATA("Script.qml")));
    m_script.reset(component.create());
    QVERIFY2(m_script, qPrintable(component.errorString()));
}

void TstQuickCalls::cleanupTestCase()
{
    m_script.reset();
    m_engine.reset();
    QuickAnalytics::setClient(nullptr);
    m_client.reset();
    m_warnings.reset();
    m_received.reset();
}

void TstQuickCalls::init()
{
    m_warnings->take();
}

QVariant TstQuickCalls::run(const QString &code)
{
    QVariant result;
    QMetaObject::invokeMethod(m_script.get(), "run", Q_RETURN_ARG(QVariant, result),
                              Q_ARG(QString, code));
    return result;
}

QString TstQuickCalls::refusedBecause(const QString &call)
{
    m_script->setProperty("refusal", QString());
    if (!run(call).toString().isEmpty())
        return u"accepted"_s;
    return m_script->property("refusal").toString();
}

// What is the same for each event of a kind.
QJsonObject TstQuickCalls::arrived(const QString &messageId)
{
    [&] { QTRY_VERIFY(!m_received->byMessageId(messageId).isEmpty()); }();
    QJsonObject event = m_received->byMessageId(messageId);
    for (const char *key : {"messageId", "originalTimestamp", "sentAt"})
        event.remove(QLatin1String(key));
    return event;
}

void TstQuickCalls::bothFormsArriveAsTheSameEvent_data()
{
    QTest::addColumn<QString>("positional");
    QTest::addColumn<QString>("message");
    QTest::newRow("identify") << u"identify('u', {email: 'name@website.com', friends: 21})"_s
                              << u"identify({userId: 'u', traits: {email: 'name@website.com', "
                                 "friends: 21}})"_s;
    QTest::newRow("track")
            << u"track('Item Viewed', {revenue: 19.95}, {context: {ip: '1.2.3.4'}})"_s
            << u"track({event: 'Item Viewed', properties: {revenue: 19.95}, "
               "context: {ip: '1.2.3.4'}})"_s;
    QTest::newRow("track for another user")
            << u"track('e', {}, {userId: 123456, timestamp: new Date(0)})"_s
            << u"track({event: 'e', properties: {}, userId: '123456', timestamp: new Date(0)})"_s;
    QTest::newRow("page") << u"page('Pizza', {title: 'Pizza'}, {category: 'Food'})"_s
                          << u"page({name: 'Pizza', properties: {title: 'Pizza'}, "
                             "category: 'Food'})"_s;
    QTest::newRow("screen") << u"screen('Pizza', {screenSize: 10})"_s
                            << u"screen({name: 'Pizza', properties: {screenSize: 10}})"_s;
    QTest::newRow("group") << u"group('1', {name: 'Company'}, {integrations: {All: true}})"_s
                           << u"group({groupId: 1, traits: {name: 'Company'}, "
                              "integrations: {All: true}})"_s;
    QTest::newRow("alias") << u"alias('new', 'old')"_s
                           << u"alias({userId: 'new', previousId: 'old'})"_s;
}

void TstQuickCalls::bothFormsArriveAsTheSameEvent()
{
    QFETCH(QString, positional);
    QFETCH(QString, message);
    const QJsonObject first = arrived(run(u"Analytics."_s + positional).toString());
    const QJsonObject second = arrived(run(u"Analytics."_s + message).toString());
    QVERIFY(!first.isEmpty());
    QCOMPARE(first[u"type"].toString(), positional.left(positional.indexOf(u'(')));
    QCOMPARE(first, second);
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickCalls::valuesArriveAsJson()
{
    const QString id = run(u"Analytics.track('e', {n: 21, x: null, u: undefined, at: new Date(0), "
                           "list: [1, undefined], where: Qt.point(1, 2)})"_s)
                               .toString();
    const QJsonObject expected{
            {u"n"_s, 21},
            {u"x"_s, QJsonValue()},
            {u"at"_s, u"1970-01-01T00:00:00.000Z"_s},
            {u"list"_s, QJsonArray{1, QJsonValue()}},
            {u"where"_s, QJsonObject{{u"x"_s, 1}, {u"y"_s, 2}}},
    };
    QCOMPARE(arrived(id)[u"properties"].toObject(), expected);
}

void TstQuickCalls::optionsThatNameAnotherUserGetNothingOfTheRemembered()
{
    run(u"Analytics.identify('remembered', {secret: 1})"_s);
    const QJsonObject event =
            arrived(run(u"Analytics.track('e', {}, {userId: 'other'})"_s).toString());
    QCOMPARE(event[u"userId"].toString(), u"other"_s);
    QVERIFY(!event.contains(u"anonymousId"));
    QVERIFY(!event[u"context"].toObject().contains(u"traits"));
}

void TstQuickCalls::badInputIsRefusedWithOneWarning_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("sentence");

    const QString event = u"\"event\" must be a string."_s;
    const QString properties = u"\"properties\" must be an object."_s;
    const QString options = u"\"options\" must be an object."_s;
    for (const char *bad : {"Symbol('s')", "function() {}", "script", "item", "Analytics", "[1]"}) {
        const auto value = QLatin1String(bad);
        QTest::addRow("%s as event", bad) << u"track(%1)"_s.arg(value) << event;
        QTest::addRow("%s as event:", bad) << u"track({event: %1})"_s.arg(value) << event;
        QTest::addRow("%s as properties", bad) << u"track('e', %1)"_s.arg(value) << properties;
        QTest::addRow("%s as options", bad) << u"track('e', {}, %1)"_s.arg(value) << options;
        QTest::addRow("%s as an option", bad) << u"track('e', {}, {userId: %1})"_s.arg(value)
                                              << u"\"userId\" must be a string or number."_s;
    }
    const QString cyclic = u"\"%1.o\" refers back to an object that contains it."_s;
    const QString loop = u"(o => { o.o = o; return o })({})"_s;
    QTest::newRow("an object in itself as properties")
            << u"track('e', %1)"_s.arg(loop) << cyclic.arg("properties"_L1);
    QTest::newRow("an object in itself as traits")
            << u"identify({userId: 'u', traits: %1})"_s.arg(loop) << cyclic.arg("traits"_L1);
    QTest::newRow("an object in itself as context")
            << u"page('p', {}, {context: %1})"_s.arg(loop) << cyclic.arg("context"_L1);
    QTest::newRow("a message in itself")
            << u"track((o => { o.properties.o = o; return o })({event: 'e', properties: {}}))"_s
            << u"\"properties.o.properties\" refers back to an object that contains it."_s;
    QTest::newRow("no event") << u"track()"_s << u"You must pass an \"event\"."_s;
    QTest::newRow("no groupId") << u"group({})"_s << u"You must pass a \"groupId\"."_s;
    QTest::newRow("no userId") << u"alias({})"_s << u"You must pass a \"userId\"."_s;
    QTest::newRow("10 MB") << u"track('e', {text: 'x'.repeat(10485760)})"_s
                           << u"Your message must be < 32kb."_s;
    QTest::newRow("very deep")
            << u"track('e', (() => { let o = {}; for (let i = 0; i < 5000; ++i) o = {o}; return o "
               "})())"_s
            << u"\"properties\" is nested too deep: 200 levels are the most."_s;
}

void TstQuickCalls::badInputIsRefusedWithOneWarning()
{
    QFETCH(QString, call);
    QFETCH(QString, sentence);
    QCOMPARE(refusedBecause(u"Analytics."_s + call), sentence);
    const QString method = call.left(call.indexOf(u'('));
    QCOMPARE(m_warnings->take(), QStringList(method + u": "_s + sentence));
}

void TstQuickCalls::badInputInsideIsWarnedOfAndSent_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QJsonObject>("sent");
    const QJsonObject without{{u"b"_s, 1}};
    const QJsonObject null{{u"a"_s, QJsonValue()}, {u"b"_s, 1}};
    QTest::newRow("Symbol") << u"Symbol('s')"_s << without;
    QTest::newRow("function") << u"function() {}"_s << without;
    QTest::newRow("class") << u"class {}"_s << without;
    QTest::newRow("QObject") << u"script"_s << null;
    QTest::newRow("QML element") << u"item"_s << null;
    QTest::newRow("Map") << u"new Map()"_s << QJsonObject{{u"a"_s, QJsonObject()}, {u"b"_s, 1}};
    QTest::newRow("getter that throws") << u"(() => { throw 1 })()"_s << QJsonObject();
}

void TstQuickCalls::badInputInsideIsWarnedOfAndSent()
{
    QFETCH(QString, value);
    QFETCH(QJsonObject, sent);
    const bool throws = sent.isEmpty();
    const QString properties =
            (throws ? u"{get a() { %1 }, b: 1}"_s : u"{a: %1, b: 1}"_s).arg(value);
    if (throws)
        sent = {{u"a"_s, QJsonValue()}, {u"b"_s, 1}};

    const QString id = run(u"Analytics.track('e', %1)"_s.arg(properties)).toString();
    QVERIFY(!id.isEmpty());
    const QStringList warnings = m_warnings->take();
    QCOMPARE(warnings.size(), 1);
    QVERIFY2(warnings[0].startsWith(u"track: \"properties.a\" "), qPrintable(warnings[0]));
    QCOMPARE(arrived(id)[u"properties"].toObject(), sent);
}

void TstQuickCalls::scriptGoesOnAfterAGetterThatThrew()
{
    QCOMPARE(run(u"Analytics.track('e', {get a() { throw 1 }}); 'went on'"_s).toString(),
             u"went on"_s);
}

void TstQuickCalls::flushCallsBackWithWhatBecameOfTheEvents()
{
    run(u"result = undefined; Analytics.track('e'); Analytics.flush(10000, r => result = r)"_s);
    QTRY_VERIFY(run(u"result !== undefined"_s).toBool());
    QCOMPARE(run(u"[typeof result.delivered, result.remaining, result.error.code, "
                 "result.error.message].join()"_s)
                     .toString(),
             u"number,0,0,"_s);
}

void TstQuickCalls::flushTakesACallbackAlone()
{
    run(u"result = undefined; Analytics.flush(r => result = r)"_s);
    QTRY_COMPARE(run(u"result && result.remaining"_s).toInt(), 0);
    QTRY_VERIFY(run(u"result !== undefined"_s).toBool());
}

void TstQuickCalls::flushIsRefusedWithAWrongArgument()
{
    run(u"result = undefined; Analytics.flush('soon', r => result = r)"_s);
    QVERIFY(run(u"result === undefined"_s).toBool());
    QTRY_COMPARE(run(u"result && result.error.message"_s).toString(),
                 u"\"timeout\" must be a number."_s);
    QVERIFY(run(u"result.error.code === RudderError.WrongType"_s).toBool());
    for (const char *bad : {"Symbol()", "[]", "script"})
        run(u"Analytics.flush(%1); Analytics.flush(5, %1)"_s.arg(QLatin1String(bad)));
    QCOMPARE(m_warnings->take().size(), 7);
}

void TstQuickCalls::flushCallsBackWithoutAClient()
{
    QuickAnalytics::setClient(nullptr);
    run(u"result = undefined; Analytics.flush(5, r => result = r)"_s);
    QuickAnalytics::setClient(m_client.get());
    QTRY_VERIFY(run(u"result && result.error.code === RudderError.NoClient"_s).toBool());
}

void TstQuickCalls::purgeCallsBackWhenAllIsErased()
{
    Analytics client(m_client->configuration().setQueueName(u"purge"_s));
    QuickAnalytics::setClient(&client);
    run(u"result = undefined; Analytics.identify('u'); Analytics.purge(r => result = r)"_s);
    QCOMPARE(run(u"Analytics.userId"_s).toString(), QString());
    QTRY_VERIFY(run(u"result !== undefined"_s).toBool());
    QCOMPARE(run(u"[result.code, result.message, Analytics.queuedCount].join()"_s).toString(),
             u"0,,0"_s);
    run(u"Analytics.identify('u'); Analytics.purge()"_s);
    QCOMPARE(run(u"Analytics.userId"_s).toString(), QString());
    QuickAnalytics::setClient(m_client.get());
}

void TstQuickCalls::purgeIsRefusedWithAWrongArgument()
{
    for (const char *bad : {"5", "Symbol()", "[]"})
        run(u"Analytics.identify('u'); Analytics.purge(%1)"_s.arg(QLatin1String(bad)));
    const QStringList warnings = m_warnings->take();
    QCOMPARE(warnings.size(), 3);
    QCOMPARE(warnings.first(), u"purge: \"callback\" must be a function."_s);
    QCOMPARE(run(u"Analytics.userId"_s).toString(), u"u"_s);
    run(u"Analytics.reset()"_s);
}

void TstQuickCalls::shutdownCallsBackWithWhatBecameOfTheEvents()
{
    Analytics client(m_client->configuration().setQueueName(u"shutdown"_s));
    QuickAnalytics::setClient(&client);
    run(u"result = undefined; Analytics.track('e'); Analytics.shutdown(10000, r => result = r)"_s);
    QCOMPARE(run(u"Analytics.track('late')"_s).toString(), QString());
    QCOMPARE(m_warnings->take().size(), 1);
    QTRY_VERIFY(run(u"result !== undefined"_s).toBool());
    QCOMPARE(run(u"[typeof result.delivered, result.remaining, result.error.code].join()"_s)
                     .toString(),
             u"number,0,0"_s);
    QuickAnalytics::setClient(m_client.get());
}

void TstQuickCalls::shutdownNeedsADeadline()
{
    for (const char *bad : {"", "'soon'", "Symbol()", "5, []"})
        run(u"Analytics.shutdown(%1)"_s.arg(QLatin1String(bad)));
    const QStringList warnings = m_warnings->take();
    QCOMPARE(warnings.size(), 4);
    QCOMPARE(warnings.first(), u"shutdown: \"deadline\" must be given."_s);
    QVERIFY(!run(u"Analytics.track('e')"_s).toString().isEmpty());
}

void TstQuickCalls::callbackThatThrowsIsWarnedOf()
{
    run(u"Analytics.flush(5, () => { throw new Error('oh') })"_s);
    QStringList warnings;
    QTRY_VERIFY(!(warnings += m_warnings->take()).isEmpty());
    QCOMPARE(warnings, QStringList(u"flush: the callback threw Error: oh"_s));
}

QTEST_MAIN(TstQuickCalls)
#include "tst_quickcalls.moc"
