// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Configuration>

#include "configuration_p.h"

#include <QtCore/qdebug.h>
#include <QtTest/qtest.h>

#include <functional>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Rudder::Configuration;
using Rudder::ConfigurationData;

namespace {

using Setter = std::function<void(Configuration &, qint64)>;
using Getter = std::function<qint64(const Configuration &)>;

template <typename Value> Setter numberSetter(Configuration &(Configuration::*setter)(Value))
{
    return [setter](Configuration &c, qint64 value) { (c.*setter)(Value(value)); };
}

template <typename Value> Getter numberGetter(Value (Configuration::*getter)() const)
{
    return [getter](const Configuration &c) {
        if constexpr (std::is_integral_v<Value>)
            return qint64((c.*getter)());
        else
            return qint64((c.*getter)().count());
    };
}

} // namespace

Q_DECLARE_METATYPE(Setter)
Q_DECLARE_METATYPE(Getter)

class tst_Configuration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreTheDocumentedOnes();
    void whatIsSetIsKept();
    void copiesAreIndependent();
    void numbersOutOfRangeBecomeTheNearestAllowed_data();
    void numbersOutOfRangeBecomeTheNearestAllowed();
    void theWarningSaysWhatIsUsed();
    void trailingSlashesOfTheUrlAreRemoved_data();
    void trailingSlashesOfTheUrlAreRemoved();
    void aControlPlaneThatCanNotBeAskedIsNone_data();
    void aControlPlaneThatCanNotBeAskedIsNone();
    void whiteSpaceAroundTheWriteKeyIsRemoved();
    void anEmptyChannelIsNotTaken();
    void queueNamesCanNameFiles_data();
    void queueNamesCanNameFiles();
    void headersOfTheClientAreRefused_data();
    void headersOfTheClientAreRefused();
    void otherHeadersAreKeptInOrder();
    void pinsAreReadAsCurlWritesThem_data();
    void pinsAreReadAsCurlWritesThem();
    void whatIsNoPinStaysAndFitsNothing_data();
    void whatIsNoPinStaysAndFitsNothing();
    void debugHidesSecrets();
    void theDataCanBeReachedByTheClient();
};

