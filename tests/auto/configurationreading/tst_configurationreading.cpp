// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "optionsamples.h"

#include "configurationreading_p.h"

#include <RudderQt/Error>
#include <RudderQt/Properties>

#include <QtCore/qbuffer.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qprocess.h>
#include <QtCore/qregularexpression.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslsocket.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Rudder::Configuration;
using Rudder::Error;

namespace {

QString variableOf(const QString &option)
{
    static const QRegularExpression capital(u"([A-Z])"_s);
    return u"RUDDER_"_s + QString(option).replace(capital, u"_\\1"_s).toUpper();
}

QProcessEnvironment environmentOf(const QList<std::pair<QString, QString>> &variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return environment;
}

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// The rows of the page's table, cell by cell.
QList<QStringList> documentedOptions()
{
    QList<QStringList> rows;
    for (const QString &line : contents(QStringLiteral(CONFIGURATION_PAGE)).split(u'\n')) {
        if (line.startsWith(u"| `"))
            rows.append(line.sliced(2).split(u" | "_s));
    }
    return rows;
}

QString inDebug(const Configuration &configuration)
{
    QString text;
    QDebug(&text) << configuration;
    return text;
}

Error invalid(const QString &sentences)
{
    return Error(Error::Code::InvalidConfiguration, sentences);
}

// A disk that fails.
class BrokenDevice : public QIODevice
{
public:
    bool atEnd() const override { return false; }

protected:
    qint64 readData(char *, qint64) override
    {
        setErrorString(u"the disk is broken"_s);
        return -1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }
};

// A pipe, whose writer takes its time: each piece has to be waited for.
class PiecewiseDevice : public QIODevice
{
public:
    explicit PiecewiseDevice(const QByteArrayList &pieces) : m_pieces(pieces)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    bool isSequential() const override { return true; }
    bool atEnd() const override { return m_pieces.isEmpty() && !m_breaks; }
    bool waitForReadyRead(int) override
    {
        m_isReady = true;
        return m_breaks || !m_pieces.isEmpty();
    }
    void breakAtEnd() { m_breaks = true; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        if (!std::exchange(m_isReady, false))
            return 0;
        if (m_pieces.isEmpty()) {
            setErrorString(u"the writer is gone"_s);
            return -1;
        }
        const QByteArray piece = m_pieces.takeFirst();
        if (piece.size() > most)
            m_pieces.prepend(piece.sliced(most));
        const qint64 count = std::min<qint64>(piece.size(), most);
        std::copy_n(piece.cbegin(), count, data);
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArrayList m_pieces;
    bool m_isReady = true;
    bool m_breaks = false;
};

QStringList messages;

void keepMessage(QtMsgType, const QMessageLogContext &, const QString &message)
{
    messages.append(message);
}

} // namespace

class tst_ConfigurationReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySetterHasAnOption();
    void everyOptionHasASample();
    void everyOptionIsDocumented();
    void documentedRangesAreTrue_data();
    void documentedRangesAreTrue();
    void everyOptionIsRead_data();
    void everyOptionIsRead();

    void wrongTypesAreNamed_data();
    void wrongTypesAreNamed();
    void unusableJsonIsAnError_data();
    void unusableJsonIsAnError();
    void ownKeysAreLeftAlone();
    void aByteOrderMarkIsSkipped();
    void aDeviceIsReadToItsEnd();
    void aDeviceMayGiveItsBytesInPieces();
    void anUnreadableDeviceIsAnError();
    void numbersOutOfRangeAreCorrected();
    void aProxyIsAUrlWithAPort_data();
    void aProxyIsAUrlWithAPort();
    void certificatesComeFromAFile();

    void wrongVariablesAreNamed_data();
    void wrongVariablesAreNamed();
    void variablesOfOthersAreLeftAlone();
    void theEnvironmentOverrulesAFile();
    void theProgramsEnvironmentIsRead();
    void oneSourceMakesAConfiguration();

    void faultsAreAllToldAtOnce();
    void noMoreFaultsAreToldThanCanBeRead();
    void valuesOfQtAreOptionsToo();
    void noValueIsInAnErrorOrTheLog();

private:
    OptionSamples m_samples;
};

