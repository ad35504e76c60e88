// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "optionsamples.h"

#include <QtCore/qfile.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Rudder::Configuration;

namespace {

// Of one that is written alike in JSON and in the environment.
template <typename Value, typename Result, typename Expected>
OptionSample plain(const QString &name, const Value &value, Result (Configuration::*get)() const,
                   const Expected &expected)
{
    const QString text = QLatin1String(value);
    return {name, text.toUtf8(), text,
            [get, expected](const Configuration &c) { return (c.*get)() == expected; }};
}

// Of one whose quotation marks only JSON has.
template <typename Result, typename Expected>
OptionSample text(const QString &name, const QString &value, Result (Configuration::*get)() const,
                  const Expected &expected)
{
    return {name, QString(u'"' + value + u'"').toUtf8(), value,
            [get, expected](const Configuration &c) { return (c.*get)() == expected; }};
}

OptionSample text(const QString &name, const QString &value, QString (Configuration::*get)() const)
{
    return text(name, value, get, value);
}

bool hasProxy(const Configuration &c)
{
    return c.proxy()
            == QNetworkProxy(QNetworkProxy::Socks5Proxy, u"proxy.example"_s, 1080, u"me"_s,
                             u"a b"_s);
}

bool hasCertificate(const Configuration &c)
{
    return c.sslConfiguration()
            && c.sslConfiguration()->caCertificates()
            == QList<QSslCertificate>{QSslCertificate(OptionSamples::certificate())};
}

} // namespace

OptionSamples::OptionSamples()
{
    QFile file(m_folder.filePath(u"authority.pem"_s));
    if (file.open(QFile::WriteOnly))
        file.write("The authority of the test\n" + certificate());
}

QList<OptionSample> OptionSamples::all() const
{
    using C = Configuration;
    const QString pin = u"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="_s;
    const QString file = m_folder.filePath(u"authority.pem"_s);
    return {
            text(u"writeKey"_s, u"key"_s, &C::writeKey),
            text(u"dataPlaneUrl"_s, u"https://example.com/x"_s, &C::dataPlaneUrl,
                 QUrl(u"https://example.com/x"_s)),
            text(u"controlPlaneUrl"_s, u"https://example.com/c"_s, &C::controlPlaneUrl,
                 QUrl(u"https://example.com/c"_s)),
            plain(u"enabled"_s, "false", &C::isEnabled, false),
            text(u"channel"_s, u"wéb"_s, &C::channel),
            plain(u"freshAnonymousId"_s, "true", &C::isAnonymousIdFresh, true),
            plain(u"automaticSessions"_s, "false", &C::hasAutomaticSessions, false),
            plain(u"sessionTimeout"_s, "60000", &C::sessionTimeout, 60s),
            plain(u"lifecycleEvents"_s, "[\"Opened\", \"Backgrounded\"]", &C::lifecycleEvents,
                  C::LifecycleEvent::Opened | C::LifecycleEvent::Backgrounded),
            text(u"consentPolicy"_s, u"Required"_s, &C::consentPolicy, C::ConsentPolicy::Required),
            plain(u"consentPurposes"_s, "[\"ads\",\"C 2\"]", &C::consentPurposes,
                  QStringList{u"ads"_s, u"C 2"_s}),
            text(u"consentProvider"_s, u"ketch"_s, &C::consentProvider),
            text(u"pendingConsent"_s, u"Hold"_s, &C::pendingConsent, C::PendingConsent::Hold),
            plain(u"maxPendingEvents"_s, "17", &C::maxPendingEvents, 17),
            text(u"applicationBuild"_s, u"451"_s, &C::applicationBuild),
            plain(u"deviceIdEnabled"_s, "true", &C::isDeviceIdEnabled, true),
            plain(u"flushAt"_s, "7", &C::flushAt, 7),
            plain(u"flushInterval"_s, "7001", &C::flushInterval, 7001ms),
            plain(u"maxBatchEvents"_s, "33", &C::maxBatchEvents, 33),
            plain(u"maxBatchBytes"_s, "50000", &C::maxBatchBytes, 50'000),
            plain(u"maxEventBytes"_s, "20000", &C::maxEventBytes, 20'000),
            plain(u"maxAttempts"_s, "12", &C::maxAttempts, 12),
            plain(u"gzip"_s, "false", &C::gzip, false),
            text(u"queueName"_s, u"other"_s, &C::queueName),
            text(u"storageLocation"_s, u"/tmp/elsewhere"_s, &C::storageLocation),
            text(u"durability"_s, u"Full"_s, &C::durability, C::Durability::Full),
            plain(u"commitInterval"_s, "50", &C::commitInterval, 50ms),
            plain(u"maxInternalQueueSize"_s, "999", &C::maxInternalQueueSize, 999),
            plain(u"maxInternalQueueBytes"_s, "1000000", &C::maxInternalQueueBytes, 1'000'000),
            plain(u"maxStoredEvents"_s, "5e3", &C::maxStoredEvents, 5'000),
            plain(u"maxStoredBytes"_s, "5000000.0", &C::maxStoredBytes, 5'000'000),
            plain(u"maxEventAge"_s, "86400000", &C::maxEventAge, 24h),
            text(u"overflow"_s, u"DropNewest"_s, &C::overflow, C::Overflow::DropNewest),
            plain(u"multiProcessor"_s, "true", &C::isMultiProcessor, true),
            text(u"meteredConnections"_s, u"Avoid"_s, &C::meteredConnections,
                 C::MeteredConnections::Avoid),
            plain(u"requestTimeout"_s, "12000", &C::requestTimeout, 12s),
            plain(u"http2Enabled"_s, "true", &C::isHttp2Enabled, true),
            {u"caCertificates"_s, QString(u'"' + file + u'"').toUtf8(), file, hasCertificate},
            {u"pinnedKeys"_s, QString(u"[\"" + pin + u"\"]").toUtf8(), u"[\"" + pin + u"\"]",
             [pin](const C &c) { return c.pinnedKeys() == QList<QByteArray>{pin.toLatin1()}; }},
            {u"proxy"_s, "\"socks5://me:a%20b@proxy.example:1080\"",
             u"socks5://me:a%20b@proxy.example:1080"_s, hasProxy},
            plain(u"extraHeaders"_s, "{\"X-Region\": \"eu\"}", &C::extraHeaders,
                  QList<C::Header>{{"X-Region", "eu"}}),
    };
}

QByteArray OptionSamples::certificate()
{
    return R"(-----BEGIN CERTIFICATE-----
MIIBijCCAS+gAwIBAgIUP/BfrSW5w+93LzWQ6Bzp2D/oKyUwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBBdXRob3JpdHkwIBcNMjYxMTI3MTcxNDM4WhgPMjEy
NjExMDMxNzE0MzhaMBkxFzAVBgNVBAMMDlRlc3QgQXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEhlr7SBHaZqeajgrHkxnBsNDYDBlFsSOJ1fxyphm/
AXxzVlx/yRxEeMCi3VSoiIUYLLMqRRsORwt0nCQpmcB/rqNTMFEwHQYDVR0OBBYE
FHKbiBoHP9DTJCiLB/8y7Yxdxud4MB8GA1UdIwQYMBaAFHKbiBoHP9DTJCiLB/8y
7Yxdxud4MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAMc8OgQs
HfEF2KgV4zW7svcBVxeKcsnLRvodLCmskt98AiEAj/tOWLui5TFdMcml/E+gvg1p
lhjczoOtCGkEU08FBF0=
-----END CERTIFICATE-----
)";
}
