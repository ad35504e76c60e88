// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qloggingcategory.h>
#include <QtCore/qscopeguard.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslkey.h>
#include <QtNetwork/qsslsocket.h>
#include <QtTest/qtest.h>

#include <mutex>

#include "delivery/keypin_p.h"
#include "tlsbench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// A real client on its way to a data plane by TLS and through a forward proxy, and what keeps it
// from getting there: everything waits, and arrives once, as soon as the way is right.
class tst_Tls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nothingIsLostByTls_data();
    void nothingIsLostByTls();
    void nothingIsLostThroughAProxy_data();
    void nothingIsLostThroughAProxy();
    void pinsAreThoseOfOpenssl_data();
    void pinsAreThoseOfOpenssl();
    void noSecretIsTold();

private:
    TlsCase::Setup both(const TlsCase::Setup &one, const TlsCase::Setup &other) const
    {
        return [=](Configuration &c) {
            one(c);
            other(c);
        };
    }
    TlsCase::Setup pinning(const QList<QByteArray> &pins) const
    {
        return [=](Configuration &c) { c.setPinnedKeys(pins); };
    }
    TlsCase::Setup proxyWith(const QString &user, const QString &password) const
    {
        const quint16 port = m_proxy.port();
        return [=](Configuration &c) {
            c.setProxy({QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port, user, password});
        };
    }
    TlsCase::Setup knowingClient(const Certificates &certificates) const;

    Certificates m_certificates;
    Certificates m_strangers;
    TinyproxyProcess m_proxy;
    TlsCase::Setup m_trust;
};

namespace {

constexpr auto patience = 20'000;
const auto writeKey = u"2aXyWritekeyThatNobodyMaySee"_s;
const auto proxyPassword = u"pRoxyPasswordThatNobodyMaySee"_s;

std::mutex logMutex;
QStringList logged;

void collect(QtMsgType, const QMessageLogContext &context, const QString &message)
{
    const std::lock_guard lock(logMutex);
    logged.append(QString::fromLatin1(context.category) + u": " + message);
}

// What a text must not have of key and password, however they are sent.
QStringList secrets()
{
    QStringList forbidden{writeKey, proxyPassword};
    for (const QString &text :
         {writeKey, QString(writeKey + u':'), QString(u"user:" + proxyPassword)}) {
        QByteArray base64 = text.toUtf8().toBase64();
        base64.chop(4); // the end depends on what follows
        forbidden.append(QString::fromLatin1(base64));
    }
    return forbidden;
}

} // namespace

void tst_Tls::initTestCase()
{
    if (!Certificates::canBeMade() || !NginxProcess().isInstalled() || !m_proxy.isInstalled())
        QSKIP("nginx, tinyproxy or openssl is not installed: scripts/setup test");
    QVERIFY(QSslSocket::supportsSsl());
    QVERIFY(m_certificates.make(
            {{.name = u"good"_s},
             {.name = u"other"_s},
             {.name = u"rsa"_s, .keyAlgorithm = u"rsa:2048"_s},
             {.name = u"edwards"_s, .keyAlgorithm = u"ed25519"_s},
             {.name = u"client"_s},
             {.name = u"expired"_s, .isExpired = true},
             {.name = u"elsewhere"_s, .alternativeNames = u"DNS:elsewhere.example"_s}}));
    QVERIFY(m_strangers.make({{.name = u"client"_s}}));
    QVERIFY(m_proxy.start(u"BasicAuth user "_s + proxyPassword));
    m_trust = [ca = m_certificates.certificate(u"authority"_s)](Configuration &c) {
        QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
        ssl.setCaCertificates({ca});
        c.setSslConfiguration(ssl);
    };
}

TlsCase::Setup tst_Tls::knowingClient(const Certificates &certificates) const
{
    return [trust = m_trust, certificate = certificates.certificate(u"client"_s),
            key = certificates.key(u"client"_s)](Configuration &c) {
        trust(c);
        QSslConfiguration ssl = *c.sslConfiguration();
        ssl.setLocalCertificate(certificate);
        ssl.setPrivateKey(key);
        c.setSslConfiguration(ssl);
    };
}