void tst_ConfigurationReading::everySetterHasAnOption()
{
    const QRegularExpression setter(u"Configuration &set(\\w)(\\w+)\\("_s);
    QStringList options;
    auto found = setter.globalMatch(contents(QStringLiteral(CONFIGURATION_HEADER)));
    while (found.hasNext()) {
        const QRegularExpressionMatch match = found.next();
        options.append(match.captured(1).toLower() + match.captured(2));
    }
    QVERIFY(options.size() > 30);
    // A C++ type, of which text can have this part.
    options.replaceInStrings(u"sslConfiguration"_s, u"caCertificates"_s);
    QStringList names = Configuration::optionNames();
    options.sort();
    names.sort();
    QCOMPARE(names, options);
}

void tst_ConfigurationReading::everyOptionHasASample()
{
    QStringList sampled;
    for (const OptionSample &sample : m_samples.all()) {
        sampled.append(sample.name);
        QVERIFY2(!sample.isSet(Configuration()), qPrintable(sample.name));
    }
    QStringList names = Configuration::optionNames();
    sampled.sort();
    names.sort();
    QCOMPARE(sampled, names);
}

void tst_ConfigurationReading::everyOptionIsDocumented()
{
    QStringList documented;
    for (const QStringList &row : documentedOptions())
        documented.append(row[0] + u' ' + row[1]);
    QStringList expected;
    for (const QString &name : Configuration::optionNames())
        expected.append(u"`%1` `%2`"_s.arg(name, variableOf(name)));
    documented.sort();
    expected.sort();
    QCOMPARE(documented, expected);
}

void tst_ConfigurationReading::documentedRangesAreTrue_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("least");
    QTest::addColumn<QString>("most");

    const QRegularExpression range(u"([\\d,]+) to ([\\d,]+) \\|"_s);
    for (const QStringList &row : documentedOptions()) {
        if (row[2] != u"number" && row[2] != u"time")
            continue;
        const QRegularExpressionMatch found = range.match(row.last());
        const QString name = row[0].sliced(1).chopped(1);
        QTest::newRow(qPrintable(name))
                << name << found.captured(1).remove(u',') << found.captured(2).remove(u',');
    }
}

void tst_ConfigurationReading::documentedRangesAreTrue()
{
    QFETCH(QString, name);
    QFETCH(QString, least);
    QFETCH(QString, most);

    for (const auto &[given, used] : {std::pair(u"-1"_s, least), std::pair(u"1e300"_s, most)}) {
        const QString warning = u"^%1 can't be .* only from %2 to %3: %4 is used$"_s;
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(warning.arg(name, least, most, used)));
        Configuration c;
        const Error error = Rudder::readJson(u"{\"%1\": %2}"_s.arg(name, given).toUtf8(), {}, &c);
        QCOMPARE(error, Error());
    }
}

void tst_ConfigurationReading::everyOptionIsRead_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<OptionSample> samples = m_samples.all();
    for (qsizetype i = 0; i < samples.size(); ++i)
        QTest::newRow(qPrintable(samples[i].name)) << i;
}

void tst_ConfigurationReading::everyOptionIsRead()
{
    QFETCH(qsizetype, index);
    const OptionSample sample = m_samples.all().at(index);
    QTest::failOnWarning(QRegularExpression(u"."_s));

    const QByteArray json = "{\"" + sample.name.toUtf8() + "\": " + sample.json + '}';
    Configuration fromJson;
    QCOMPARE(Rudder::readJson(json, {}, &fromJson), Error());
    QVERIFY(sample.isSet(fromJson));

    Configuration fromEnvironment;
    QCOMPARE(Rudder::readVariables(environmentOf({{variableOf(sample.name), sample.variable}}), {},
                                   &fromEnvironment),
             Error());
    QVERIFY(sample.isSet(fromEnvironment));

    Configuration fromMap;
    QCOMPARE(fromMap.readOptions(QJsonDocument::fromJson(json).toVariant().toMap()), Error());
    QVERIFY(sample.isSet(fromMap));

    Configuration fromObject;
    QCOMPARE(fromObject.readOptions(QJsonDocument::fromJson(json).object()), Error());
    QVERIFY(sample.isSet(fromObject));
}

