// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "tlsbench.h"

#include <QtCore/qset.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr auto patience = 20'000; // some waits of the backoff, on a slow machine
constexpr int eventsARound = 5;

QSet<QString> setOf(const QStringList &texts)
{
    return {texts.begin(), texts.end()};
}

} // namespace

TlsBench::TlsBench(const Certificates &certificates, const QString &dataPlaneProgram)
    : m_certificates(certificates), m_dataPlane(dataPlaneProgram, m_folder.filePath(u"events"_s))
{
}

bool TlsBench::startDataPlane()
{
    return m_dataPlane.listen();
}

bool TlsBench::startServer(const TlsCase &tlsCase, const QString &certificate)
{
    // The whole chain, with the authority that a client can do without.
    return m_nginx.start(uR"(
        listen 127.0.0.1:%1 ssl http2;
        ssl_certificate %2;
        ssl_certificate_key %3;
        ssl_client_certificate %4;
        %5
        location / { proxy_pass %6; }
)"_s.arg(m_tlsPort)
                                 .arg(m_certificates.file(certificate + u".chain"),
                                      m_certificates.file(certificate + u".key"),
                                      m_certificates.file(u"authority.pem"_s), tlsCase.part,
                                      m_dataPlane.url().toString()));
}

QUrl TlsBench::url(bool isPlain) const
{
    return isPlain ? m_nginx.url() : QUrl(u"https://localhost:%1"_s.arg(m_tlsPort));
}

void TlsBench::run(const TlsCase &tlsCase)
{
    QVERIFY(startDataPlane());
    QVERIFY(startServer(tlsCase, tlsCase.server));
    sender.configuration.setDataPlaneUrl(url(tlsCase.isPlain));
    if (tlsCase.setup)
        tlsCase.setup(sender.configuration);
    int rounds = tlsCase.rounds;
    if (!tlsCase.words.isEmpty()) {
        sender.record(eventsARound);
        checkRefusal(tlsCase);
        if (QTest::currentTestFailed())
            return;
        if (!tlsCase.newServer.isEmpty())
            QVERIFY(startServer(tlsCase, tlsCase.newServer));
        sender.endClient();
        if (tlsCase.remedy)
            tlsCase.remedy(sender.configuration);
        sender.client(); // what an earlier run left is due at once
        --rounds;
        QTRY_VERIFY_WITH_TIMEOUT(sender.hasDeliveredAll(), patience);
    }
    for (int round = 0; round < rounds; ++round) {
        sender.record(eventsARound);
        QTRY_VERIFY_WITH_TIMEOUT(sender.hasDeliveredAll(), patience);
    }
    QStringList ids = arrived();
    QCOMPARE(ids.size(), sender.recorded().size());
    QCOMPARE(setOf(ids), setOf(sender.recorded()));
    QCOMPARE(sender.dropped(), 0);
    QCOMPARE(sender.client().failedCount(), 0);
    QTRY_COMPARE(setOf(m_nginx.statuses()), setOf(tlsCase.statuses));
    qInfo("answers: %s", qPrintable(m_nginx.statuses().join(u' ')));
    QVERIFY(m_nginx.statuses().size() <= tlsCase.most);
}

void TlsBench::checkRefusal(const TlsCase &tlsCase)
{
    QTRY_VERIFY_WITH_TIMEOUT(!sender.errors().isEmpty(), patience);
    QCOMPARE(sender.errors().first(), tlsCase.code);
    QVERIFY2(sender.lastError().contains(tlsCase.words), qPrintable(sender.lastError()));
    QCOMPARE(sender.client().queuedCount(), eventsARound);
    QCOMPARE(sender.client().failedCount(), 0);
    QCOMPARE(sender.dropped(), 0);
    QCOMPARE(arrived(), QStringList());
}

QStringList TlsBench::arrived() const
{
    QStringList ids;
    for (const QJsonObject &event : m_dataPlane.events())
        ids.append(event["messageId"_L1].toString());
    return ids;
}
