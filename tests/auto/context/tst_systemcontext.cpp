// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/deviceid_p.h"
#include "context/systemcontext_p.h"
#include "context/useragent_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qlocale.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/quuid.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_SystemContext : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsKnownIsThere();
    void whatIsNotKnownIsLeftOut();
    void nothingNamesTheHostOrTheUser();
    void theSystemHasTheNameThatPeopleUse_data();
    void theSystemHasTheNameThatPeopleUse();
    void theLocaleIsALanguageTag();
    void onlyAnIanaNameIsATimeZone_data();
    void onlyAnIanaNameIsATimeZone();
    void noFilterTakesTheUserAgentForARobots_data();
    void noFilterTakesTheUserAgentForARobots();
    void nothingNamedByPeopleIsInTheUserAgent();
    void theDeviceIdIsTheApplicationsOwn();
    void withoutMachineOrApplicationThereIsNoDeviceId_data();
    void withoutMachineOrApplicationThereIsNoDeviceId();
};

static Properties objectIn(const Properties &context, const QString &key)
{
    return context.value(key).value<Properties>();
}

static QStringList allTexts(const QVariantMap &map)
{
    QStringList texts;
    for (const QVariant &value : map) {
        texts += value.typeId() == QMetaType::QVariantMap ? allTexts(value.toMap())
                                                          : QStringList{value.toString()};
    }
    return texts;
}

void tst_SystemContext::whatIsKnownIsThere()
{
    QCoreApplication::setApplicationName(u"shop"_s);
    QCoreApplication::setApplicationVersion(u"1.2"_s);
    QCoreApplication::setOrganizationDomain(u"shops.example.com"_s);
    const Properties context = systemContext(u"451"_s);
    QCOMPARE(objectIn(context, u"app"_s),
             Properties({{u"name"_s, u"shop"_s},
                         {u"version"_s, u"1.2"_s},
                         {u"build"_s, u"451"_s},
                         {u"namespace"_s, u"com.example.shops.shop"_s}}));
    QCOMPARE(objectIn(context, u"device"_s).value(u"model"_s).toString(),
             QSysInfo::currentCpuArchitecture());
    QCOMPARE(objectIn(context, u"device"_s).value(u"name"_s).toString(),
             QSysInfo::prettyProductName());
    QCOMPARE(objectIn(context, u"library"_s).value(u"name"_s).toString(), u"rudder-sdk-qt"_s);
    QVERIFY(!objectIn(context, u"os"_s).value(u"name"_s).toString().isEmpty());
    QVERIFY(!context.value(u"locale"_s).toString().isEmpty());
    QVERIFY(context.value(u"userAgent"_s).toString().startsWith(u"rudder-sdk-qt/"));
    QCOMPARE(applicationId(), u"com.example.shops.shop"_s);
}

void tst_SystemContext::whatIsNotKnownIsLeftOut()
{
    QCoreApplication::setApplicationName({});
    QCoreApplication::setApplicationVersion({});
    QCoreApplication::setOrganizationDomain(u"example.com"_s);
    QVERIFY(!systemContext({}).contains(u"app"_s));
    QCOMPARE(applicationId(), QString());

    QCoreApplication::setOrganizationDomain({});
    QCoreApplication::setApplicationName(u"shop"_s);
    QCOMPARE(objectIn(systemContext({}), u"app"_s), Properties({{u"name"_s, u"shop"_s}}));
    QCOMPARE(applicationId(), u"shop"_s);
    QVERIFY(!allTexts(systemContext({}).toVariantMap()).contains(QString()));
}

void tst_SystemContext::nothingNamesTheHostOrTheUser()
{
    const QString host = QSysInfo::machineHostName();
    const QString user = qEnvironmentVariable("USER", u"root"_s);
    const QStringList texts = allTexts(systemContext(u"1"_s).toVariantMap());
    QVERIFY(texts.size() > 8);
    for (const QString &text : texts) {
        QVERIFY2(text != host && text != user, qPrintable(text));
        static const QRegularExpression macAddress(u"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}"_s);
        QVERIFY2(!text.contains(macAddress), qPrintable(text));
    }
}