void tst_ConfigurationReading::wrongTypesAreNamed_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QString>("sentence");

    const auto row = [](const char *member, const QString &sentence) {
        QTest::newRow(member) << QByteArray(member) << sentence;
    };
    row(R"("writekey": "x")", u"\"writekey\" is not an option."_s);
    row(R"("": 1)", u"\"\" is not an option."_s);
    row(R"("a\nb\u0007": 1)", u"\"a?b?\" is not an option."_s);
    row(R"("writeKey": 5)", u"\"writeKey\" must be a string."_s);
    row(R"("writeKey": null)", u"\"writeKey\" must be a string."_s);
    for (const char *url :
         {"{}", R"("https://h:99999")", R"(" https://dp.example.com\n")", R"("https://a b.com")",
          R"("dp.example.com")", R"("ftp://h")", R"("https://")", R"(" ")"}) {
        for (const char *name : {"dataPlaneUrl", "controlPlaneUrl"}) {
            row(QByteArray(QByteArray("\"") + name + "\": " + url).constData(),
                u"\"%1\" must be an http or https URL."_s.arg(QLatin1String(name)));
        }
    }
    row(R"("gzip": 1)", u"\"gzip\" must be true or false."_s);
    row(R"("gzip": "true")", u"\"gzip\" must be true or false."_s);
    row(R"("flushAt": "20")", u"\"flushAt\" must be a whole number."_s);
    row(R"("flushAt": 1.5)", u"\"flushAt\" must be a whole number."_s);
    row(R"("flushInterval": true)", u"\"flushInterval\" must be a whole number of milliseconds."_s);
    row(R"("durability": "full")", u"\"durability\" must be \"Normal\" or \"Full\"."_s);
    row(R"("consentPolicy": 1)", u"\"consentPolicy\" must be \"NotRequired\" or \"Required\"."_s);
    const QString events = u"\"lifecycleEvents\" must be a list of \"None\" or \"Installed\" or"
                           " \"Updated\" or \"Opened\" or \"Backgrounded\" or \"All\"."_s;
    row(R"("lifecycleEvents": "Opened")", events);
    row(R"("lifecycleEvents": ["Opened", "Closed"])", events);
    row(R"("lifecycleEvents": [4])", events);
    row(R"("consentPurposes": "ads")", u"\"consentPurposes\" must be a list of strings."_s);
    row(R"("consentPurposes": ["ads", 1])", u"\"consentPurposes\" must be a list of strings."_s);
    const QString pins = u"\"pinnedKeys\" must be a list of pins as \"sha256//…\"."_s;
    row(R"("pinnedKeys": {})", pins);
    row(R"("pinnedKeys": ["sha256//AAAA"])", pins);
    row(R"("pinnedKeys": ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ""])", pins);
    row(R"("extraHeaders": ["X: y"])", u"\"extraHeaders\" must be an object of strings."_s);
    row(R"("extraHeaders": {"X": 1})", u"\"extraHeaders\" must be an object of strings."_s);
    for (const char *header :
         {R"("": "1")", R"("X Y": "1")", R"("X": "1", "Host": "h")", R"("X": "1\r\nY: 2")"}) {
        row(QByteArray(QByteArray("\"extraHeaders\": {") + header + '}').constData(),
            u"\"extraHeaders\" must be an object of HTTP headers, without line breaks and without"
            " those that the client sets."_s);
    }
    row(R"("caCertificates": "/nowhere.pem")",
        u"\"caCertificates\" must be the path of a PEM file with certificates."_s);
}

void tst_ConfigurationReading::wrongTypesAreNamed()
{
    QFETCH(QByteArray, member);
    QFETCH(QString, sentence);

    Configuration c;
    const Error error = Rudder::readJson("{\n  \"channel\": \"web\", " + member + "\n}", {}, &c);
    QCOMPARE(error, invalid(u"Line 2, column 21: "_s + sentence));
    QCOMPARE(inDebug(c), inDebug(Configuration()));
}

void tst_ConfigurationReading::unusableJsonIsAnError_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("sentence");

    const QString empty = u"The configuration is empty; it must be a JSON object."_s;
    QTest::newRow("empty") << QByteArray() << empty;
    QTest::newRow("white space") << QByteArray(" \r\n") << empty;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf") << empty;
    QTest::newRow("list") << QByteArray("[]") << u"The configuration must be a JSON object."_s;
    QTest::newRow("1 MiB and a byte") << QByteArray("{}").leftJustified(1024 * 1024 + 1)
                                      << u"The configuration is larger than 1 MiB."_s;
    QTest::newRow("no JSON") << QByteArray("{\n  \"flushAt\": 20,\n  \"gzip\": yes\n}")
                             << u"Line 3, column 1\\d: this is not JSON \\(.+\\)."_s;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0}\0", 6)
                            << u"Line 1, column \\d: this is not JSON \\(.+\\)."_s;
    QTest::newRow("cut off") << QByteArray("{\n\"flushAt\": 20,\n")
                             << u"Line 3, column 1: this is not JSON \\(.+\\)."_s;
    QTest::newRow("more than an object")
            << QByteArray("{}\n{}") << u"Line 2, column 1: this is not JSON \\(.+\\)."_s;
    QTest::newRow("a key twice")
            << QByteArray("{\n\"flushAt\": 20,\n\"gzip\": true,\n \"flush\\u0041t\": 21}")
            << u"Line 4, column 2: \"flushAt\" is there twice, first in line 2."_s;
    QTest::newRow("a header twice")
            << QByteArray("{\"extraHeaders\": {\n\"X%2\": \"a\",\n\"X%2\": \"b\"}}")
            << u"Line 3, column 1: \"X%2\" is there twice, first in line 2."_s;
}

