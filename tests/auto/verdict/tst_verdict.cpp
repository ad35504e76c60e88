// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/verdict_p.h"

#include <QtTest/qtest.h>

#include <time.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using Decision = Verdict::Decision;

class tst_Verdict : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerBecomesADecision_data();
    void anAnswerBecomesADecision();
    void everyStatusHasADecision();
    void onlyPassingTroubleCountsAsAnAttempt_data();
    void onlyPassingTroubleCountsAsAnAttempt();
    void theServerSaysWhenToComeBack_data();
    void theServerSaysWhenToComeBack();
    void aDateIsReadWhereTheLocalClockSkipsIt_data();
    void aDateIsReadWhereTheLocalClockSkipsIt();
    void theTimeIsTheDataPlanesAndNoPortals_data();
    void theTimeIsTheDataPlanesAndNoPortals();
    void aRedirectIsFollowedOnlyToTheSameHostEquallySafe_data();
    void aRedirectIsFollowedOnlyToTheSameHostEquallySafe();
    void anAnswerBeforeTheRequestIsWholeIsNoDelivery();
    void a500ToACompressedBatchAsksForAPlainOne();
    void a415ToACompressedBatchAsksForAPlainOne();
    void aRefusalKeepsTheServersWords();
    void anErrorIsOneShortLine_data();
    void anErrorIsOneShortLine();
    void noErrorTellsTheWriteKey();
    void noErrorTellsASecret_data();
    void noErrorTellsASecret();
    void aWebPageIsQuotedByItsTitle();

private:
    static Verdict verdict(const Answer &answer, bool isCompressed = true)
    {
        return verdictFor(answer, {QUrl(u"https://dp.example.com/v1/batch"_s), isCompressed}, now);
    }
    static constexpr qint64 now = 1'767'225'600'000; // 2026-01-01T00:00:00Z, a Thursday
};

static Answer answerOf(int status, const QByteArray &contentType = {}, const QByteArray &body = {})
{
    Answer answer;
    answer.status = status;
    if (!contentType.isEmpty())
        answer.headers = {{"content-type", contentType}};
    answer.body = body;
    return answer;
}

void tst_Verdict::anAnswerBecomesADecision_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("decision");
    QTest::addColumn<int>("code");

    const auto row = [](const char *name, int status, const char *type, const char *body,
                        Decision decision, Error::Code code) {
        QTest::newRow(name) << status << QByteArray(type) << QByteArray(body) << int(decision)
                            << int(code);
    };
    using Code = Error::Code;
    const char *text = "text/plain; charset=utf-8";
    row("stored", 200, text, "OK", Decision::Delivered, Code::NoError);
    row("stored, without a body", 204, "", "", Decision::Delivered, Code::NoError);
    row("stored, called a page", 200, "text/html; charset=utf-8", " Ok\r\n", Decision::Delivered,
        Code::NoError);
    row("a portal by its type", 200, "text/HTML", "hi", Decision::Wait, Code::NetworkFailed);
    row("a portal by its XHTML", 200, "application/xhtml+xml", "", Decision::Wait,
        Code::NetworkFailed);
    row("a portal by its page", 200, "", " <!DOCTYPE html><html>", Decision::Wait,
        Code::NetworkFailed);
    row("no answer", 0, "", "", Decision::Wait, Code::NetworkFailed);
    row("what HTTP does not know", 999, text, "", Decision::Wait, Code::NetworkFailed);
    row("first of the 3xx", 300, text, "", Decision::Wait, Code::NetworkFailed);
    row("moved", 301, "text/html", "", Decision::Wait, Code::NetworkFailed);
    row("moved to nowhere", 308, "text/html", "", Decision::Wait, Code::NetworkFailed);
    row("proxy's password", 407, "text/html", "", Decision::Wait, Code::NetworkFailed);
    row("network's sign-in", 511, "text/html", "", Decision::Wait, Code::NetworkFailed);
    row("request time-out", 408, text, "", Decision::Wait, Code::ServerFailed);
    row("too early", 425, text, "", Decision::Wait, Code::ServerFailed);
    row("too many requests", 429, text, "max requests limit reached", Decision::Wait,
        Code::ServerFailed);
    row("server error", 500, text, "", Decision::Wait, Code::ServerFailed);
    row("bad gateway", 502, "text/html", "<html>", Decision::Wait, Code::ServerFailed);
    row("unavailable", 503, text, "", Decision::Wait, Code::ServerFailed);
    row("gateway time-out", 504, text, "gateway timeout", Decision::Wait, Code::ServerFailed);
    row("last of the 5xx", 599, text, "", Decision::Wait, Code::ServerFailed);
    row("bad request", 400, text, "invalid json", Decision::Halve, Code::ServerRefused);
    row("bad request, with a page", 400, "text/html", "<html>Bad Request", Decision::Halve,
        Code::ServerRefused);
    row("bad request, of nginx's words", 400, text, "No required SSL certificate was sent",
        Decision::Halve, Code::ServerRefused);
    for (const char *words : {"No required SSL certificate was sent", "The SSL certificate error",
                              "The plain HTTP request was sent to HTTPS port"}) {
        row(words, 400, "text/html", words, Decision::Wait, Code::NetworkFailed);
    }
    row("http to a port of Apache's", 400, "text/html; charset=iso-8859-1",
        "<html><p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        Decision::Wait, Code::NetworkFailed);
    row("http to a port of Go's", 400, "", "Client sent an HTTP request to an HTTPS server.\n",
        Decision::Wait, Code::NetworkFailed);
    row("bad request, with Go's words", 400, text,
        "\"Client sent an HTTP request to an HTTPS server.\" is no event", Decision::Halve,
        Code::ServerRefused);
    for (const int status : {495, 496, 497}) {
        row(QByteArray("TLS " + QByteArray::number(status)).constData(), status, text, "",
            Decision::Wait, Code::NetworkFailed);
    }
    row("too large", 413, text, "", Decision::Halve, Code::ServerRefused);
    row("unprocessable", 422, text, "", Decision::Halve, Code::ServerRefused);
    row("last of the 4xx", 499, text, "", Decision::Halve, Code::ServerRefused);
    for (const int status : {401, 402, 403, 404, 405, 410, 421, 451}) {
        row(QByteArray("closed " + QByteArray::number(status)).constData(), status, text, "",
            Decision::Pause, Code::ServerRefused);
    }
}

