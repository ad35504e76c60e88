// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configurationoptions_p.h"

#include "configurationcheck_p.h"
#include "optionvalues_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qsslconfiguration.h>

#include <algorithm>
#include <limits>

namespace Rudder {

namespace {

using Notation = ConfigurationOption::Notation;

ConfigurationOption textOption(const char *name,
                               Configuration &(Configuration::*set)(const QString &))
{
    return {QString::fromLatin1(name), Notation::Text,
            [set](Configuration &configuration, const QVariant &value) {
                if (value.typeId() != QMetaType::QString)
                    return QStringLiteral("a string");
                (configuration.*set)(value.toString());
                return QString();
            }};
}

ConfigurationOption urlOption(const char *name, Configuration &(Configuration::*set)(const QUrl &))
{
    return {QString::fromLatin1(name), Notation::Text,
            [set](Configuration &configuration, const QVariant &value) {
                const bool isText = value.typeId() == QMetaType::QString;
                const QUrl url = value.toUrl();
                if ((!isText && value.typeId() != QMetaType::QUrl) || !isAddress(url))
                    return QStringLiteral("an http or https URL");
                (configuration.*set)(url);
                return QString();
            }};
}

ConfigurationOption flagOption(const char *name, Configuration &(Configuration::*set)(bool))
{
    return {QString::fromLatin1(name), Notation::Flag,
            [set](Configuration &configuration, const QVariant &value) {
                if (value.typeId() != QMetaType::Bool)
                    return QStringLiteral("true or false");
                (configuration.*set)(value.toBool());
                return QString();
            }};
}

// The configuration corrects what is out of its range, so a number only has to fit its type.
template <typename Number>
ConfigurationOption numberOption(const char *name, Configuration &(Configuration::*set)(Number))
{
    return {QString::fromLatin1(name), Notation::Number,
            [set](Configuration &configuration, const QVariant &value) {
                const std::optional<qint64> given = toWholeNumber(value);
                if (!given)
                    return QStringLiteral("a whole number");
                (configuration
                 .*set)(Number(std::clamp<qint64>(*given, std::numeric_limits<Number>::min(),
                                                  std::numeric_limits<Number>::max())));
                return QString();
            }};
}

ConfigurationOption timeOption(const char *name,
                               Configuration &(Configuration::*set)(std::chrono::milliseconds))
{
    return {QString::fromLatin1(name), Notation::Number,
            [set](Configuration &configuration, const QVariant &value) {
                const std::optional<qint64> given = toWholeNumber(value);
                if (!given)
                    return QStringLiteral("a whole number of milliseconds");
                (configuration.*set)(std::chrono::milliseconds(*given));
                return QString();
            }};
}

QString quotedKeys(const QMetaEnum &names)
{
    QStringList keys;
    for (int i = 0; i < names.keyCount(); ++i)
        keys.append(u'"' + QString::fromLatin1(names.key(i)) + u'"');
    return keys.join(QStringLiteral(" or "));
}

template <typename Enum>
ConfigurationOption choiceOption(const char *name, Configuration &(Configuration::*set)(Enum))
{
    return {QString::fromLatin1(name), Notation::Text,
            [set](Configuration &configuration, const QVariant &value) {
                const QMetaEnum names = QMetaEnum::fromType<Enum>();
                const std::optional<int> chosen = toEnumerator(names, value);
                if (!chosen)
                    return quotedKeys(names);
                (configuration.*set)(Enum(*chosen));
                return QString();
            }};
}

template <typename Flags>
ConfigurationOption choicesOption(const char *name, Configuration &(Configuration::*set)(Flags))
{
    return {QString::fromLatin1(name), Notation::Json,
            [set](Configuration &configuration, const QVariant &value) {
                const QMetaEnum names = QMetaEnum::fromType<Flags>();
                const std::optional<int> chosen = toFlags(names, value);
                if (!chosen)
                    return QString(QStringLiteral("a list of ") + quotedKeys(names));
                (configuration.*set)(Flags::fromInt(*chosen));
                return QString();
            }};
}

ConfigurationOption textsOption(const char *name,
                                Configuration &(Configuration::*set)(const QStringList &))
{
    return {QString::fromLatin1(name), Notation::Json,
            [set](Configuration &configuration, const QVariant &value) {
                const std::optional<QStringList> given = toTexts(value);
                if (!given)
                    return QStringLiteral("a list of strings");
                (configuration.*set)(*given);
                return QString();
            }};
}

// Those whose setter takes another type.

QString setPins(Configuration &configuration, const QVariant &value)
{
    const QString expected = QStringLiteral("a list of pins as \"sha256//…\"");
    const std::optional<QStringList> pins = toTexts(value);
    if (!pins)
        return expected;
    QList<QByteArray> keys;
    for (const QString &pin : *pins) {
        keys.append(pin.toUtf8());
        if (hashOfPin(keys.last()).isEmpty())
            return expected;
    }
    configuration.setPinnedKeys(keys);
    return {};
}

QString setHeaders(Configuration &configuration, const QVariant &value)
{
    const auto headers = toHeaders(value);
    if (!headers)
        return QStringLiteral("an object of strings");
    for (const Configuration::Header &header : *headers) {
        if (!faultOfHeader(header).isEmpty()) {
            return QStringLiteral("an object of HTTP headers, without line breaks and without those"
                                  " that the client sets");
        }
    }
    configuration.setExtraHeaders(*headers);
    return {};
}

QString setProxy(Configuration &configuration, const QVariant &value)
{
    const std::optional<QNetworkProxy> proxy = toProxy(value);
    if (!proxy) {
        return QStringLiteral(
                "a URL as \"http://host:port\" or \"socks5://user:password@host:port\","
                " or \"none\"");
    }
    configuration.setProxy(*proxy);
    return {};
}

// What else the program has configured stays: its own certificate, for example.
QString setCaCertificates(Configuration &configuration, const QVariant &value)
{
    const auto certificates = toCertificates(value);
    if (!certificates)
        return QStringLiteral("the path of a PEM file with certificates");
    QSslConfiguration ssl =
            configuration.sslConfiguration().value_or(QSslConfiguration::defaultConfiguration());
    ssl.setCaCertificates(*certificates);
    configuration.setSslConfiguration(ssl);
    return {};
}

QList<ConfigurationOption> makeOptions()
{
    using C = Configuration;
    return {
            textOption("writeKey", &C::setWriteKey),
            urlOption("dataPlaneUrl", &C::setDataPlaneUrl),
            urlOption("controlPlaneUrl", &C::setControlPlaneUrl),
            flagOption("enabled", &C::setEnabled),
            textOption("channel", &C::setChannel),

            flagOption("freshAnonymousId", &C::setFreshAnonymousId),
            flagOption("automaticSessions", &C::setAutomaticSessions),
            timeOption("sessionTimeout", &C::setSessionTimeout),
            choicesOption("lifecycleEvents", &C::setLifecycleEvents),

            choiceOption("consentPolicy", &C::setConsentPolicy),
            textsOption("consentPurposes", &C::setConsentPurposes),
            textOption("consentProvider", &C::setConsentProvider),
            choiceOption("pendingConsent", &C::setPendingConsent),
            numberOption("maxPendingEvents", &C::setMaxPendingEvents),

            textOption("applicationBuild", &C::setApplicationBuild),
            flagOption("deviceIdEnabled", &C::setDeviceIdEnabled),

            numberOption("flushAt", &C::setFlushAt),
            timeOption("flushInterval", &C::setFlushInterval),
            numberOption("maxBatchEvents", &C::setMaxBatchEvents),
            numberOption("maxBatchBytes", &C::setMaxBatchBytes),
            numberOption("maxEventBytes", &C::setMaxEventBytes),
            numberOption("maxAttempts", &C::setMaxAttempts),
            flagOption("gzip", &C::setGzip),

            textOption("queueName", &C::setQueueName),
            textOption("storageLocation", &C::setStorageLocation),
            choiceOption("durability", &C::setDurability),
            timeOption("commitInterval", &C::setCommitInterval),
            numberOption("maxInternalQueueSize", &C::setMaxInternalQueueSize),
            numberOption("maxInternalQueueBytes", &C::setMaxInternalQueueBytes),
            numberOption("maxStoredEvents", &C::setMaxStoredEvents),
            numberOption("maxStoredBytes", &C::setMaxStoredBytes),
            timeOption("maxEventAge", &C::setMaxEventAge),
            choiceOption("overflow", &C::setOverflow),
            flagOption("multiProcessor", &C::setMultiProcessor),

            choiceOption("meteredConnections", &C::setMeteredConnections),
            timeOption("requestTimeout", &C::setRequestTimeout),
            flagOption("http2Enabled", &C::setHttp2Enabled),
            {QStringLiteral("caCertificates"), Notation::Text, setCaCertificates},
            {QStringLiteral("pinnedKeys"), Notation::Json, setPins},
            {QStringLiteral("proxy"), Notation::Text, setProxy},
            {QStringLiteral("extraHeaders"), Notation::Json, setHeaders},
    };
}

QVariant flagOf(const QString &text)
{
    if (text == u"true" || text == u"1")
        return true;
    if (text == u"false" || text == u"0")
        return false;
    return {};
}

// A value alone is no document to Qt's parser.
QVariant jsonOf(const QString &text)
{
    const QJsonArray values = QJsonDocument::fromJson('[' + text.toUtf8() + ']').array();
    return values.size() == 1 ? values.at(0).toVariant() : QVariant();
}

} // namespace

QString ConfigurationOption::variable() const
{
    QString variable = QStringLiteral("RUDDER_");
    for (const QChar character : name) {
        if (character.isUpper())
            variable += u'_';
        variable += character.toUpper();
    }
    return variable;
}

QVariant ConfigurationOption::valueOf(const QString &variable) const
{
    switch (notation) {
    case Notation::Text:
        return variable;
    case Notation::Flag:
        return flagOf(variable);
    case Notation::Number:
    case Notation::Json:
        return jsonOf(variable);
    }
    return {};
}

const QList<ConfigurationOption> &configurationOptions()
{
    static const QList<ConfigurationOption> options = makeOptions();
    return options;
}

} // namespace Rudder