void tst_Tls::nothingIsLostByTls_data()
{
    const TlsCase::Setup http2 = [](Configuration &c) { c.setHttp2Enabled(true); };
    const TlsCase::Setup verifyingNone = [](Configuration &c) {
        QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
        ssl.setPeerVerifyMode(QSslSocket::VerifyNone);
        c.setSslConfiguration(ssl);
    };
    const TlsCase::Setup plain = [](Configuration &c) {
        QUrl url = c.dataPlaneUrl();
        url.setScheme(u"http"_s);
        c.setDataPlaneUrl(url);
    };
    const TlsCase::Setup encrypted = [](Configuration &c) {
        QUrl url = c.dataPlaneUrl();
        url.setScheme(u"https"_s);
        c.setDataPlaneUrl(url);
    };
    const QByteArray good = m_certificates.pin(u"good"_s);
    const QByteArray other = m_certificates.pin(u"other"_s);
    const QString verify = u"ssl_verify_client on;"_s;
    const QString unpinned = u"none of the pinned keys, but sha256//"_s;
    const QStringList refusedByNginx{u"400"_s, u"200"_s};
    const auto only = [](const QString &protocol) {
        return u"if ($server_protocol != \"%1\") { return 505; }"_s.arg(protocol);
    };

    QTest::addColumn<TlsCase>("c");
    QTest::newRow("private authority") << TlsCase{.setup = m_trust};
    QTest::newRow("private authority, not known")
            << TlsCase{.words = u"certificate"_s, .remedy = m_trust};
    QTest::newRow("not known, and nothing to be verified")
            << TlsCase{.setup = verifyingNone, .words = u"certificate"_s, .remedy = m_trust};
    QTest::newRow("expired") << TlsCase{.server = u"expired"_s,
                                        .setup = m_trust,
                                        .words = u"expired"_s,
                                        .newServer = u"good"_s};
    QTest::newRow("wrong name") << TlsCase{.server = u"elsewhere"_s,
                                           .setup = m_trust,
                                           .words = u"host name"_s,
                                           .newServer = u"good"_s};
    QTest::newRow("client certificate")
            << TlsCase{.part = verify, .setup = knowingClient(m_certificates)};
    QTest::newRow("client certificate, none") << TlsCase{.part = verify,
                                                         .setup = m_trust,
                                                         .words = u"No required SSL certificate"_s,
                                                         .remedy = knowingClient(m_certificates),
                                                         .statuses = refusedByNginx,
                                                         .most = 4};
    QTest::newRow("client certificate, of a stranger")
            << TlsCase{.part = verify,
                       .setup = knowingClient(m_strangers),
                       .words = u"The SSL certificate error"_s,
                       .remedy = knowingClient(m_certificates),
                       .statuses = refusedByNginx,
                       .most = 4};
    QTest::newRow("http to a port of https")
            << TlsCase{.setup = both(m_trust, plain),
                       .words = u"HTTP request was sent to HTTPS"_s,
                       .remedy = encrypted,
                       .statuses = refusedByNginx,
                       .most = 4};

    QTest::newRow("pin") << TlsCase{.setup = both(m_trust, pinning({other, "sha256//" + good}))};
    QTest::newRow("pin of an RSA key") << TlsCase{
            .server = u"rsa"_s, .setup = both(m_trust, pinning({m_certificates.pin(u"rsa"_s)}))};
    QTest::newRow("pin of an Edwards key")
            << TlsCase{.server = u"edwards"_s,
                       .setup = both(m_trust, pinning({m_certificates.pin(u"edwards"_s)}))};
    QTest::newRow("pin of another key") << TlsCase{.setup = both(m_trust, pinning({other})),
                                                   .words = unpinned + QString::fromLatin1(good),
                                                   .remedy = pinning({other, good})};
    QTest::newRow("pin of another key, by HTTP/2")
            << TlsCase{.setup = both(both(m_trust, http2), pinning({other})),
                       .words = unpinned,
                       .remedy = pinning({good})};
    // It signed the certificate and comes with it, but anybody can send it.
    QTest::newRow("pin of the authority")
            << TlsCase{.setup = both(m_trust, pinning({m_certificates.pin(u"authority"_s)})),
                       .words = unpinned,
                       .remedy = pinning({good})};
    QTest::newRow("pin that is none") << TlsCase{.setup = both(m_trust, pinning({"rubbish"})),
                                                 .words = unpinned,
                                                 .remedy = pinning({good})};
    QTest::newRow("pin, but not trusted")
            << TlsCase{.setup = pinning({good}), .words = u"certificate"_s, .remedy = m_trust};

    QTest::newRow("HTTP/2") << TlsCase{.part = only(u"HTTP/2.0"_s), .setup = both(m_trust, http2)};
    QTest::newRow("HTTP/2 is off") << TlsCase{.part = only(u"HTTP/1.1"_s), .setup = m_trust};
    QTest::newRow("HTTP/2, with a pin") << TlsCase{
            .part = only(u"HTTP/1.1"_s), .setup = both(both(m_trust, http2), pinning({good}))};
    QTest::newRow("HTTP/2, without TLS")
            << TlsCase{.part = only(u"HTTP/1.1"_s), .isPlain = true, .setup = http2};

    const QString credentials = QString::fromLatin1("KEY:"_ba.toBase64());
    QTest::newRow("extra headers") << TlsCase{
            .part = u"if ($http_x_tenant != \"acme\") { return 503; }"
                    "if ($content_type != \"application/json\") { return 415; }"
                    "if ($http_anonymousid = \"another\") { return 415; }"
                    "if ($http_authorization != \"Basic %1\") { return 503; }"_s.arg(credentials),
            .setup = both(m_trust, [](Configuration &c) {
                c.setExtraHeaders({{"X-Tenant", "acme"},
                                   {"authorization", "Basic another"},
                                   {"content-type", "text/plain"},
                                   {"AnonymousId", "another"}});
            })};
}