void tst_ConfigurationReading::unusableJsonIsAnError()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, sentence);

    Configuration c;
    const Error error = Rudder::readJson(json, {}, &c);
    QCOMPARE(error.code(), Error::Code::InvalidConfiguration);
    const QRegularExpression whole(QRegularExpression::anchoredPattern(sentence));
    QVERIFY2(whole.match(error.message()).hasMatch(), qPrintable(error.message()));
    QCOMPARE(inDebug(c), inDebug(Configuration()));
}

void tst_ConfigurationReading::ownKeysAreLeftAlone()
{
    Configuration c;
    const QByteArray json =
            R"({"serial": {"a": 1, "a": 2}, "serial": 3, "flushAt": 7, "site": ""})";
    QCOMPARE(Rudder::readJson(json, {u"serial"_s, u"site"_s}, &c), Error());
    QCOMPARE(c.flushAt(), 7);
    QCOMPARE(Rudder::readJson(json, {u"serial"_s}, &c),
             invalid(u"Line 1, column 57: \"site\" is not an option."_s));
}

void tst_ConfigurationReading::aByteOrderMarkIsSkipped()
{
    Configuration c;
    QCOMPARE(Rudder::readJson("\xef\xbb\xbf{\"flushAt\": 7}", {}, &c), Error());
    QCOMPARE(c.flushAt(), 7);
    QCOMPARE(Rudder::readJson("\xef\xbb\xbf{\"flushat\": 7}", {}, &c),
             invalid(u"Line 1, column 2: \"flushat\" is not an option."_s));
}

void tst_ConfigurationReading::aDeviceIsReadToItsEnd()
{
    QByteArray json = QByteArray("{\"flushAt\":7}").leftJustified(1024 * 1024);
    QBuffer buffer(&json);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    Configuration c;
    QCOMPARE(c.readJson(&buffer), Error());
    QCOMPARE(c.flushAt(), 7);
    QVERIFY(buffer.atEnd());
    QCOMPARE(c.readJson(&buffer),
             invalid(u"The configuration is empty; it must be a JSON object."_s));
}

void tst_ConfigurationReading::aDeviceMayGiveItsBytesInPieces()
{
    Configuration c;
    PiecewiseDevice device({"{\"writeKey\":\"abc\",", "\"flushAt\"", ":44}"});
    QCOMPARE(c.readJson(&device), Error());
    QCOMPARE(c.writeKey(), u"abc"_s);
    QCOMPARE(c.flushAt(), 44);

    PiecewiseDevice broken({"{\"flushAt\":45}"});
    broken.breakAtEnd();
    QCOMPARE(c.readJson(&broken),
             invalid(u"The configuration can't be read: the writer is gone."_s));
    PiecewiseDevice endless({"{}", QByteArray(2 * 1024 * 1024, ' ')});
    QCOMPARE(c.readJson(&endless), invalid(u"The configuration is larger than 1 MiB."_s));
    QCOMPARE(c.flushAt(), 44);
}

void tst_ConfigurationReading::anUnreadableDeviceIsAnError()
{
    Configuration c;
    const Error notOpen = invalid(u"The configuration can't be read: it is not open."_s);
    QFile closed(QStringLiteral(CONFIGURATION_PAGE));
    QCOMPARE(c.readJson(&closed), notOpen);
    QCOMPARE(c.readJson(nullptr), notOpen);
    BrokenDevice broken;
    QVERIFY(broken.open(QIODevice::ReadOnly));
    QCOMPARE(c.readJson(&broken),
             invalid(u"The configuration can't be read: the disk is broken."_s));
}

