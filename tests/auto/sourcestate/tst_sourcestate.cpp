// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/sourcestate_p.h"

#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_SourceState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theRequestIsWhatAControlPlaneExpects();
    void theAddressKeepsItsPath_data();
    void theAddressKeepsItsPath();
    void onlyAClearWordCounts_data();
    void onlyAClearWordCounts();
    void theServerSaysWhenToComeBack();
    void noErrorTellsTheWriteKey();
    void whatStopsTheSendingIsSaid();
    void aRecordIsOfOneSourceAndOneControlPlane();
    void aDamagedRecordSaysNothing_data();
    void aDamagedRecordSaysNothing();

private:
    const Configuration m_configuration =
            Configuration(u"KEY"_s, QUrl(u"https://dp.example.com"_s))
                    .setControlPlaneUrl(QUrl(u"https://api.example.com"_s));
};

void tst_SourceState::theRequestIsWhatAControlPlaneExpects()
{
    const Request request = sourceRequest(m_configuration);
    QVERIFY(request.method == Request::Method::Get);
    QVERIFY2(request.url.toString().startsWith(u"https://api.example.com/sourceConfig?p=qt&v="_s),
             qPrintable(request.url.toString()));
    const Configuration::Header credentials{"Authorization",
                                            "Basic " + QByteArray("KEY:").toBase64()};
    QVERIFY(request.headers.contains(credentials));
    QVERIFY(request.body.isEmpty());
}

void tst_SourceState::theAddressKeepsItsPath_data()
{
    QTest::addColumn<QUrl>("controlPlane");
    QTest::addColumn<QString>("expected");
    QTest::newRow("slash") << QUrl(u"http://h/"_s) << u"http://h/sourceConfig"_s;
    QTest::newRow("path") << QUrl(u"http://h/a/b/"_s) << u"http://h/a/b/sourceConfig"_s;
    QTest::newRow("encoded") << QUrl(u"http://h/a%2Fb"_s) << u"http://h/a%2Fb/sourceConfig"_s;
    QTest::newRow("port") << QUrl(u"http://h:81"_s) << u"http://h:81/sourceConfig"_s;
}

void tst_SourceState::theAddressKeepsItsPath()
{
    QFETCH(QUrl, controlPlane);
    QFETCH(QString, expected);
    const QUrl url = sourceRequest(Configuration().setControlPlaneUrl(controlPlane)).url;
    QCOMPARE(url.toString(QUrl::RemoveQuery | QUrl::FullyEncoded), expected);
}

void tst_SourceState::onlyAClearWordCounts_data()
{
    using State = std::optional<SourceState>;
    using Code = Error::Code;
    const State none;
    const State on = SourceState::On;
    const State off = SourceState::Off;
    const State wrongKey = SourceState::WrongWriteKey;
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<State>("state");
    QTest::addColumn<Code>("code");
    QTest::addColumn<bool>(
            "isPatient"); // asks again after a quarter of an hour, not by the backoff
    const auto row = [](const char *name, int status, const QByteArray &body, State state,
                        Code code = Code::NoError, bool isPatient = false) {
        QTest::newRow(name) << status << body << state << code << isPatient;
    };
    row("on", 200, R"({"source":{"id":"1","enabled":true,"config":{}}})", on);
    row("off", 200, R"({"source":{"id":"1","enabled":false,"config":{}}})", off);
    row("it is not said", 200, R"({"source":{"id":"1"}})", on);
    row("it is said in another type", 200, R"({"source":{"enabled":"false"}})", on);
    row("with all that comes with it", 200,
        R"({"isHosted":true,"source":{"destinations":[{"enabled":false}],"enabled":true}})", on);
    row("only something else is off", 200, R"({"enabled":false,"source":{"id":"1"}})", on);
    row("no source", 200, R"({"enabled":false})", none, Code::NetworkFailed);
    row("a list", 200, R"([{"source":{"enabled":false}}])", none, Code::NetworkFailed);
    row("cut off", 200, R"({"source":{"enabled":false)", none, Code::NetworkFailed);
    row("empty", 200, "", none, Code::NetworkFailed);
    row("nothing", 204, "", none, Code::NetworkFailed);
    row("a captive portal", 200, "<!DOCTYPE html><title>Sign in</title>", none,
        Code::NetworkFailed);
    row("wrong write key", 400, R"({"message":"Invalid write key"})", wrongKey);
    for (const char *body : {"", "upstream connect error or disconnect/reset before headers",
                             "\"no\"", "[]", "<html><title>Bad Request</title></html>",
                             "Client sent an HTTP request to an HTTPS server."}) {
        row(QByteArray(QByteArray("400 ") + body).constData(), 400, body, none, Code::ServerRefused,
            true);
    }
    row("moved", 301, "", none, Code::NetworkFailed);
    row("moved for now", 307, "", none, Code::NetworkFailed);
    for (const int status : {401, 403, 404, 405, 410, 451})
        row(QByteArray::number(status).constData(), status, "no", none, Code::ServerRefused, true);
    row("a proxy's password", 407, "", none, Code::NetworkFailed);
    for (const int status : {408, 425, 429, 500, 502, 503, 504})
        row(QByteArray::number(status).constData(), status, "later", none, Code::ServerFailed);
    row("sign in", 511, "", none, Code::NetworkFailed);
    row("no answer", 0, "", none, Code::NetworkFailed);
    row("no HTTP", 999, "", none, Code::NetworkFailed);
}

