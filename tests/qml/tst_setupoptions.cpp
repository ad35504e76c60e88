// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsvalueconverter_p.h"
#include "optionsamples.h"
#include "quickerror_p.h"
#include "setupoptions_p.h"

#include <QtCore/qmetaobject.h>
#include <QtCore/qurl.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Rudder::Configuration;
using Rudder::Error;
using Rudder::Properties;
using Rudder::readSetupOptions;

class TstSetupOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOptionReachesTheConfiguration();
    void everyOptionIsTakenFromJavaScript();
    void nothingGivenIsTheDefault();
    void wrongOptionIsRefused_data();
    void wrongOptionIsRefused();
    void numberBeyondTheTypeIsLeftToTheConfiguration();
    void errorCodesInQmlAreThoseOfTheCore();
};

void TstSetupOptions::everyOptionReachesTheConfiguration()
{
    Configuration c;
    const Error error = readSetupOptions(
            {{u"writeKey"_s, u"key"_s},
             {u"dataPlaneUrl"_s, u"https://example.com/x"_s},
             {u"controlPlaneUrl"_s, u"https://api.example.com"_s},
             {u"enabled"_s, false},
             {u"channel"_s, u"web"_s},
             {u"applicationBuild"_s, u"451"_s},
             {u"deviceIdEnabled"_s, true},
             {u"flushAt"_s, 7},
             {u"flushInterval"_s, 7001},
             {u"maxBatchEvents"_s, 33},
             {u"maxBatchBytes"_s, 50'000},
             {u"maxEventBytes"_s, 20'000},
             {u"maxAttempts"_s, 12},
             {u"gzip"_s, false},
             {u"queueName"_s, u"other"_s},
             {u"storageLocation"_s, u"/tmp/elsewhere"_s},
             {u"durability"_s, u"Full"_s},
             {u"commitInterval"_s, 50},
             {u"maxInternalQueueSize"_s, 999},
             {u"maxInternalQueueBytes"_s, 1'000'000},
             {u"maxStoredEvents"_s, 5'000},
             {u"maxStoredBytes"_s, 5'000'000},
             {u"maxEventAge"_s, 86'400'000},
             {u"multiProcessor"_s, true},
             {u"meteredConnections"_s, u"Avoid"_s},
             {u"overflow"_s, u"DropNewest"_s},
             {u"requestTimeout"_s, 12'000},
             {u"http2Enabled"_s, true},
             {u"pinnedKeys"_s, QVariantList{u"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="_s}},
             {u"extraHeaders"_s, Properties{{u"X-Region"_s, u"eu"_s}}}},
            &c);
    QVERIFY2(!error.isError(), qPrintable(error.message()));

    QCOMPARE(c.writeKey(), u"key"_s);
    QCOMPARE(c.dataPlaneUrl(), QUrl(u"https://example.com/x"_s));
    QCOMPARE(c.controlPlaneUrl(), QUrl(u"https://api.example.com"_s));
    QCOMPARE(c.isEnabled(), false);
    QCOMPARE(c.channel(), u"web"_s);
    QCOMPARE(c.applicationBuild(), u"451"_s);
    QVERIFY(c.isDeviceIdEnabled());
    QCOMPARE(c.flushAt(), 7);
    QCOMPARE(c.flushInterval(), 7001ms);
    QCOMPARE(c.maxBatchEvents(), 33);
    QCOMPARE(c.maxBatchBytes(), 50'000);
    QCOMPARE(c.maxEventBytes(), 20'000);
    QCOMPARE(c.maxAttempts(), 12);
    QCOMPARE(c.gzip(), false);
    QCOMPARE(c.queueName(), u"other"_s);
    QCOMPARE(c.storageLocation(), u"/tmp/elsewhere"_s);
    QCOMPARE(c.durability(), Configuration::Durability::Full);
    QCOMPARE(c.commitInterval(), 50ms);
    QCOMPARE(c.maxInternalQueueSize(), 999);
    QCOMPARE(c.maxInternalQueueBytes(), 1'000'000);
    QCOMPARE(c.maxStoredEvents(), 5'000);
    QCOMPARE(c.maxStoredBytes(), 5'000'000);
    QCOMPARE(c.maxEventAge(), 24h);
    QVERIFY(c.isMultiProcessor());
    QCOMPARE(c.overflow(), Configuration::Overflow::DropNewest);
    QCOMPARE(c.meteredConnections(), Configuration::MeteredConnections::Avoid);
    QCOMPARE(c.requestTimeout(), 12'000ms);
    QCOMPARE(c.isHttp2Enabled(), true);
    QCOMPARE(c.pinnedKeys(), QList<QByteArray>{"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="});
    QCOMPARE(c.extraHeaders(), (QList<Configuration::Header>{{"X-Region", "eu"}}));
}

void TstSetupOptions::everyOptionIsTakenFromJavaScript()
{
    const OptionSamples samples;
    QQmlEngine engine;
    const Rudder::JsTypes types(&engine);
    for (const OptionSample &sample : samples.all()) {
        const QString object = u"({\"%1\": %2})"_s.arg(sample.name, QString::fromUtf8(sample.json));
        Rudder::JsValueConverter converter(types);
        const auto options = converter.convert(u"options"_s, engine.evaluate(object));
        QVERIFY(options);
        Configuration c;
        QCOMPARE(readSetupOptions(options->value<Properties>(), &c), Error());
        QVERIFY2(sample.isSet(c), qPrintable(sample.name));
    }
}

void TstSetupOptions::nothingGivenIsTheDefault()
{
    Configuration c;
    QVERIFY(!readSetupOptions({}, &c).isError());
    QCOMPARE(c.flushAt(), Configuration().flushAt());
    QCOMPARE(c.isEnabled(), true);
}

void TstSetupOptions::wrongOptionIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("sentence");

    const auto add = [](const char *name, const QVariant &value, const QString &sentence) {
        QTest::newRow(name) << QString::fromLatin1(name) << value << sentence;
    };
    add("writekey", u"key"_s, u"\"writekey\" is not an option."_s);
    add("", 1, u"\"\" is not an option."_s);
    add("writeKey", 5LL, u"\"writeKey\" must be a string."_s);
    add("dataPlaneUrl", 5LL, u"\"dataPlaneUrl\" must be an http or https URL."_s);
    add("enabled", 1LL, u"\"enabled\" must be true or false."_s);
    add("flushAt", u"20"_s, u"\"flushAt\" must be a whole number."_s);
    add("maxBatchBytes", 1.5, u"\"maxBatchBytes\" must be a whole number."_s);
    add("flushInterval", u"20s"_s, u"\"flushInterval\" must be a whole number of milliseconds."_s);
    add("requestTimeout", QVariant::fromValue(nullptr),
        u"\"requestTimeout\" must be a whole number of milliseconds."_s);
    add("durability", u"full"_s, u"\"durability\" must be \"Normal\" or \"Full\"."_s);
    add("overflow", 1LL, u"\"overflow\" must be \"DropOldest\" or \"DropNewest\"."_s);
    const QString pins = u"\"pinnedKeys\" must be a list of pins as \"sha256//…\"."_s;
    add("pinnedKeys", u"x"_s, pins);
    add("pinnedKeys", QVariantList{1}, pins);
    add("extraHeaders", u"X: y"_s, u"\"extraHeaders\" must be an object of strings."_s);
}

void TstSetupOptions::wrongOptionIsRefused()
{
    QFETCH(QString, name);
    QFETCH(QVariant, value);
    QFETCH(QString, sentence);

    Configuration c;
    const Error error = readSetupOptions({{u"channel"_s, u"web"_s}, {name, value}}, &c);
    QCOMPARE(error, Error(Error::Code::WrongType, sentence));
    QCOMPARE(c.channel(), Configuration().channel());
}

void TstSetupOptions::numberBeyondTheTypeIsLeftToTheConfiguration()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"flushAt"_s));
    Configuration c;
    QVERIFY(!readSetupOptions({{u"flushAt"_s, std::numeric_limits<qlonglong>::min()}}, &c)
                     .isError());
    QCOMPARE(c.flushAt(), 1);
}

void TstSetupOptions::errorCodesInQmlAreThoseOfTheCore()
{
    const QMetaEnum core = QMetaEnum::fromType<Error::Code>();
    const QMetaEnum qml = QMetaEnum::fromType<Rudder::QuickErrorCodes::Code>();
    QCOMPARE(qml.keyCount(), core.keyCount());
    for (int i = 0; i < core.keyCount(); ++i) {
        QCOMPARE(qml.key(i), core.key(i));
        QCOMPARE(qml.value(i), core.value(i));
    }
}

QTEST_GUILESS_MAIN(TstSetupOptions)
#include "tst_setupoptions.moc"