void tst_SystemContext::theSystemHasTheNameThatPeopleUse_data()
{
    QTest::addColumn<QString>("kernel");
    QTest::addColumn<QString>("product");
    QTest::addColumn<QString>("name");
    const auto row = [](const QString &kernel, const QString &product, const QString &name) {
        QTest::newRow(qPrintable(product)) << kernel << product << name;
    };
    row(u"linux"_s, u"debian"_s, u"Linux"_s);
    row(u"linux"_s, u"android"_s, u"Android"_s);
    row(u"winnt"_s, u"windows"_s, u"Windows"_s);
    row(u"darwin"_s, u"macos"_s, u"macOS"_s);
    row(u"darwin"_s, u"ios"_s, u"iOS"_s);
    row(u"darwin"_s, u"tvos"_s, u"tvOS"_s);
    row(u"darwin"_s, u"watchos"_s, u"watchOS"_s);
    row(u"qnx"_s, u"unknown"_s, u"qnx"_s);
}

void tst_SystemContext::theSystemHasTheNameThatPeopleUse()
{
    QFETCH(QString, kernel);
    QFETCH(QString, product);
    QFETCH(QString, name);
    QCOMPARE(systemName(kernel, product), name);
}

void tst_SystemContext::theLocaleIsALanguageTag()
{
    QCOMPARE(localeName(QLocale(QLocale::German, QLocale::Austria)), u"de-AT"_s);
    QCOMPARE(localeName(QLocale::c()), u"en-US"_s);
}

void tst_SystemContext::onlyAnIanaNameIsATimeZone_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<bool>("isKnown");
    for (const char *id : {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC",
                           "America/Port-au-Prince", "CET", "NZ-CHAT", "EST5EDT"})
        QTest::newRow(id) << QByteArray(id) << true;
    for (const char *id :
         {"UTC+02:00", "UTC-08:00", "UTC+2", "GMT+0", "CET-1CEST", "CET-1CEST,M3.5.0,M10.5.0/3",
          ":/etc/localtime", "/usr/share/zoneinfo/Europe/Berlin", "", "<-03>3"})
        QTest::addRow("not %s", id) << QByteArray(id) << false;
}

void tst_SystemContext::onlyAnIanaNameIsATimeZone()
{
    QFETCH(QByteArray, id);
    QFETCH(bool, isKnown);
    QCOMPARE(timeZoneName(id), isKnown ? QString::fromLatin1(id) : QString());
}

// What filters in use look for, of which RudderStack's gateway has the first three. Such lists flag
// what has no more than a name and a version too.
void tst_SystemContext::noFilterTakesTheUserAgentForARobots_data()
{
    QTest::addColumn<QString>("pattern");
    const char *const patterns[] = {
            "bot",
            "crawler",
            "spider",
            "crawl",
            "slurp",
            "scan",
            "search",
            "http",
            "fetch",
            "feed",
            "archive",
            "grab",
            "scrape",
            "headless",
            "phantom",
            "lighthouse",
            "monitor",
            "check\\b",
            "detect",
            "inspect",
            "proxy",
            "server",
            "tools",
            "url",
            "library",
            "client/",
            "agent\\b",
            "node\\b",
            "java",
            "perl",
            "python",
            "ruby",
            "php",
            "curl",
            "wget",
            "libwww",
            "okhttp",
            "axios",
            "go-http",
            "postman",
            "preview",
            "download",
            "synthetic",
            "analyzer",
            "\\.com\\b",
            "@[a-z]",
            "\\|",
            "\\(\\)",
            "^[^ ]{50,}$",
            "^\\d+\\b",
            ";\\s\\w+;$",
            "\\b\\w+/1\\.0;",
            "^\\w+/[\\w\\(\\)]*$",
            "^[\\w\\-]+/[\\w]+$",
            "^[\\w \\.\\-\\(?:\\):%]+(?:/v?\\d+(?:\\.\\d+)?(?:\\.\\d{1,10})*?)?(?:,|$)"};
    for (const char *pattern : patterns)
        QTest::newRow(pattern) << QString::fromLatin1(pattern);
}

