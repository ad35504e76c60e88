// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/uploader_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

#include "virtualenvironment.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_Uploader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theRequestIsWhatAGatewayExpects();
    void theAddressKeepsItsPath_data();
    void theAddressKeepsItsPath();
    void aPlainBodySaysNothingOfGzip();
    void newSettingsHoldForTheNextRequest();
    void extraHeadersAreSent();
    void aRedirectIsFollowedWithTheWholeRequest();
    void aPermanentRedirectIsRememberedUntilAFailure();
    void aPermanentRedirectOfAnAddressThatIsGoneIsForgotten();
    void redirectsInACircleEnd();
    void afterA500TheSameBatchIsSentPlainOnce();
    void aServerThatOnlyTakesPlainBatchesGetsThem();

private:
    // A world with one uploader; each send() is answered by what answers says in turn.
    struct World
    {
        explicit World(const Configuration &configuration)
            : uploader(configuration, environment.makeTransport(configuration))
        {
        }
        Verdict send(const std::vector<Answer> &answers)
        {
            StoredEvent event;
            event.bytes = "{\"event\":\"e\"}";
            Verdict result;
            uploader.upload({event}, {}, [&](const Verdict &verdict) { result = verdict; });
            for (const Answer &answer : answers)
                environment.answer(answer);
            return result;
        }
        bool lastWasCompressed() const
        {
            return !header(environment.requests.back(), "Content-Encoding").isEmpty();
        }
        VirtualEnvironment environment;
        Uploader uploader;
    };
    static Answer redirect(int status, const QByteArray &location)
    {
        Answer answer;
        answer.status = status;
        answer.headers = {{"Location", location}};
        return answer;
    }
    static Answer status(int status)
    {
        Answer answer;
        answer.status = status;
        return answer;
    }

    static QByteArray header(const Request &request, const QByteArray &name)
    {
        for (const auto &[key, value] : request.headers) {
            if (key.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }
    Request upload(const Configuration &configuration,
                   const std::function<void(Uploader &)> &prepare = {})
    {
        VirtualEnvironment environment;
        Uploader uploader(configuration, environment.makeTransport(configuration));
        if (prepare)
            prepare(uploader);
        StoredEvent event;
        event.bytes = "{\"event\":\"e\"}";
        event.anonymousId = "anon";
        uploader.upload({event}, {}, [](const Verdict &) {});
        m_batch = environment.batch(0);
        return environment.requests.at(0);
    }
    const Configuration m_configuration{u"KEY"_s, QUrl(u"https://dp.example.com"_s)};
    QJsonArray m_batch;
};

void tst_Uploader::theRequestIsWhatAGatewayExpects()
{
    const Request request = upload(m_configuration);
    QCOMPARE(request.url, QUrl(u"https://dp.example.com/v1/batch"_s));
    QCOMPARE(header(request, "Authorization"), "Basic " + QByteArray("KEY:").toBase64());
    QCOMPARE(header(request, "AnonymousId"), QByteArray("anon").toBase64());
    QCOMPARE(header(request, "Content-Type"), QByteArray("application/json"));
    QCOMPARE(header(request, "Content-Encoding"), QByteArray("gzip"));
    QVERIFY(header(request, "User-Agent").startsWith("rudder-sdk-qt/"));
    QCOMPARE(m_batch[0][u"event"].toString(), u"e"_s);
}

void tst_Uploader::theAddressKeepsItsPath_data()
{
    QTest::addColumn<QUrl>("dataPlane");
    QTest::addColumn<QUrl>("request");
    QTest::newRow("slash") << QUrl(u"http://h/"_s) << QUrl(u"http://h/v1/batch"_s);
    QTest::newRow("path") << QUrl(u"http://h/a/b"_s) << QUrl(u"http://h/a/b/v1/batch"_s);
    QTest::newRow("encoded") << QUrl(u"http://h/a%2Fb%25%20c"_s)
                             << QUrl(u"http://h/a%2Fb%25%20c/v1/batch"_s);
    QTest::newRow("port") << QUrl(u"http://h:81/a//"_s) << QUrl(u"http://h:81/a/v1/batch"_s);
}

void tst_Uploader::theAddressKeepsItsPath()
{
    QFETCH(QUrl, dataPlane);
    QFETCH(QUrl, request);
    QCOMPARE(upload(Configuration(u"KEY"_s, dataPlane)).url, request);
}

void tst_Uploader::aPlainBodySaysNothingOfGzip()
{
    const Request request = upload(Configuration(m_configuration).setGzip(false));
    QVERIFY(header(request, "Content-Encoding").isEmpty());
    QVERIFY(request.body.startsWith("{\"batch\":["));
}

void tst_Uploader::newSettingsHoldForTheNextRequest()
{
    const Request request = upload(m_configuration, [](Uploader &uploader) {
        uploader.setWriteKey(u"NEW"_s);
        uploader.setDataPlaneUrl(QUrl(u"http://new.example"_s));
    });
    QCOMPARE(header(request, "Authorization"), "Basic " + QByteArray("NEW:").toBase64());
    QCOMPARE(request.url.host(), u"new.example"_s);
}

void tst_Uploader::extraHeadersAreSent()
{
    const Request request =
            upload(Configuration(m_configuration).setExtraHeaders({{"X-Tenant", "7"}}));
    QCOMPARE(header(request, "x-tenant"), QByteArray("7"));
}

void tst_Uploader::aRedirectIsFollowedWithTheWholeRequest()
{
    World world(m_configuration);
    const Verdict verdict =
            world.send({redirect(307, "https://dp.example.com/elsewhere"), status(200)});
    QCOMPARE(verdict.decision, Verdict::Decision::Delivered);
    const auto &requests = world.environment.requests;
    QCOMPARE(requests.size(), size_t(2));
    QCOMPARE(requests[1].url, QUrl(u"https://dp.example.com/elsewhere"_s));
    QCOMPARE(requests[1].body, requests[0].body);
    QCOMPARE(requests[1].headers, requests[0].headers);
    world.send({status(200)}); // the next asks the first address again
    QCOMPARE(requests.back().url, QUrl(u"https://dp.example.com/v1/batch"_s));
}

void tst_Uploader::aPermanentRedirectIsRememberedUntilAFailure()
{
    World world(m_configuration);
    world.send({redirect(308, "https://dp.example.com/new"), status(200)});
    world.send({status(200)});
    QCOMPARE(world.environment.requests.back().url, QUrl(u"https://dp.example.com/new"_s));
    world.send({status(404)});
    world.send({status(200)});
    QCOMPARE(world.environment.requests.back().url, QUrl(u"https://dp.example.com/v1/batch"_s));
}

// Or the old host would get what is meant for the new one, its write key too.
void tst_Uploader::aPermanentRedirectOfAnAddressThatIsGoneIsForgotten()
{
    World world(m_configuration);
    world.uploader.upload(std::vector<StoredEvent>(1), {}, [](const Verdict &) {});
    world.uploader.setDataPlaneUrl(QUrl(u"https://new.example.com"_s));
    world.environment.answer(redirect(308, "https://dp.example.com/moved"));
    world.environment.answer(status(200));
    world.send({status(200)});
    QCOMPARE(world.environment.requests.back().url, QUrl(u"https://new.example.com/v1/batch"_s));
}

void tst_Uploader::redirectsInACircleEnd()
{
    World world(m_configuration);
    const Verdict verdict =
            world.send(std::vector<Answer>(6, redirect(307, "https://dp.example.com/v1/batch")));
    QCOMPARE(verdict.decision, Verdict::Decision::Wait);
    QCOMPARE(verdict.error.code(), Error::Code::NetworkFailed);
    QCOMPARE(world.environment.requests.size(), size_t(6));
}

void tst_Uploader::afterA500TheSameBatchIsSentPlainOnce()
{
    World world(m_configuration);
    world.send({status(500)});
    QVERIFY(world.lastWasCompressed());
    world.send({status(500)});
    QVERIFY(!world.lastWasCompressed());
    world.send({status(503)});
    QVERIFY(world.lastWasCompressed());
    world.send({status(200)});
    QVERIFY(world.lastWasCompressed()); // a 503 says nothing of the compression
}

void tst_Uploader::aServerThatOnlyTakesPlainBatchesGetsThem()
{
    World world(m_configuration);
    for (int batch = 0; batch < 2; ++batch) {
        world.send({status(500)});
        QVERIFY(world.lastWasCompressed());
        world.send({status(200)});
        QVERIFY(!world.lastWasCompressed());
    }
    world.send({status(200)});
    QVERIFY(!world.lastWasCompressed());
    world.uploader.setDataPlaneUrl(QUrl(u"https://other.example.com"_s));
    world.send({status(200)});
    QVERIFY(world.lastWasCompressed());
}

QTEST_GUILESS_MAIN(tst_Uploader)
#include "tst_uploader.moc"
