// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventsfile.h"
#include "rawclient.h"
#include "runningdataplane.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray someEvent = R"({"type":"track","event":"A","userId":"u"})";

} // namespace

class tst_DataPlaneMisbehaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file.emplace(); }
    void failsAsOftenAsToldAndRecordsNothing();
    void sendsRetryAfter();
    void failsWithAnyStatus_data();
    void failsWithAnyStatus();
    void failsForEventsOnly();
    void aDisabledSourceIsNotFound();
    void waitsBeforeItAnswers();
    void whileOneWaitsOthersAreAnswered();
    void recordsBeforeItWaits();
    void aClientThatGivesUpDoesNoHarm();
    void endsInGoodOrderWhileClientsWait();
    void recordsAndThenDropsTheConnection();
    void mayWaitAndThenDrop();
    void isToldWhileItRuns();
    void isNotToldNonsense();

private:
    int recorded() const { return int(m_file->content().count('\n')); }

    std::optional<EventsFile> m_file;
};

void tst_DataPlaneMisbehaving::failsAsOftenAsToldAndRecordsNothing()
{
    RunningDataPlane dataPlane({u"--fail"_s, u"503"_s, u"--times"_s, u"2"_s, u"--quiet"_s,
                                u"--output"_s, m_file->name()});
    RawClient client(dataPlane.port());
    QCOMPARE(client.post("/v1/batch", someEvent).status, 503);
    QCOMPARE(client.post("/v1/track", someEvent).status, 503);
    QCOMPARE(recorded(), 0);
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    QCOMPARE(recorded(), 1);
    QCOMPARE(dataPlane.terminate().lines,
             QByteArrayList{"dataplane: 3 requests, 1 events, 2 refused"});
}

void tst_DataPlaneMisbehaving::sendsRetryAfter()
{
    RunningDataPlane dataPlane({u"--fail"_s, u"429"_s, u"--retry-after"_s, u"2"_s});
    RawClient client(dataPlane.port());
    for (int i = 0; i < 3; ++i) {
        const RawClient::Answer answer = client.post("/v1/track", someEvent);
        QCOMPARE(answer.status, 429);
        QVERIFY(answer.head.contains("\r\nRetry-After: 2\r\n"));
    }
}

void tst_DataPlaneMisbehaving::failsWithAnyStatus_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {300, 307, 400, 425, 451, 500, 520, 599})
        QTest::addRow("%d", status) << status;
}

void tst_DataPlaneMisbehaving::failsWithAnyStatus()
{
    QFETCH(int, status);
    RunningDataPlane dataPlane({u"--fail"_s, QString::number(status)});
    QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, status);
}

void tst_DataPlaneMisbehaving::failsForEventsOnly()
{
    RunningDataPlane dataPlane({u"--fail"_s, u"503"_s, u"--times"_s, u"1"_s});
    RawClient client(dataPlane.port());
    client.send("/health", {}, {}, "GET");
    QCOMPARE(client.receive().status, 200);
    QCOMPARE(client.post("/nowhere", someEvent).status, 404);
    QCOMPARE(client.post("/v1/track", someEvent).status, 503);
}

void tst_DataPlaneMisbehaving::aDisabledSourceIsNotFound()
{
    RunningDataPlane dataPlane({u"--disabled"_s});
    const RawClient::Answer answer = RawClient(dataPlane.port()).post("/v1/track", someEvent);
    QCOMPARE(answer.status, 404);
    QCOMPARE(answer.body, "source is disabled");
}

void tst_DataPlaneMisbehaving::waitsBeforeItAnswers()
{
    RunningDataPlane dataPlane({u"--latency"_s, u"300"_s});
    RawClient client(dataPlane.port());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    QVERIFY(timer.elapsed() >= 300);
}

void tst_DataPlaneMisbehaving::whileOneWaitsOthersAreAnswered()
{
    RunningDataPlane dataPlane({u"--latency"_s, u"3600000"_s});
    RawClient patient(dataPlane.port());
    patient.send("/v1/track", someEvent);
    QVERIFY(dataPlane.nextLine().contains("  track "));

    RawClient other(dataPlane.port());
    QCOMPARE(other.post("/_control", "{}").status, 200);
    QCOMPARE(other.post("/v1/track", someEvent).status, 200);
    QVERIFY(patient.hasNoAnswerYet());
}