void tst_Verdict::anAnswerBecomesADecision()
{
    QFETCH(int, status);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    QFETCH(int, decision);
    QFETCH(int, code);
    const Verdict found = verdict(answerOf(status, contentType, body));
    QCOMPARE(int(found.decision), decision);
    QCOMPARE(int(found.error.code()), code);
    QCOMPARE(found.error.message().isEmpty(), found.decision == Decision::Delivered);
    QCOMPARE(found.reason == FailedEvent::Reason::TooLarge, status == 413);
}

void tst_Verdict::everyStatusHasADecision()
{
    for (int status = 0; status < 1000; ++status) {
        const Verdict found = verdict(answerOf(status));
        QCOMPARE(found.decision == Decision::Delivered, status >= 200 && status < 300);
        QVERIFY(found.decision != Decision::Redirect);
        QVERIFY(found.decision == Decision::Delivered || found.error.isError());
    }
}

void tst_Verdict::onlyPassingTroubleCountsAsAnAttempt_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("counts");
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 599})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {0, 302, 407, 511, 401, 404, 400, 413})
        QTest::addRow("%d", status) << status << false;
}

void tst_Verdict::onlyPassingTroubleCountsAsAnAttempt()
{
    QFETCH(int, status);
    QFETCH(bool, counts);
    QCOMPARE(verdict(answerOf(status)).isAttempt, counts);
}