void tst_Configuration::defaultsAreTheDocumentedOnes()
{
    const Configuration c;
    QCOMPARE(c.writeKey(), QString());
    QCOMPARE(c.dataPlaneUrl(), QUrl());
    QCOMPARE(c.controlPlaneUrl(), QUrl());
    QCOMPARE(c.isEnabled(), true);
    QCOMPARE(c.channel(), u"mobile"_s);
    QCOMPARE(c.applicationBuild(), QString());
    QVERIFY(!c.isDeviceIdEnabled());
    QCOMPARE(c.flushAt(), 20);
    QCOMPARE(c.flushInterval(), 20s);
    QCOMPARE(c.maxBatchEvents(), 500);
    QCOMPARE(c.maxBatchBytes(), 460'800);
    QCOMPARE(c.maxEventBytes(), 32'768);
    QCOMPARE(c.maxAttempts(), 10);
    QCOMPARE(c.gzip(), true);
    QCOMPARE(c.queueName(), u"rudderEventsQueue"_s);
    QCOMPARE(c.storageLocation(), QString());
    QCOMPARE(c.durability(), Configuration::Durability::Normal);
    QCOMPARE(c.commitInterval(), 0ms);
    QCOMPARE(c.maxInternalQueueSize(), 20'000);
    QCOMPARE(c.maxInternalQueueBytes(), 8'388'608);
    QCOMPARE(c.maxStoredEvents(), 100'000);
    QCOMPARE(c.maxStoredBytes(), 67'108'864);
    QCOMPARE(c.maxEventAge(), 0ms);
    QVERIFY(!c.isMultiProcessor());
    QCOMPARE(c.overflow(), Configuration::Overflow::DropOldest);
    QCOMPARE(c.meteredConnections(), Configuration::MeteredConnections::Use);
    QCOMPARE(c.requestTimeout(), 30s);
    QCOMPARE(c.isHttp2Enabled(), false);
    QVERIFY(!c.sslConfiguration());
    QVERIFY(c.pinnedKeys().isEmpty());
    QVERIFY(!c.proxy());
    QVERIFY(c.extraHeaders().isEmpty());
}

void tst_Configuration::whatIsSetIsKept()
{
    QSslConfiguration ssl;
    ssl.setPeerVerifyDepth(7);
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, u"proxy.example"_s, 3128);

    Configuration c(u"key"_s, QUrl(u"https://example.com"_s));
    c.setControlPlaneUrl(QUrl(u"https://api.example.com"_s));
    c.setEnabled(false).setChannel(u"server"_s);
    c.setApplicationBuild(u"451"_s).setDeviceIdEnabled(true);
    c.setFlushAt(1).setFlushInterval(10ms).setMaxBatchEvents(2).setMaxBatchBytes(2'000);
    c.setMaxEventBytes(3'000).setMaxAttempts(4).setGzip(false);
    c.setQueueName(u"käse"_s).setStorageLocation(u"/var/lib/x"_s);
    c.setDurability(Configuration::Durability::Full).setCommitInterval(4s);
    c.setMaxInternalQueueSize(5).setMaxInternalQueueBytes(70'000).setMaxStoredEvents(6);
    c.setOverflow(Configuration::Overflow::DropNewest);
    c.setMeteredConnections(Configuration::MeteredConnections::Avoid);
    c.setRequestTimeout(8s).setHttp2Enabled(true).setSslConfiguration(ssl).setProxy(proxy);

    QCOMPARE(c.writeKey(), u"key"_s);
    QCOMPARE(c.dataPlaneUrl(), QUrl(u"https://example.com"_s));
    QCOMPARE(c.controlPlaneUrl(), QUrl(u"https://api.example.com"_s));
    QCOMPARE(c.isEnabled(), false);
    QCOMPARE(c.channel(), u"server"_s);
    QCOMPARE(c.applicationBuild(), u"451"_s);
    QVERIFY(c.isDeviceIdEnabled());
    QCOMPARE(c.flushAt(), 1);
    QCOMPARE(c.flushInterval(), 10ms);
    QCOMPARE(c.maxBatchEvents(), 2);
    QCOMPARE(c.maxBatchBytes(), 2'000);
    QCOMPARE(c.maxEventBytes(), 3'000);
    QCOMPARE(c.maxAttempts(), 4);
    QCOMPARE(c.gzip(), false);
    QCOMPARE(c.queueName(), u"käse"_s);
    QCOMPARE(c.storageLocation(), u"/var/lib/x"_s);
    QCOMPARE(c.durability(), Configuration::Durability::Full);
    QCOMPARE(c.commitInterval(), 4s);
    QCOMPARE(c.maxInternalQueueSize(), 5);
    QCOMPARE(c.maxInternalQueueBytes(), 70'000);
    QCOMPARE(c.maxStoredEvents(), 6);
    QCOMPARE(c.overflow(), Configuration::Overflow::DropNewest);
    QCOMPARE(c.meteredConnections(), Configuration::MeteredConnections::Avoid);
    QCOMPARE(c.requestTimeout(), 8s);
    QCOMPARE(c.isHttp2Enabled(), true);
    QCOMPARE(c.sslConfiguration()->peerVerifyDepth(), 7);
    QCOMPARE(*c.proxy(), proxy);
}

void tst_Configuration::copiesAreIndependent()
{
    Configuration first(u"one"_s, {});
    Configuration second = first;
    second.setWriteKey(u"two"_s).setFlushAt(3);
    QCOMPARE(first.writeKey(), u"one"_s);
    QCOMPARE(first.flushAt(), 20);
    first = second;
    QCOMPARE(first.writeKey(), u"two"_s);
    Configuration moved = std::move(first);
    QCOMPARE(moved.writeKey(), u"two"_s);
    first = moved;
    QCOMPARE(first.writeKey(), u"two"_s);
}

void tst_Configuration::numbersOutOfRangeBecomeTheNearestAllowed_data()
{
    QTest::addColumn<Setter>("set");
    QTest::addColumn<Getter>("get");
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("most");

    const auto row = [](const char *name, const Setter &set, const Getter &get, qint64 least,
                        qint64 most) { QTest::newRow(name) << set << get << least << most; };
    using C = Configuration;
    row("flushAt", numberSetter(&C::setFlushAt), numberGetter(&C::flushAt), 1, 10'000);
    row("flushInterval", numberSetter(&C::setFlushInterval), numberGetter(&C::flushInterval), 10,
        86'400'000);
    row("maxBatchEvents", numberSetter(&C::setMaxBatchEvents), numberGetter(&C::maxBatchEvents), 1,
        10'000);
    row("maxBatchBytes", numberSetter(&C::setMaxBatchBytes), numberGetter(&C::maxBatchBytes), 1'024,
        4'000'000);
    row("maxEventBytes", numberSetter(&C::setMaxEventBytes), numberGetter(&C::maxEventBytes), 1'024,
        1'048'576);
    row("maxAttempts", numberSetter(&C::setMaxAttempts), numberGetter(&C::maxAttempts), 1, 1'000);
    row("commitInterval", numberSetter(&C::setCommitInterval), numberGetter(&C::commitInterval), 0,
        60'000);
    row("maxInternalQueueSize", numberSetter(&C::setMaxInternalQueueSize),
        numberGetter(&C::maxInternalQueueSize), 1, 1'000'000);
    row("maxInternalQueueBytes", numberSetter(&C::setMaxInternalQueueBytes),
        numberGetter(&C::maxInternalQueueBytes), 65'536, 1'073'741'824);
    row("maxStoredEvents", numberSetter(&C::setMaxStoredEvents), numberGetter(&C::maxStoredEvents),
        1, 100'000'000);
    row("requestTimeout", numberSetter(&C::setRequestTimeout), numberGetter(&C::requestTimeout),
        100, 600'000);
}

void tst_Configuration::numbersOutOfRangeBecomeTheNearestAllowed()
{
    QFETCH(Setter, set);
    QFETCH(Getter, get);
    QFETCH(qint64, least);
    QFETCH(qint64, most);

    Configuration c;
    const auto warns = [](qint64 used) {
        const QString pattern = u"^%1 can't be .*: %2 is used$"_s.arg(
                QLatin1String(QTest::currentDataTag()), QString::number(used));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(pattern));
    };
    for (const qint64 value : {least - 1, qint64(std::numeric_limits<int>::min())}) {
        warns(least);
        set(c, value);
        QCOMPARE(get(c), least);
    }
    for (const qint64 value : {most + 1, qint64(2 * most)}) {
        warns(most);
        set(c, value);
        QCOMPARE(get(c), most);
    }
    QTest::failOnWarning(QRegularExpression(u"."_s));
    for (const qint64 value : {least, most, least + 1}) {
        set(c, value);
        QCOMPARE(get(c), value);
    }
}

void tst_Configuration::theWarningSaysWhatIsUsed()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "flushInterval can't be 1 ms, only from 10 to 86400000: 10 is used");
    Configuration().setFlushInterval(1ms);
    QTest::ignoreMessage(QtWarningMsg, "flushAt can't be 0, only from 1 to 10000: 1 is used");
    Configuration().setFlushAt(0);
}

void tst_Configuration::trailingSlashesOfTheUrlAreRemoved_data()
{
    QTest::addColumn<QUrl>("given");
    QTest::addColumn<QUrl>("kept");

    const auto row = [](const char *name, const QString &given, const QString &kept) {
        QTest::newRow(name) << QUrl(given) << QUrl(kept);
    };
    row("none", u"https://example.com"_s, u"https://example.com"_s);
    row("one", u"https://example.com/"_s, u"https://example.com"_s);
    row("path", u"https://example.com:8080/a/b"_s, u"https://example.com:8080/a/b"_s);
    row("path with some", u"https://example.com/a//"_s, u"https://example.com/a"_s);
    row("encoded path", u"https://example.com/a%2Fb%20c/"_s, u"https://example.com/a%2Fb%20c"_s);
    row("encoded percent", u"https://example.com/50%25/"_s, u"https://example.com/50%25"_s);
    row("endpoint", u"https://example.com/v1/batch/"_s, u"https://example.com/v1/batch"_s);
    row("empty", u""_s, u""_s);
    row("no scheme", u"example.com/"_s, u"example.com"_s);
    row("invalid", u"http://["_s, u"http://["_s);
}

void tst_Configuration::trailingSlashesOfTheUrlAreRemoved()
{
    QFETCH(QUrl, given);
    QFETCH(QUrl, kept);
    QCOMPARE(Configuration(u"k"_s, given).dataPlaneUrl(), kept);
    QCOMPARE(Configuration().setDataPlaneUrl(given).dataPlaneUrl().toEncoded(), kept.toEncoded());
}

void tst_Configuration::aControlPlaneThatCanNotBeAskedIsNone_data()
{
    QTest::addColumn<QUrl>("given");
    QTest::addColumn<QUrl>("expected");
    QTest::newRow("https") << QUrl(u"https://h/a//"_s) << QUrl(u"https://h/a"_s);
    QTest::newRow("http") << QUrl(u"http://127.0.0.1:80"_s) << QUrl(u"http://127.0.0.1:80"_s);
    QTest::newRow("empty") << QUrl() << QUrl();
    QTest::newRow("without a scheme") << QUrl(u"api.example.com"_s) << QUrl();
    QTest::newRow("another scheme") << QUrl(u"file:///etc/passwd"_s) << QUrl();
    QTest::newRow("no host") << QUrl(u"https:///x"_s) << QUrl();
}

void tst_Configuration::aControlPlaneThatCanNotBeAskedIsNone()
{
    QFETCH(QUrl, given);
    QFETCH(QUrl, expected);
    if (expected.isEmpty() && !given.isEmpty()) {
        QTest::ignoreMessage(
                QtWarningMsg,
                qPrintable(u"controlPlaneUrl must be like https://api.example.com, not "
                           "\"%1\": none is used"_s.arg(given.toString())));
    }
    QCOMPARE(Configuration().setControlPlaneUrl(given).controlPlaneUrl(), expected);
}

void tst_Configuration::whiteSpaceAroundTheWriteKeyIsRemoved()
{
    QCOMPARE(Configuration(u" key\n"_s, {}).writeKey(), u"key"_s);
    QCOMPARE(Configuration(u" "_s, {}).writeKey(), QString());
}

void tst_Configuration::anEmptyChannelIsNotTaken()
{
    QTest::ignoreMessage(QtWarningMsg, "channel can't be empty: \"mobile\" is used");
    QCOMPARE(Configuration().setChannel(u"web"_s).setChannel(QString()).channel(), u"mobile"_s);
}

void tst_Configuration::queueNamesCanNameFiles_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("kept");

    const auto row = [](const char *name, const QString &given, const QString &kept) {
        QTest::newRow(name) << given << kept;
    };
    row("empty", QString(), u"rudderEventsQueue"_s);
    row("a folder", u"../../etc/passwd"_s, u"___.._etc_passwd"_s);
    row("of Windows", u"c:\\q*"_s, u"c__q_"_s);
    row("hidden", u".queue"_s, u"_queue"_s);
    row("this folder", u"."_s, u"_"_s);
    row("line break and NUL", u"a\nb\0c"_s, u"a_b_c"_s);
    row("long", QString(300, u'x'), QString(64, u'x'));
    row("surrogate", QString(QChar(0xd800)), u"_"_s);
}

void tst_Configuration::queueNamesCanNameFiles()
{
    QFETCH(QString, given);
    QFETCH(QString, kept);

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^queueName .* is used$"_s));
    QCOMPARE(Configuration().setQueueName(given).queueName(), kept);
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QCOMPARE(Configuration().setQueueName(kept).queueName(), kept);
}

void tst_Configuration::headersOfTheClientAreRefused_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");

    for (const char *name : {"Authorization", "authorization", "CONTENT-LENGTH", "Host",
                             "Content-Encoding", "Transfer-Encoding", "Content-Type", "AnonymousId",
                             "Connection", "Proxy-Authorization"}) {
        QTest::newRow(name) << QByteArray(name) << QByteArray("x");
    }
    QTest::newRow("no name") << QByteArray() << QByteArray("x");
    QTest::newRow("space in the name") << QByteArray("X Y") << QByteArray("x");
    QTest::newRow("colon in the name") << QByteArray("X:") << QByteArray("x");
    QTest::newRow("line break in the name") << QByteArray("X\r\nHost") << QByteArray("x");
    QTest::newRow("carriage return") << QByteArray("X") << QByteArray("a\rHost: b");
    QTest::newRow("line feed") << QByteArray("X") << QByteArray("a\n");
    QTest::newRow("NUL") << QByteArray("X") << QByteArray("a\0b", 3);
}

void tst_Configuration::headersOfTheClientAreRefused()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^An extra header is left out"_s));
    const Configuration c = Configuration().setExtraHeaders({{name, value}, {"X-Good", "1"}});
    QCOMPARE(c.extraHeaders(), (QList<Configuration::Header>{{"X-Good", "1"}}));
}

void tst_Configuration::otherHeadersAreKeptInOrder()
{
    const QList<Configuration::Header> headers{{"X-Team", "b"}, {"X-Api-Key", "a:b; c"}, {"X", ""}};
    QCOMPARE(Configuration().setExtraHeaders(headers).extraHeaders(), headers);
}

void tst_Configuration::pinsAreReadAsCurlWritesThem_data()
{
    QTest::addColumn<QByteArray>("given");
    const QByteArray pin = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    QTest::newRow("Base64") << pin;
    QTest::newRow("with curl's prefix") << "sha256//" + pin;
    QTest::newRow("with white space") << ' ' + pin + '\n';
    QTest::newRow("without padding") << pin.chopped(1);
}

void tst_Configuration::pinsAreReadAsCurlWritesThem()
{
    QFETCH(QByteArray, given);
    QTest::failOnWarning(QRegularExpression(u"."_s));
    const QList<QByteArray> pins = Configuration().setPinnedKeys({given}).pinnedKeys();
    QCOMPARE(pins, QList<QByteArray>{"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="});
}

// A list without it would be an empty one, and allow every key.
void tst_Configuration::whatIsNoPinStaysAndFitsNothing_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no Base64") << QByteArray("n,t base64");
    QTest::newRow("too short") << QByteArray("47DEQpj8HBSa");
    QTest::newRow("hexadecimal") << QByteArray(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

void tst_Configuration::whatIsNoPinStaysAndFitsNothing()
{
    QFETCH(QByteArray, given);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^A pinned key fits no server"_s));
    QCOMPARE(Configuration().setPinnedKeys({given}).pinnedKeys(), QList<QByteArray>{given});
}

void tst_Configuration::debugHidesSecrets()
{
    Configuration c(u"sEcretKey"_s, QUrl(u"https://user:sEcret@example.com/a?token=sEcret"_s));
    c.setExtraHeaders({{"X-Api-Key", "sEcret"}});
    c.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, u"p"_s, 1, u"me"_s, u"sEcret"_s));
    QString text;
    QDebug(&text) << c;
    QVERIFY2(!text.contains(u"sEcret"), qPrintable(text));
    QVERIFY2(text.contains(u"writeKey set, dataPlaneUrl \"https://example.com/a\""),
             qPrintable(text));
    QVERIFY2(text.contains(u"flushAt 20, flushInterval 20000 ms"), qPrintable(text));
    QVERIFY2(text.contains(u"1 extra headers"), qPrintable(text));

    text.clear();
    QDebug(&text) << Configuration();
    QVERIFY2(text.contains(u"writeKey not set"), qPrintable(text));
}

void tst_Configuration::theDataCanBeReachedByTheClient()
{
    Configuration c;
    const Configuration copy = c;
    ConfigurationData::of(c)->flushAt = 77;
    QCOMPARE(c.flushAt(), 77);
    QCOMPARE(copy.flushAt(), 20);
    QCOMPARE(ConfigurationData::of(std::as_const(c))->flushAt, 77);
    QVERIFY(!ConfigurationData::of(copy)->environment);
}

QTEST_GUILESS_MAIN(tst_Configuration)

#include "tst_configuration.moc"