void tst_SystemContext::noFilterTakesTheUserAgentForARobots()
{
    QFETCH(QString, pattern);
    const QRegularExpression filter(pattern, QRegularExpression::CaseInsensitiveOption);
    QVERIFY(filter.isValid());
    const QStringList kernels{u"linux"_s,   u"winnt"_s,     u"darwin"_s, u"freebsd"_s, u"openbsd"_s,
                              u"netbsd"_s,  u"qnx"_s,       u"sunos"_s,  u"haiku"_s,   u"robotos"_s,
                              u"vxworks"_s, u"integrity"_s, u"hurd"_s,   u"minix"_s,   u""_s};
    const QStringList products{u"debian"_s, u"android"_s, u"ios"_s, u"tvos"_s, u"spideros"_s};
    const QStringList architectures{QSysInfo::currentCpuArchitecture(),
                                    u"x86_64"_s,
                                    u"arm64"_s,
                                    u"arm"_s,
                                    u"riscv64"_s,
                                    u"loongarch64"_s,
                                    u"botcore"_s,
                                    u"Spider 9"_s,
                                    u""_s};
    for (const QString &kernel : kernels) {
        for (const QString &product : products) {
            for (const QString &architecture : architectures) {
                const QString text = userAgent(u"1.0.0"_s, systemName(kernel, product),
                                               architecture, u"6.4.2"_s);
                QVERIFY2(!text.contains(filter), qPrintable(text));
            }
        }
    }
}

void tst_SystemContext::nothingNamedByPeopleIsInTheUserAgent()
{
    QCoreApplication::setApplicationName(u"Robot Arm Control"_s);
    QCoreApplication::setOrganizationDomain(u"spider.example"_s);
    const Properties context = systemContext(u"crawler-1"_s);
    QCOMPARE(objectIn(context, u"app"_s).value(u"name"_s).toString(), u"Robot Arm Control"_s);
    const QString text = context.value(u"userAgent"_s).toString();
    for (const QString &word : {u"bot"_s, u"crawler"_s, u"spider"_s})
        QVERIFY2(!text.contains(word, Qt::CaseInsensitive), qPrintable(text));
    QCOMPARE(userAgent(u"1.0.0"_s, u"Linux"_s, u"x86_64"_s, u"6.4.2"_s),
             u"rudder-sdk-qt/1.0.0 (Linux; x86_64) Qt/6.4.2"_s);
    QCOMPARE(userAgent(u"1.0.0"_s, u"robotos"_s, u"botcore"_s, u"6.4-bot"_s),
             u"rudder-sdk-qt/1.0.0 (Unix) Qt/6"_s);
}

void tst_SystemContext::theDeviceIdIsTheApplicationsOwn()
{
    const QByteArray machine("0123456789abcdef0123456789abcdef");
    const QString id = deviceId(machine, u"com.example.shop"_s);
    QVERIFY(!QUuid::fromString(id).isNull());
    QCOMPARE(id, u"2442e02f-00d4-4bb9-adeb-70af1c2d0843"_s); // for ever
    QCOMPARE(deviceId(machine + '\n', u"com.example.shop"_s), id);
    QVERIFY(deviceId(machine, u"com.example.other"_s) != id);
    QVERIFY(deviceId("f123456789abcdef0123456789abcdef", u"com.example.shop"_s) != id);
}

void tst_SystemContext::withoutMachineOrApplicationThereIsNoDeviceId_data()
{
    QTest::addColumn<QByteArray>("machine");
    QTest::addColumn<QString>("application");
    const QByteArray machine("0123456789abcdef0123456789abcdef");
    QTest::newRow("no application") << machine << QString();
    QTest::newRow("no machine") << QByteArray() << u"shop"_s;
    QTest::newRow("white space") << QByteArray("\n") << u"shop"_s;
    QTest::newRow("not yet given") << QByteArray("uninitialized\n") << u"shop"_s;
    QTest::newRow("zeros") << QByteArray(32, '0') << u"shop"_s;
}

void tst_SystemContext::withoutMachineOrApplicationThereIsNoDeviceId()
{
    QFETCH(QByteArray, machine);
    QFETCH(QString, application);
    QCOMPARE(deviceId(machine, application), QString());
}

QTEST_APPLESS_MAIN(tst_SystemContext)
#include "tst_systemcontext.moc"