void tst_Verdict::theServerSaysWhenToComeBack_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<qint64>("milliseconds"); // -1: by the backoff

    const auto row = [](const char *name, int status, const char *retryAfter, const char *date,
                        qint64 milliseconds) {
        QTest::newRow(name) << status << QByteArray(retryAfter) << QByteArray(date) << milliseconds;
    };
    row("seconds", 429, "7", "", 7'000);
    row("no wait at all", 503, "0", "", -1);
    row("an hour at most", 503, "86400", "", 3'600'000);
    row("a number beyond all bounds", 503, "99999999999999999999999", "", 3'600'000);
    row("rubbish", 429, "soon", "", -1);
    row("negative", 429, "-5", "", -1);
    row("a date, by our clock", 429, "Thu, 01 Jan 2026 00:01:00 GMT", "", 60'000);
    row("a date, by the server's clock", 429, "Sun, 02 Mar 2025 10:00:30 GMT",
        "Sun, 02 Mar 2025 10:00:00 GMT", 30'000);
    row("a date that has passed", 503, "Wed, 31 Dec 2025 23:00:00 GMT", "", -1);
    row("a date far away", 503, "Thu, 01 Jan 2099 00:00:00 GMT", "", 3'600'000);
    row("a date of RFC 850", 503, "Thursday, 01-Jan-26 00:00:10 GMT", "", 10'000);
    row("a date of asctime", 503, "Thu Jan  1 00:00:20 2026", "", 20'000);
}

void tst_Verdict::theServerSaysWhenToComeBack()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(QByteArray, date);
    QFETCH(qint64, milliseconds);
    Answer answer = answerOf(status);
    answer.headers = {{"Retry-After", retryAfter}};
    if (!date.isEmpty())
        answer.headers.append({"Date", date});
    const Verdict found = verdict(answer);
    QCOMPARE(found.decision, Decision::Wait);
    QCOMPARE(found.retryAfter ? found.retryAfter->count() : -1, milliseconds);
    QCOMPARE(found.isAttempt, milliseconds < 0); // as told is uncounted
}

void tst_Verdict::aDateIsReadWhereTheLocalClockSkipsIt_data()
{
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<QByteArray>("until");
    QTest::newRow("today's") << QByteArray("Sun, 29 Mar 2026 01:59:00 GMT")
                             << QByteArray("Sun, 29 Mar 2026 02:10:00 GMT");
    QTest::newRow("RFC 850's") << QByteArray("Sunday, 29-Mar-26 02:30:00 GMT")
                               << QByteArray("Sunday, 29-Mar-26 02:41:00 GMT");
    QTest::newRow("asctime's") << QByteArray("Sun Mar 29 02:55:00 2026")
                               << QByteArray("Sun Mar 29 03:06:00 2026");
}

void tst_Verdict::aDateIsReadWhereTheLocalClockSkipsIt()
{
#ifdef Q_OS_WIN
    QSKIP("Windows has no TZ.");
#else
    QFETCH(QByteArray, date);
    QFETCH(QByteArray, until);
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin"); // from 2:00 to 3:00 on that day there is nothing
    tzset();
    Answer answer = answerOf(503);
    answer.headers = {{"Date", date}, {"Retry-After", until}};
    const Verdict found = verdict(answer);
    if (before.isNull())
        qunsetenv("TZ");
    else
        qputenv("TZ", before);
    tzset();
    QVERIFY(found.retryAfter);
    QCOMPARE(found.retryAfter->count(), 11 * 60'000);
#endif
}

void tst_Verdict::theTimeIsTheDataPlanesAndNoPortals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](int status, const QByteArray &contentType, bool isTaken) {
        QTest::addRow("%d %s", status, contentType.constData()) << status << contentType << isTaken;
    };
    for (const int status : {200, 400, 401, 404, 413, 429, 500, 503})
        row(status, "text/plain", true);
    row(200, "text/html", false);
    for (const int status : {301, 307, 407, 511, 999})
        row(status, "text/plain", false);
}

void tst_Verdict::theTimeIsTheDataPlanesAndNoPortals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, contentType);
    QFETCH(bool, isTaken);
    Answer answer = answerOf(status, contentType);
    QCOMPARE(verdict(answer).serverTime, std::nullopt);
    answer.headers.emplaceBack("Date", "Thu, 01 Jan 2026 00:00:07 GMT");
    answer.headers.emplaceBack("Location", "https://dp.example.com/new");
    QCOMPARE(verdict(answer).serverTime, isTaken ? std::optional(now + 7'000) : std::nullopt);
}

void tst_Verdict::aRedirectIsFollowedOnlyToTheSameHostEquallySafe_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("to"); // empty: not followed

    const QString secure = u"https://dp.example.com/v1/batch"_s;
    const QString plain = u"http://dp.example.com/v1/batch"_s;
    QTest::newRow("permanent") << secure << 308 << QByteArray("https://dp.example.com/new")
                               << u"https://dp.example.com/new"_s;
    QTest::newRow("temporary, relative")
            << secure << 307 << QByteArray("/new") << u"https://dp.example.com/new"_s;
    QTest::newRow("to TLS") << plain << 307 << QByteArray("https://dp.example.com/v1/batch")
                            << secure;
    QTest::newRow("from TLS") << secure << 307 << QByteArray("http://dp.example.com/v1/batch")
                              << QString();
    QTest::newRow("another host") << secure << 307 << QByteArray("https://evil.example.com/")
                                  << QString();
    QTest::newRow("another scheme")
            << secure << 307 << QByteArray("ftp://dp.example.com/") << QString();
    QTest::newRow("another method")
            << secure << 302 << QByteArray("https://dp.example.com/new") << QString();
    QTest::newRow("nowhere") << secure << 307 << QByteArray() << QString();
    QTest::newRow("rubbish") << secure << 307 << QByteArray("http://[::bad") << QString();
}

void tst_Verdict::aRedirectIsFollowedOnlyToTheSameHostEquallySafe()
{
    QFETCH(QString, from);
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QString, to);
    Answer answer = answerOf(status);
    answer.headers = {{"Location", location}};
    const Verdict found = verdictFor(answer, {QUrl(from), true}, now);
    QCOMPARE(found.decision, to.isEmpty() ? Decision::Wait : Decision::Redirect);
    QCOMPARE(found.location, QUrl(to));
    QCOMPARE(found.isPermanent, status == 308);
}