void tst_ConfigurationReading::numbersOutOfRangeAreCorrected()
{
    Configuration c;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^flushAt can't be"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^maxStoredEvents can't be"_s));
    QCOMPARE(
            Rudder::readJson(R"({"flushAt": 99999999999, "maxStoredEvents": -9223372036854775808})",
                             {}, &c),
            Error());
    QCOMPARE(c.flushAt(), 10'000);
    QCOMPARE(c.maxStoredEvents(), 1);

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^flushAt can't be"_s));
    QCOMPARE(c.readOptions({{u"flushAt"_s, std::numeric_limits<quint64>::max()}}), Error());
    QCOMPARE(c.flushAt(), 10'000);
}

void tst_ConfigurationReading::aProxyIsAUrlWithAPort_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<QNetworkProxy>("proxy");

    using P = QNetworkProxy;
    QTest::newRow("http") << u"http://proxy.example:3128"_s << true
                          << P(P::HttpProxy, u"proxy.example"_s, 3128);
    QTest::newRow("slash") << u"HTTP://proxy.example:3128/"_s << true
                           << P(P::HttpProxy, u"proxy.example"_s, 3128);
    QTest::newRow("user") << u"http://me:p%40ss%3A@[::1]:8080"_s << true
                          << P(P::HttpProxy, u"::1"_s, 8080, u"me"_s, u"p@ss:"_s);
    QTest::newRow("none") << u"none"_s << true << P(P::NoProxy);
    for (const char *text : {"", "proxy.example:3128", "http://proxy.example", "http://:3128",
                             "http://proxy.example:0", "http://proxy.example:99999",
                             "https://proxy.example:3128", "socks://proxy.example:1080",
                             "http://proxy.example:3128/path", "http://proxy.example:3128?a",
                             "http://proxy.example:3128#a", "http://proxy example:3128"}) {
        QTest::newRow(text) << QString::fromLatin1(text) << false << P();
    }
}

void tst_ConfigurationReading::aProxyIsAUrlWithAPort()
{
    QFETCH(QString, text);
    QFETCH(bool, isTaken);
    QFETCH(QNetworkProxy, proxy);

    Configuration c;
    const Error error = c.readOptions({{u"proxy"_s, text}});
    QCOMPARE(!error.isError(), isTaken);
    if (isTaken) {
        QCOMPARE(c.proxy(), proxy);
    } else {
        QCOMPARE(error.message(),
                 u"\"proxy\" must be a URL as \"http://host:port\" or"
                 " \"socks5://user:password@host:port\", or \"none\"."_s);
        QVERIFY(!c.proxy());
    }
}

void tst_ConfigurationReading::certificatesComeFromAFile()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt has no TLS here");
    QTemporaryDir folder;
    const QString path = folder.filePath(u"authorities.pem"_s);
    const auto write = [&](const QByteArray &pem) {
        QFile file(path);
        return file.open(QFile::WriteOnly) && file.write(pem) == pem.size();
    };
    Configuration c;
    QSslConfiguration ssl;
    ssl.setPeerVerifyDepth(7);
    c.setSslConfiguration(ssl);

    QVERIFY(write(OptionSamples::certificate() + OptionSamples::certificate()));
    QCOMPARE(c.readOptions({{u"caCertificates"_s, path}}), Error());
    QCOMPARE(c.sslConfiguration()->caCertificates().size(), 2);
    QCOMPARE(c.sslConfiguration()->peerVerifyDepth(), 7);

    const Error noFile =
            invalid(u"\"caCertificates\" must be the path of a PEM file with certificates."_s);
    QVERIFY(write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    QCOMPARE(c.readOptions({{u"caCertificates"_s, path}}), noFile);
    QCOMPARE(c.readOptions({{u"caCertificates"_s, folder.path()}}), noFile);
    QCOMPARE(c.readOptions({{u"caCertificates"_s, u"/dev/zero"_s}}), noFile);
    QCOMPARE(c.sslConfiguration()->caCertificates().size(), 2);
}

void tst_ConfigurationReading::wrongVariablesAreNamed_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("sentence");

    const auto row = [](const char *name, const QString &variable, const QString &value,
                        const QString &sentence) {
        QTest::newRow(name) << variable << value << sentence;
    };
    row("unknown", u"RUDDER_WRITEKEY"_s, u"x"_s, u"RUDDER_WRITEKEY is not an option."_s);
    row("nothing", u"RUDDER_"_s, u"x"_s, u"RUDDER_ is not an option."_s);
    row("small letters", u"RUDDER_flushAt"_s, u"1"_s, u"RUDDER_flushAt is not an option."_s);
    for (const char *value : {"20s", "1.5", "0x10", "020", "1,2", "\"20\"", "[20]", "1],[2"}) {
        row(value, u"RUDDER_FLUSH_AT"_s, QString::fromLatin1(value),
            u"RUDDER_FLUSH_AT must be a whole number."_s);
    }
    row("a unit", u"RUDDER_FLUSH_INTERVAL"_s, u"20s"_s,
        u"RUDDER_FLUSH_INTERVAL must be a whole number of milliseconds."_s);
    row("no flag", u"RUDDER_GZIP"_s, u"yes"_s, u"RUDDER_GZIP must be true or false."_s);
    row("2 is no flag", u"RUDDER_GZIP"_s, u"2"_s, u"RUDDER_GZIP must be true or false."_s);
    row("no choice", u"RUDDER_OVERFLOW"_s, u"Drop"_s,
        u"RUDDER_OVERFLOW must be \"DropOldest\" or \"DropNewest\"."_s);
    row("no JSON", u"RUDDER_CONSENT_PURPOSES"_s, u"ads"_s,
        u"RUDDER_CONSENT_PURPOSES must be a list of strings, written as JSON."_s);
    for (const QString &text : {u"k\ufffdse"_s, u"line\n"_s, u"line\rline"_s, QString(QChar(0))}) {
        row("not sound", u"RUDDER_WRITE_KEY"_s, text,
            u"RUDDER_WRITE_KEY must be UTF-8 text of one line."_s);
    }
    row("not sound JSON", u"RUDDER_CONSENT_PURPOSES"_s, u"[\"\ufffd\"]"_s,
        u"RUDDER_CONSENT_PURPOSES must be UTF-8 text."_s);
    row("no object", u"RUDDER_EXTRA_HEADERS"_s, u"[]"_s,
        u"RUDDER_EXTRA_HEADERS must be an object of strings, written as JSON."_s);
}