void tst_DataPlaneMisbehaving::recordsBeforeItWaits()
{
    RunningDataPlane dataPlane({u"--latency"_s, u"3600000"_s, u"--output"_s, m_file->name()});
    RawClient client(dataPlane.port());
    client.send("/v1/track", someEvent);
    QVERIFY(dataPlane.nextLine().contains("  track "));
    QCOMPARE(recorded(), 1);
    QVERIFY(client.hasNoAnswerYet());
}

void tst_DataPlaneMisbehaving::aClientThatGivesUpDoesNoHarm()
{
    RunningDataPlane dataPlane({u"--latency"_s, u"100"_s});
    for (int i = 0; i < 3; ++i) {
        RawClient hasty(dataPlane.port());
        hasty.send("/v1/track", someEvent);
        QVERIFY(dataPlane.nextLine().contains("  track "));
        hasty.abort();
    }
    // Sent later than those, so answered after theirs were due.
    QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, 200);
    const RunningDataPlane::End end = dataPlane.terminate();
    QCOMPARE(end.exitCode, 0);
    QCOMPARE(end.errors, "");
}

void tst_DataPlaneMisbehaving::endsInGoodOrderWhileClientsWait()
{
    RunningDataPlane dataPlane({u"--latency"_s, u"3600000"_s});
    RawClient waiting(dataPlane.port());
    waiting.send("/v1/track", someEvent);
    RawClient gone(dataPlane.port());
    gone.send("/v1/track", someEvent);
    QVERIFY(dataPlane.nextLine().contains("  track "));
    QVERIFY(dataPlane.nextLine().contains("  track "));
    gone.abort();

    const RunningDataPlane::End end = dataPlane.terminate();
    QCOMPARE(end.exitCode, 0);
    QCOMPARE(end.errors, "");
    QCOMPARE(waiting.receiveUntilClosed(), "");
}

void tst_DataPlaneMisbehaving::recordsAndThenDropsTheConnection()
{
    RunningDataPlane dataPlane({u"--drop"_s, u"2"_s, u"--output"_s, m_file->name()});
    for (int i = 1; i <= 2; ++i) {
        RawClient client(dataPlane.port());
        client.send("/v1/track", someEvent);
        QCOMPARE(client.receiveUntilClosed(), "");
        QCOMPARE(recorded(), i);
    }
    QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, 200);
    QCOMPARE(dataPlane.terminate().lines.constLast(), "dataplane: 3 requests, 3 events, 0 refused");
}

void tst_DataPlaneMisbehaving::mayWaitAndThenDrop()
{
    RunningDataPlane dataPlane({u"--drop"_s, u"1"_s, u"--latency"_s, u"100"_s});
    RawClient client(dataPlane.port());
    client.send("/v1/track", someEvent);
    QCOMPARE(client.receiveUntilClosed(), "");
    QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, 200);
    QCOMPARE(dataPlane.terminate().exitCode, 0);
}

void tst_DataPlaneMisbehaving::isToldWhileItRuns()
{
    RunningDataPlane dataPlane({u"--fail"_s, u"500"_s, u"--quiet"_s});
    RawClient control(dataPlane.port());
    RawClient client(dataPlane.port());
    QCOMPARE(client.post("/v1/track", someEvent).status, 500);

    QCOMPARE(control.post("/_control", R"({"fail":429,"times":1,"retryAfter":7})").status, 200);
    const RawClient::Answer answer = client.post("/v1/track", someEvent);
    QCOMPARE(answer.status, 429);
    QVERIFY(answer.head.contains("Retry-After: 7"));
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);

    QCOMPARE(control.post("/_control", R"({"disabled":true})").status, 200);
    QCOMPARE(client.post("/v1/track", someEvent).status, 404);
    QCOMPARE(control.post("/_control", "{}").status, 200);
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    QCOMPARE(dataPlane.terminate().lines,
             QByteArrayList{"dataplane: 5 requests, 2 events, 3 refused"});
}

void tst_DataPlaneMisbehaving::isNotToldNonsense()
{
    RunningDataPlane dataPlane({u"--fail"_s, u"500"_s});
    RawClient client(dataPlane.port());
    const RawClient::Answer answer = client.post("/_control", R"({"fial":503})");
    QCOMPARE(answer.status, 400);
    QVERIFY(answer.body.contains("fial"));
    client.send("/_control", {}, {}, "GET");
    QCOMPARE(client.receive().status, 405);
    QCOMPARE(client.post("/v1/track", someEvent).status, 500);
}

QTEST_GUILESS_MAIN(tst_DataPlaneMisbehaving)
#include "tst_dataplane_misbehaving.moc"