void tst_Tls::nothingIsLostByTls()
{
    QFETCH(TlsCase, c);
    TlsBench(m_certificates, QStringLiteral(DATA_PLANE)).run(c);
}

void tst_Tls::nothingIsLostThroughAProxy_data()
{
    const TlsCase::Setup right = proxyWith(u"user"_s, proxyPassword);
    const QString asks = u"The proxy asks for a user name and a password"_s;
    // Only who comes through the proxy gets past it.
    const QString part = u"if ($http_via !~ tinyproxy) { return 505; }"_s;

    QTest::addColumn<TlsCase>("c");
    for (const bool isPlain : {true, false}) {
        // What is in a tunnel is not the proxy's to write to.
        const TlsCase open{.part = isPlain ? part : QString(), .isPlain = isPlain};
        const char *scheme = isPlain ? "http" : "https";
        TlsCase c = open;
        c.setup = both(m_trust, right);
        QTest::addRow("%s, password", scheme) << c;
        c.remedy = right;
        c.setup = both(m_trust, proxyWith({}, {}));
        c.words = asks;
        QTest::addRow("%s, no password", scheme) << c;
        // This proxy answers 401 then, not 407, as if it were the data plane.
        c.setup = both(m_trust, proxyWith(u"user"_s, u"wrong"_s));
        c.words = isPlain ? u"401"_s : u"HTTP proxy"_s;
        c.code = isPlain ? Error::Code::ServerRefused : Error::Code::NetworkFailed;
        QTest::addRow("%s, wrong password", scheme) << c;
    }
    QTest::newRow("https, password, pin") << TlsCase{
            .setup = both(both(m_trust, right), pinning({m_certificates.pin(u"good"_s)}))};
}