void tst_ConfigurationReading::wrongVariablesAreNamed()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QString, sentence);

    Configuration c;
    const QProcessEnvironment environment =
            environmentOf({{u"RUDDER_CHANNEL"_s, u"web"_s}, {variable, value}});
    QCOMPARE(Rudder::readVariables(environment, {}, &c), invalid(sentence));
    QCOMPARE(inDebug(c), inDebug(Configuration()));
}

void tst_ConfigurationReading::variablesOfOthersAreLeftAlone()
{
    Configuration c;
    const QProcessEnvironment environment = environmentOf({
            {u"RUDDERQT_LONG_TESTS"_s, u"1"_s},
            {u"RUDDERSTACK_ACCESS_TOKEN"_s, u"x"_s},
            {u"MY_RUDDER_FLUSH_AT"_s, u"x"_s},
            {u"RUDDER"_s, u"x"_s},
            {u"RUDDER_TMPDIR"_s, u"/tmp"_s},
            {u"RUDDER_GRACEFUL_SHUTDOWN_TIMEOUT_EXIT"_s, u"true"_s},
            {u"RUDDER_PORT"_s, u"tcp://10.0.0.1:80"_s},
            {u"RUDDER_PORT_80_TCP_ADDR"_s, u"10.0.0.1"_s},
            {u"RUDDER_SERVICE_HOST"_s, u"10.0.0.1"_s},
            {u"RUDDER_SERVICE_PORT"_s, u"80"_s},
            {u"RUDDER_SERVICE_PORT_HTTP"_s, u"80"_s},
            {u"RUDDER_SITE"_s, u"mine"_s},
            {u"RUDDER_CONSENT_PURPOSES"_s, u"\n[]\r\n"_s},
            {u"RUDDER_FLUSH_AT"_s, QString()},
            {u"RUDDER_TYPO"_s, QString()},
            {u"RUDDER_GZIP"_s, u"0"_s},
    });
    QCOMPARE(Rudder::readVariables(environment, {u"RUDDER_SITE"_s}, &c), Error());
    QCOMPARE(inDebug(c), inDebug(Configuration().setGzip(false)));
    QCOMPARE(Rudder::readVariables(environment, {}, &c),
             invalid(u"RUDDER_SITE is not an option."_s));
}

void tst_ConfigurationReading::theEnvironmentOverrulesAFile()
{
    Configuration c(u"ours"_s, QUrl(u"https://ours.example"_s));
    c.setMaxAttempts(3).setFlushAt(4).setChannel(u"ours"_s);
    QCOMPARE(Rudder::readJson(R"({"writeKey": "file", "flushAt": 5, "channel": "file"})", {}, &c),
             Error());
    QCOMPARE(Rudder::readVariables(environmentOf({{u"RUDDER_WRITE_KEY"_s, u"environment"_s},
                                                  {u"RUDDER_FLUSH_AT"_s, u"6"_s}}),
                                   {}, &c),
             Error());
    QCOMPARE(c.writeKey(), u"environment"_s);
    QCOMPARE(c.dataPlaneUrl(), QUrl(u"https://ours.example"_s));
    QCOMPARE(c.maxAttempts(), 3);
    QCOMPARE(c.flushAt(), 6);
    QCOMPARE(c.channel(), u"file"_s);
}