void tst_Verdict::anAnswerBeforeTheRequestIsWholeIsNoDelivery()
{
    Answer answer = answerOf(200, "text/plain", "OK");
    answer.requestWasSent = false;
    QCOMPARE(verdict(answer).decision, Decision::Wait);
    answer.status = 413; // a refusal needs no more than the beginning
    QCOMPARE(verdict(answer).decision, Decision::Halve);
}

void tst_Verdict::a500ToACompressedBatchAsksForAPlainOne()
{
    QVERIFY(verdict(answerOf(500), true).resendPlain);
    QVERIFY(!verdict(answerOf(500), false).resendPlain);
    QVERIFY(!verdict(answerOf(503), true).resendPlain);
}

void tst_Verdict::a415ToACompressedBatchAsksForAPlainOne()
{
    const Verdict compressed = verdict(answerOf(415), true);
    QCOMPARE(compressed.decision, Decision::Wait);
    QVERIFY(compressed.resendPlain);
    QVERIFY(!compressed.isAttempt);
    const Verdict plain = verdict(answerOf(415), false);
    QCOMPARE(plain.decision, Decision::Halve);
    QVERIFY(!plain.resendPlain);
}

void tst_Verdict::aRefusalKeepsTheServersWords()
{
    const Answer answer = answerOf(401, "text/plain", "invalid write key\n");
    QVERIFY(verdict(answer).error.message().contains(QLatin1String("401: invalid write key")));
}

void tst_Verdict::anErrorIsOneShortLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QByteArray &text, const QString &shown) {
        QTest::newRow(name) << text << shown;
    };
    row("lines", "bad\r\n\tkey\n", u"bad key"_s);
    row("a terminal's commands", "\x1b[31mred\x07\x7f\xc2\x9b", u"[31mred"_s);
    row("NUL", QByteArray("a\0b", 3), u"ab"_s);
    row("Unicode's line ends", "a\u2028b\u2029c\u0085d", u"a b c d"_s);
    row("a page", QByteArray(10'000, 'x'), QString(200, u'x'));
    row("no half of a character", QByteArray(199, 'x') + "😀", QString(199, u'x'));
    row("no UTF-8", "\xff\xfe", u"\ufffd\ufffd"_s);
}

void tst_Verdict::anErrorIsOneShortLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, shown);
    QCOMPARE(verdict(answerOf(400, {}, text)).error.message(),
             u"The data plane answered 400: "_s + shown);
    Answer unreached = answerOf(0);
    unreached.errorText = QString::fromUtf8(text);
    QCOMPARE(verdict(unreached).error.message(), shown);
    Answer redirect = answerOf(302);
    redirect.headers = {{"Location", "/" + text}};
    QVERIFY(verdict(redirect).error.message().size() < 400);
}

void tst_Verdict::noErrorTellsTheWriteKey()
{
    Answer answer = answerOf(302);
    answer.headers = {{"Location", "https://KEY:@dp.example.com/?key=KEY"}};
    QVERIFY(!verdict(answer).error.message().contains(u"KEY"_s));
}

void tst_Verdict::noErrorTellsASecret_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {0, 200, 302, 400, 401, 404, 407, 413, 429, 496, 500, 777})
        QTest::addRow("%d", status) << status;
}

void tst_Verdict::noErrorTellsASecret()
{
    QFETCH(int, status);
    // Half a secret is none to be told either: the words are cut after 200 bytes.
    Answer answer = answerOf(status, {}, "key sEcret " + QByteArray(186, 'x') + "sEcret");
    answer.headers = {{"Location", "https://dp.example.com/sEcret"}};
    answer.errorText = u"sEcret was not let in"_s;
    const QUrl url(u"https://dp.example.com/v1/batch"_s);
    const QString told = verdictFor(answer, {url, true, {"sEcret"}}, now).error.message();
    QVERIFY2(!told.contains(u"sE"_s), qPrintable(told));
}

void tst_Verdict::aWebPageIsQuotedByItsTitle()
{
    const QByteArray page = "<html><head><title>413 Too Large</title></head><body>x</body></html>";
    const QString told = verdict(answerOf(413, "text/html", page)).error.message();
    QCOMPARE(told, u"The data plane answered 413: 413 Too Large"_s);
}

QTEST_APPLESS_MAIN(tst_Verdict)
#include "tst_verdict.moc"