void tst_Tls::nothingIsLostThroughAProxy()
{
    QFETCH(TlsCase, c);
    TlsBench(m_certificates, QStringLiteral(DATA_PLANE)).run(c);
}

void tst_Tls::pinsAreThoseOfOpenssl_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"authority", "good", "rsa", "edwards"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void tst_Tls::pinsAreThoseOfOpenssl()
{
    QFETCH(QString, name);
    const QSslCertificate certificate = m_certificates.certificate(name);
    QVERIFY(!certificate.isNull());
    QCOMPARE(keyPin(certificate), m_certificates.pin(name));
    // Whatever is cut off: no key, and nothing read that is not there.
    const QByteArray whole = certificate.toDer();
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(keyPin(QByteArray(whole.constData(), size)).isEmpty());
}

void tst_Tls::noSecretIsTold()
{
    QLoggingCategory::setFilterRules(u"rudder.*=true"_s);
    const auto before = qInstallMessageHandler(collect);
    const auto restore = qScopeGuard([before] {
        qInstallMessageHandler(before);
        QLoggingCategory::setFilterRules({});
    });

    TlsCase c;
    const QList<int> statuses{200, 302, 307, 400, 401, 403, 404, 407, 413, 429, 499, 500, 503, 511};
    for (const int status : statuses) {
        // Servers that repeat all that they got.
        const QString words = status == 200 ? u"<html>%1 $http_authorization"_s
                : status < 400              ? u"http://localhost/%1/$http_authorization"_s
                                            : u"you sent %1 as $http_authorization"_s;
        c.part += u"location /%1/ { return %1 \"%2\"; }\n"_s.arg(status).arg(words.arg(writeKey));
    }
    TlsBench bench(m_certificates, QStringLiteral(DATA_PLANE));
    QVERIFY(bench.startDataPlane());
    QVERIFY(bench.startServer(c, u"good"_s));

    QStringList texts;
    const auto fail = [&](const QUrl &url, const TlsCase::Setup &setup) {
        Sender sender;
        sender.configuration.setWriteKey(writeKey).setDataPlaneUrl(url);
        setup(sender.configuration);
        sender.record(2);
        QTRY_VERIFY2_WITH_TIMEOUT(!sender.errors().isEmpty() || sender.client().failedCount() > 0,
                                  qPrintable(url.toString()), patience);
        texts.append(sender.lastError());
        for (const FailedEvent &event : sender.failedEvents()) {
            texts.append(event.serverMessage());
            QDebug(&texts.emplaceBack()) << event;
        }
        QDebug(&texts.emplaceBack()) << sender.configuration;
    };
    for (const int status : statuses)
        fail(QUrl(bench.url(true).toString() + u"/%1"_s.arg(status)), [](Configuration &) {});
    const quint16 nobody = ProxyProcess::freePort();
    fail(QUrl(u"http://localhost:%1"_s.arg(nobody)), [](Configuration &) {});
    fail(QUrl(u"http://nowhere.invalid"_s), [](Configuration &) {});
    fail(bench.url(false), [](Configuration &) {});
    fail(bench.url(false), both(m_trust, pinning({m_certificates.pin(u"other"_s)})));
    for (const bool isPlain : {true, false}) {
        fail(bench.url(isPlain), both(m_trust, proxyWith(u"nobody"_s, proxyPassword)));
        fail(QUrl(bench.url(isPlain).toString() + u"/503"_s),
             both(m_trust, proxyWith(u"user"_s, proxyPassword)));
    }
    {
        const std::lock_guard lock(logMutex);
        QVERIFY(!logged.isEmpty());
        texts += logged;
    }
    QVERIFY(texts.filter(u"***"_s).size() > statuses.size()); // it was there to be told
    for (const QString &text : std::as_const(texts)) {
        for (const QString &secret : secrets())
            QVERIFY2(!text.contains(secret), qPrintable(text));
    }
}

QTEST_GUILESS_MAIN(tst_Tls)
#include "tst_tls.moc"