void tst_ConfigurationReading::theProgramsEnvironmentIsRead()
{
    qputenv("RUDDER_QUEUE_NAME", "käse");
    qputenv("RUDDER_SITE", "mine");
    Configuration c;
    QCOMPARE(c.readEnvironment({u"RUDDER_SITE"_s}), Error());
    QCOMPARE(c.queueName(), u"käse"_s);
    QCOMPARE(c.readEnvironment(), invalid(u"RUDDER_SITE is not an option."_s));
    qputenv("RUDDER_QUEUE_NAME", "k\xe4se");
    qunsetenv("RUDDER_SITE");
    QCOMPARE(c.readEnvironment(), invalid(u"RUDDER_QUEUE_NAME must be UTF-8 text of one line."_s));
    qunsetenv("RUDDER_QUEUE_NAME");
    QCOMPARE(c.readEnvironment(), Error());
    QCOMPARE(c.queueName(), u"käse"_s);
}

void tst_ConfigurationReading::oneSourceMakesAConfiguration()
{
    Error error = invalid(u"of before"_s);
    QByteArray json = "{\"writeKey\": \"file\"}";
    QBuffer buffer(&json);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    QCOMPARE(Configuration::fromJson(&buffer, &error).writeKey(), u"file"_s);
    QCOMPARE(error, Error());
    QCOMPARE(Configuration::fromJson(&buffer, &error).writeKey(), QString()); // at its end
    QCOMPARE(error, invalid(u"The configuration is empty; it must be a JSON object."_s));
    QCOMPARE(Configuration::fromJson(nullptr).writeKey(), QString());

    qputenv("RUDDER_WRITE_KEY", "environment");
    QCOMPARE(Configuration::fromEnvironment(&error).writeKey(), u"environment"_s);
    QCOMPARE(error, Error());
    qputenv("RUDDER_FLUSH_AT", "seven");
    QCOMPARE(Configuration::fromEnvironment(&error).writeKey(), QString());
    QCOMPARE(error, invalid(u"RUDDER_FLUSH_AT must be a whole number."_s));
    QCOMPARE(Configuration::fromEnvironment().writeKey(), QString());
    qunsetenv("RUDDER_WRITE_KEY");
    qunsetenv("RUDDER_FLUSH_AT");
}

void tst_ConfigurationReading::faultsAreAllToldAtOnce()
{
    Configuration c;
    QCOMPARE(Rudder::readJson("{\n\"gzip\": 1,\n\"flushAt\": 7,\n\"zip\": 1, \"a\": 2\n}", {}, &c),
             invalid(u"Line 2, column 1: \"gzip\" must be true or false.\n"
                     "Line 4, column 1: \"zip\" is not an option.\n"
                     "Line 4, column 11: \"a\" is not an option."_s));
    QCOMPARE(Rudder::readVariables(environmentOf({{u"RUDDER_ZIP"_s, u"1"_s},
                                                  {u"RUDDER_GZIP"_s, u"x"_s},
                                                  {u"RUDDER_FLUSH_AT"_s, u"7"_s}}),
                                   {}, &c),
             invalid(u"RUDDER_GZIP must be true or false.\nRUDDER_ZIP is not an option."_s));
    QCOMPARE(c.readOptions({{u"b"_s, 1}, {u"flushAt"_s, 7}, {u"a"_s, 1}}),
             invalid(u"\"b\" is not an option.\n\"a\" is not an option."_s));
    QCOMPARE(c.flushAt(), 20);
}