void tst_SourceState::onlyAClearWordCounts()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(std::optional<SourceState>, state);
    QFETCH(Error::Code, code);
    QFETCH(bool, isPatient);
    Answer answer;
    answer.status = status;
    answer.body = body;
    const SourceAnswer said = sourceAnswer(answer, {}, 0);
    QCOMPARE(said.state, state);
    QCOMPARE(said.error.code(), code);
    QCOMPARE(said.error.message().isEmpty(), code == Error::Code::NoError);
    QCOMPARE(said.retryAfter.value_or(0ms), isPatient ? 15min : 0ms);
}

void tst_SourceState::theServerSaysWhenToComeBack()
{
    Answer answer;
    answer.status = 429;
    answer.headers = {{"Retry-After", "90"}};
    QCOMPARE(sourceAnswer(answer, {}, 0).retryAfter, std::optional(90'000ms));
    answer.headers = {{"Retry-After", "999999"}};
    QCOMPARE(sourceAnswer(answer, {}, 0).retryAfter, std::optional<std::chrono::milliseconds>(1h));
}

void tst_SourceState::noErrorTellsTheWriteKey()
{
    for (const int status : {404, 503}) {
        Answer answer;
        answer.status = status;
        answer.body = "no source for SECRET";
        const QString message = sourceAnswer(answer, {"SECRET"}, 0).error.message();
        QVERIFY2(message.contains(u"no source for ***"_s), qPrintable(message));
    }
    Answer disguised;
    disguised.status = 404;
    disguised.body = "SEC\x07RET"; // as it is before it is made fit to be shown
    QVERIFY(!sourceAnswer(disguised, {"SECRET"}, 0).error.message().contains(u"SECRET"_s));
    Answer unreached;
    unreached.errorText = u"SECRET not found"_s;
    QVERIFY(!sourceAnswer(unreached, {"SECRET"}, 0).error.message().contains(u"SECRET"_s));
}

void tst_SourceState::whatStopsTheSendingIsSaid()
{
    QVERIFY(!sourceError(SourceState::On).isError());
    const Error off = sourceError(SourceState::Off);
    const Error wrongKey = sourceError(SourceState::WrongWriteKey);
    QCOMPARE(off.code(), Error::Code::ServerRefused);
    QCOMPARE(wrongKey.code(), Error::Code::ServerRefused);
    QVERIFY(off.message().contains(u"switched off"_s));
    QVERIFY(wrongKey.message().contains(u"write key is wrong"_s));
}

void tst_SourceState::aRecordIsOfOneSourceAndOneControlPlane()
{
    for (const SourceState state :
         {SourceState::On, SourceState::Off, SourceState::WrongWriteKey}) {
        const QByteArray record = sourceRecord(state, m_configuration);
        QVERIFY(!record.contains("KEY"));
        QCOMPARE(sourceFromRecord(record, m_configuration), std::optional(state));
        Configuration other = m_configuration;
        other.setDataPlaneUrl(QUrl(u"https://other.example.com"_s));
        QCOMPARE(sourceFromRecord(record, other), std::optional(state));
        other.setControlPlaneUrl(QUrl(u"https://other.example.com"_s));
        QCOMPARE(sourceFromRecord(record, other), std::nullopt);
        other = m_configuration;
        other.setWriteKey(u"OTHER"_s);
        QCOMPARE(sourceFromRecord(record, other), std::nullopt);
    }
}

void tst_SourceState::aDamagedRecordSaysNothing_data()
{
    const QByteArray record = sourceRecord(SourceState::Off, m_configuration);
    QTest::addColumn<QByteArray>("damaged");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut off") << record.left(record.size() - 1);
    QTest::newRow("the hash alone") << record.left(64);
    QTest::newRow("another word") << record + "!";
    QTest::newRow("zeros") << QByteArray(100, '\0');
}

void tst_SourceState::aDamagedRecordSaysNothing()
{
    QFETCH(QByteArray, damaged);
    QCOMPARE(sourceFromRecord(damaged, m_configuration), std::nullopt);
}

QTEST_APPLESS_MAIN(tst_SourceState)
#include "tst_sourcestate.moc"
