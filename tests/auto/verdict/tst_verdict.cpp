// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/verdict_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;
using Decision = Verdict::Decision;

class tst_Verdict : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerBecomesADecision_data();
    void anAnswerBecomesADecision();
    void aRefusalKeepsTheServersWords();
};

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
    row("a portal by its type", 200, "text/HTML", "hi", Decision::Retry, Code::NetworkFailed);
    row("a portal by its page", 200, "", " <!DOCTYPE html><html>", Decision::Retry,
        Code::NetworkFailed);
    row("no answer", 0, "", "", Decision::Retry, Code::NetworkFailed);
    row("request time-out", 408, text, "", Decision::Retry, Code::ServerFailed);
    row("too early", 425, text, "", Decision::Retry, Code::ServerFailed);
    row("too many requests", 429, text, "max requests limit reached", Decision::Retry,
        Code::ServerFailed);
    row("server error", 500, text, "", Decision::Retry, Code::ServerFailed);
    row("bad gateway", 502, "text/html", "<html>", Decision::Retry, Code::ServerFailed);
    row("unavailable", 503, text, "", Decision::Retry, Code::ServerFailed);
    row("gateway time-out", 504, text, "gateway timeout", Decision::Retry, Code::ServerFailed);
    row("last of the 5xx", 599, text, "", Decision::Retry, Code::ServerFailed);
    row("bad request", 400, text, "invalid json", Decision::Pause, Code::ServerRefused);
    row("wrong key", 401, text, "invalid write key", Decision::Pause, Code::ServerRefused);
    row("source off", 404, text, "source is disabled", Decision::Pause, Code::ServerRefused);
    row("too large", 413, text, "request size exceeds max limit", Decision::Pause,
        Code::ServerRefused);
    row("first of the 3xx", 300, text, "", Decision::Pause, Code::ServerRefused);
    row("moved", 302, "text/html", "", Decision::Pause, Code::ServerRefused);
}

void tst_Verdict::anAnswerBecomesADecision()
{
    QFETCH(int, status);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    QFETCH(int, decision);
    QFETCH(int, code);

    Answer answer;
    answer.status = status;
    if (!contentType.isEmpty())
        answer.headers = {{"content-type", contentType}};
    answer.body = body;
    const Verdict verdict = verdictFor(answer);
    QCOMPARE(int(verdict.decision), decision);
    QCOMPARE(int(verdict.error.code()), code);
}

void tst_Verdict::aRefusalKeepsTheServersWords()
{
    Answer answer;
    answer.status = 401;
    answer.body = "invalid write key\n";
    QVERIFY(verdictFor(answer).error.message().contains(QLatin1String("401: invalid write key")));
}

QTEST_APPLESS_MAIN(tst_Verdict)
#include "tst_verdict.moc"