void tst_ConfigurationReading::noMoreFaultsAreToldThanCanBeRead()
{
    QByteArray json = "{";
    for (int i = 0; i < 100'000; ++i)
        json += "\"\":0,";
    json += '"' + QByteArray(1000, 'x') + "\":0}";
    Configuration c;
    const QStringList lines = Rudder::readJson(json, {}, &c).message().split(u'\n');
    QCOMPARE(lines.size(), 21);
    QCOMPARE(lines.last(), u"And 99981 more."_s);

    const QString name(1000, u'x');
    QCOMPARE(c.readOptions({{name, 0}}),
             invalid(u"\"%1…\" is not an option."_s.arg(name.left(64))));
}

void tst_ConfigurationReading::valuesOfQtAreOptionsToo()
{
    Configuration c;
    QVERIFY(c.readOptions({{u"dataPlaneUrl"_s, QUrl(u"https://h:99999"_s)}}).isError());
    QVERIFY(!c.readOptions({{u"dataPlaneUrl"_s, QUrl()}}).isError());
    QVERIFY(!c.readOptions({{u"dataPlaneUrl"_s, QString()}}).isError());
    const QVariantMap map{
            {u"flushAt"_s, 7},
            {u"maxAttempts"_s, 8u},
            {u"flushInterval"_s, 9000.0},
            {u"dataPlaneUrl"_s, QUrl(u"https://example.com"_s)},
            {u"consentPurposes"_s, QStringList{u"ads"_s}},
            {u"extraHeaders"_s, QVariantMap{{u"X"_s, u"1"_s}}},
            {u"proxy"_s, QUrl(u"http://me:a%20b@host:1"_s)},
    };
    QCOMPARE(c.readOptions(map), Error());
    QCOMPARE(c.flushAt(), 7);
    QCOMPARE(c.maxAttempts(), 8);
    QCOMPARE(c.flushInterval(), 9s);
    QCOMPARE(c.dataPlaneUrl(), QUrl(u"https://example.com"_s));
    QCOMPARE(c.consentPurposes(), QStringList{u"ads"_s});
    QCOMPARE(c.extraHeaders(), (QList<Configuration::Header>{{"X", "1"}}));
    QCOMPARE(c.proxy()->password(), u"a b"_s);

    for (const QVariant &seven :
         {QVariant::fromValue(short(7)), QVariant::fromValue(ushort(7)), QVariant::fromValue(7L),
          QVariant::fromValue(7UL), QVariant(7.0F), QVariant(QJsonValue(7))}) {
        c.setFlushAt(8);
        QCOMPARE(c.readOptions({{u"flushAt"_s, seven}}), Error());
        QCOMPARE(c.flushAt(), 7);
    }
    QVERIFY(c.readOptions({{u"flushAt"_s, 7.5F}}).isError());
    QCOMPARE(c.readOptions({{u"channel"_s, QVariant(QJsonValue(u"tv"_s))}}), Error());
    QCOMPARE(c.channel(), u"tv"_s);

    // In the order in which they are given.
    QCOMPARE(c.readOptions(
                     {{u"extraHeaders"_s, Rudder::Properties{{u"Y"_s, u"2"_s}, {u"X"_s, u"1"_s}}}}),
             Error());
    QCOMPARE(c.extraHeaders(), (QList<Configuration::Header>{{"Y", "2"}, {"X", "1"}}));
    QVERIFY(c.readOptions({{u"flushAt"_s, qQNaN()}}).isError());
    QVERIFY(c.readOptions({{u"flushAt"_s, qInf()}}).isError());
    QVERIFY(c.readOptions({{u"writeKey"_s, QByteArray("bytes")}}).isError());
}

void tst_ConfigurationReading::noValueIsInAnErrorOrTheLog()
{
    messages.clear();
    const auto before = qInstallMessageHandler(keepMessage);
    QStringList said;
    for (const char *value :
         {"\"sEcret\"", "[\"sEcret\"]", "{\"X-Key\": \"sEcret\"}", "{\"X-Key\": [\"sEcret\"]}",
          "{\"Authorization\": \"sEcret\"}", "{\"X\": \"sEcret\\n\"}", "{\"sEcret\": 1}",
          "\"http://me:sEcret@host\"", "\"https://me:sEcret@host:1\"", "\"sEcret", "sEcret"}) {
        for (const QString &name : {u"writeKey"_s, u"extraHeaders"_s, u"proxy"_s}) {
            Configuration c;
            const QByteArray json = "{\"" + name.toUtf8() + "\": " + value + '}';
            said.append(Rudder::readJson(json, {}, &c).message());
            said.append(
                    Rudder::readVariables(
                            environmentOf({{variableOf(name), QString::fromLatin1(value)}}), {}, &c)
                            .message());
            said.append(inDebug(c));
        }
    }
    qInstallMessageHandler(before);
    said += messages;
    for (const QString &sentence : std::as_const(said))
        QVERIFY2(!sentence.contains(u"sEcret"), qPrintable(sentence));
}

QTEST_GUILESS_MAIN(tst_ConfigurationReading)

#include "tst_configurationreading.moc"
