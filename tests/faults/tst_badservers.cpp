// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qdatetime.h>
#include <QtCore/qlocale.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include "badserver.h"
#include "proxybench.h"
#include "sender.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A real client and servers that do what no decent server does. What an answer must lead to is in
// docs/delivery.md.
class tst_BadServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostOnABadConnection_data();
    void nothingIsLostOnABadConnection();
    void aClockThatIsAnHourAheadIsKnown();
    void nothingIsLostBehindNginx_data();
    void nothingIsLostBehindNginx();
    void nothingIsLostBehindHaproxy_data();
    void nothingIsLostBehindHaproxy();
};

namespace {

// Whether the client told of an error; perhaps, where it depends on which of two connections'
// ends the client hears of first, or on how often Qt itself tries.
enum class Told { No, Perhaps, Yes };

constexpr auto patience = 20'000; // some waits of the backoff, on a slow machine

QSet<QString> setOf(const QStringList &ids)
{
    return {ids.begin(), ids.end()};
}

} // namespace

// What QNetworkAccessManager does by itself when a connection ends without a whole header: it sends
// the request again, up to three times and in silence, so that the client sees one failure of
// several; and after half a header it sends it on two connections at once.
void tst_BadServers::nothingIsLostOnABadConnection_data()
{
    using enum Misbehaviour::WaitsFor;
    using enum Misbehaviour::Ends;
    using enum Told;
    constexpr int small = 10;
    constexpr int large = 990'000; // four of them are more than the kernels take in unread
    const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
    const QByteArray hasty = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
    const QByteArray failing = "HTTP/1.1 503 Busy\r\nContent-Length: 9999999\r\n\r\n";
    const QByteArray begun = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    const QByteArray endless = "HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n";
    const QByteArray half = "HTTP/1.1 200 OK\r\nConte";
    const QByteArray chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nrubbish";
    const QByteArray huge = "HTTP/1.1 200 OK\r\nX-Long: " + QByteArray(1'000'000, 'x') + "\r\n\r\n";

    QTest::addColumn<Misbehaviour>("misbehaviour");
    QTest::addColumn<int>("bad"); // connections, before the server behaves
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("fewest"); // requests that the server answered well
    QTest::addColumn<int>("most");
    QTest::addColumn<Told>("told");
    const auto row = [](const char *name, const Misbehaviour &misbehaviour, int bad, int bytes,
                        int fewest, int most, Told told) {
        QTest::newRow(name) << misbehaviour << bad << bytes << fewest << most << told;
    };
    // The server has taken nothing.
    row("closed at once", {Connection, "", Closed}, 1, small, 1, 1, Perhaps);
    row("reset at once", {Connection, "", Reset}, 1, small, 1, 1, Perhaps);
    row("nothing read", {Connection, "", Open}, 1, large, 1, 1, Yes);
    row("no answer", {Header, "", Open}, 1, small, 1, 1, Yes);
    row("half a status line", {Header, "HTTP/1.1 2", Closed}, 5, small, 1, 1, Yes);
    row("half a header", {Header, half, Closed}, 1, small, 1, 2, Perhaps);
    row("reset in the body", {Header, "", Reset}, 1, large, 1, 1, Perhaps);
    row("200 in the body, closed", {Header, ok, Closed}, 1, large, 1, 1, Perhaps);
    row("200 in the body, reset", {Header, ok, Reset}, 1, large, 1, 1, Perhaps);
    row("200 in the body, then silence", {Header, ok, Open}, 1, large, 1, 1, Yes);
    row("rubbish, closed", {WholeRequest, "rubbish\r\n\r\n", Closed}, 1, small, 1, 1, Perhaps);
    row("rubbish, then silence", {WholeRequest, "rubbish\r\n\r\n", Open}, 1, small, 1, 1, Perhaps);
    row("100 and silence", {WholeRequest, "HTTP/1.1 100 Go\r\n\r\n", Open}, 1, small, 1, 1, Yes);
    row("status 20000", {WholeRequest, "HTTP/1.1 20000 OK\r\n\r\n", Closed}, 1, small, 1, 1, Yes);
    row("503, come back at once", {WholeRequest, hasty, Closed}, 3, small, 1, 1, Yes);
    row("503 and a body that drips", {WholeRequest, failing, Dripping}, 1, small, 1, 1, Yes);
    // It has taken the batch, but the client does not learn of it: the batch comes again.
    row("taken, no answer", {WholeRequest, "", Open, true}, 1, small, 1, 1, Yes);
    row("taken, closed", {WholeRequest, "", Closed, true}, 1, small, 1, 1, Perhaps);
    row("taken, half a status line", {WholeRequest, "HTTP/1.1 2", Closed, true}, 1, small, 1, 2,
        Perhaps);
    row("taken, half a header, closed", {WholeRequest, half, Closed, true}, 1, small, 1, 2,
        Perhaps);
    row("taken, half a header, silence", {WholeRequest, half, Open, true}, 1, small, 1, 1, Yes);
    row("taken, a header of 1 MB", {WholeRequest, huge, Closed, true}, 1, small, 0, 2, Perhaps);
    // The status is there: delivered, whatever follows.
    row("200 and silence", {WholeRequest, begun, Open, true}, 1, small, 0, 0, No);
    row("200 and a body that drips", {WholeRequest, endless, Dripping, true}, 1, small, 0, 0, No);
    row("200 and closed", {WholeRequest, begun, Closed, true}, 1, small, 0, 0, No);
    row("200 and reset", {WholeRequest, begun, Reset, true}, 1, small, 0, 2, Perhaps);
    row("200 and rubbish for chunks", {WholeRequest, chunks, Open, true}, 1, small, 0, 0, No);
}

void tst_BadServers::nothingIsLostOnABadConnection()
{
    QFETCH(Misbehaviour, misbehaviour);
    QFETCH(int, bad);
    QFETCH(int, bytes);
    QFETCH(int, fewest);
    QFETCH(int, most);
    QFETCH(Told, told);
    BadServer server(misbehaviour, bad);
    QVERIFY(server.listen());
    Sender sender;
    sender.configuration.setDataPlaneUrl(server.url())
            .setRequestTimeout(300ms)
            .setGzip(bytes < 1000)
            .setMaxEventBytes(1'000'000)
            .setMaxBatchBytes(4'000'000);
    sender.record(4, bytes);
    QTRY_VERIFY_WITH_TIMEOUT(sender.hasDeliveredAll(), patience);

    qInfo("%d bad, %d good", server.badConnections(), server.goodRequests());
    QCOMPARE(setOf(server.messageIds()), setOf(sender.recorded()));
    // No batch was taken in part, and none by a connection that was not to take it.
    const int taken = misbehaviour.takesTheBatch ? server.badConnections() : 0;
    QCOMPARE(server.messageIds().size(),
             sender.recorded().size() * (server.goodRequests() + taken));
    QVERIFY(server.goodRequests() >= fewest);
    QVERIFY(server.goodRequests() <= most);
    QCOMPARE(server.badConnections(), bad);
    if (told != Told::Perhaps)
        QCOMPARE(!sender.errors().isEmpty(), told == Told::Yes);
    QCOMPARE(sender.dropped(), 0);
    QCOMPARE(sender.client().failedCount(), 0);
}

void tst_BadServers::aClockThatIsAnHourAheadIsKnown()
{
    const QDateTime anHourAgo = QDateTime::currentDateTimeUtc().addSecs(-3600);
    const QByteArray date =
            QLocale::c().toString(anHourAgo, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1();
    BadServer server({Misbehaviour::WaitsFor::WholeRequest,
                      "HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 0\r\n\r\n",
                      Misbehaviour::Ends::Open, true},
                     1);
    QVERIFY(server.listen());
    Sender sender;
    sender.configuration.setDataPlaneUrl(server.url());
    QSignalSpy changed(&sender.client(), &Analytics::clockSkewChanged);
    QCOMPARE(sender.client().clockSkew(), 0);
    sender.record(1);
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, patience);
    const qint64 skew = sender.client().clockSkew();
    QCOMPARE(changed[0][0].toLongLong(), skew);
    QVERIFY2(skew > 3'598'000 && skew < 3'620'000, qPrintable(QString::number(skew)));
}

void tst_BadServers::nothingIsLostBehindNginx_data()
{
    using enum ProxyCase::Mend;
    const QString passing = u"location / { proxy_pass http://127.0.0.1:%1; }"_s;
    const QString limited = u"client_max_body_size 16k; "_s + passing;
    const QString moved = u"location = /v1/batch { return %1 /moved/v1/batch; }"
                          "location /moved/ { proxy_pass http://127.0.0.1:%2/; }"_s;

    QTest::addColumn<ProxyCase>("c");
    QTest::newRow("413: the batch is too large") << ProxyCase{
            .part = limited, .events = 20, .bytes = 2'000, .statuses = {"413", "200"}, .most = 16};
    QTest::newRow("413: one event is too large") << ProxyCase{.part = limited,
                                                              .events = 5,
                                                              .bytes = 10,
                                                              .tooLarge = 1,
                                                              .statuses = {"413", "200"},
                                                              .most = 10};
    QTest::newRow("413: the batch is too large, and still on its way")
            << ProxyCase{.part = u"client_max_body_size 1m; "_s + passing,
                         .events = 100,
                         .bytes = 30'000,
                         .statuses = {"413", "200"},
                         .most = 20};
    for (const int status : {301, 302}) {
        const ProxyCase redirected{.part = moved.arg(status),
                                   .statuses = {QByteArray::number(status), "200"},
                                   .most = 3};
        ProxyCase c = redirected;
        c.mend = NewPart;
        c.newPart = passing;
        QTest::addRow("%d, until it passes", status) << c;
        c.mend = NewAddress;
        c.statuses = {QByteArray::number(status)};
        c.most = 1;
        QTest::addRow("%d, until the address is right", status) << c;
    }
    QTest::newRow("307, asked each time") << ProxyCase{
            .part = moved.arg(307), .rounds = 2, .statuses = {"307", "200"}, .most = 4};
    QTest::newRow("308, remembered") << ProxyCase{
            .part = moved.arg(308), .rounds = 2, .statuses = {"308", "200"}, .most = 3};
    QTest::newRow("502, until the data plane is back") << ProxyCase{
            .part = passing, .mend = DataPlaneBack, .statuses = {"502", "200"}, .most = 4};
}

void tst_BadServers::nothingIsLostBehindNginx()
{
    QFETCH(ProxyCase, c);
    NginxProcess nginx;
    if (!nginx.isInstalled())
        QSKIP("nginx is not installed: scripts/setup test");
    ProxyBench(nginx, c, QStringLiteral(DATA_PLANE)).run();
}

void tst_BadServers::nothingIsLostBehindHaproxy_data()
{
    using enum ProxyCase::Mend;
    const QString passing = u"    server one 127.0.0.1:%1\n"_s;
    // The first request of a client; what is counted is kept by haproxy.
    const QString busy = u"    stick-table type ip size 10 expire 60s store http_req_cnt\n"
                         "    http-request track-sc0 src\n"
                         "    http-request return status 429 hdr Retry-After 1 "
                         "if { sc0_http_req_cnt le 1 }\n"_s;
    const QString impatient = u"    timeout server 300ms\n"_s;
    const QString raw = u"    mode tcp\n    log-format \"answered nothing\"\n"_s;

    QTest::addColumn<ProxyCase>("c");
    // One attempt would be too many, if this counted as one.
    QTest::newRow("429 with Retry-After") << ProxyCase{.part = busy + passing,
                                                       .maxAttempts = 1,
                                                       .statuses = {"429", "200"},
                                                       .most = 2,
                                                       .atLeast = 1000ms};
    QTest::newRow("503, until there is a server") << ProxyCase{
            .part = passing, .mend = DataPlaneBack, .statuses = {"503", "200"}, .most = 4};
    QTest::newRow("503, until the attempts are used up") << ProxyCase{.part = passing,
                                                                      .mend = DataPlaneBack,
                                                                      .maxAttempts = 1,
                                                                      .exhausts = true,
                                                                      .statuses = {"503", "200"},
                                                                      .most = 5};
    QTest::newRow("slow answers") << ProxyCase{
            .part = passing, .latency = 700, .statuses = {"200"}, .most = 1};
    QTest::newRow("a connection for each request")
            << ProxyCase{.part = u"    option httpclose\n"_s + passing,
                         .rounds = 2,
                         .statuses = {"200"},
                         .most = 2};
    // The data plane has the batch before the answer is given up: it comes again.
    QTest::newRow("504, the answer took too long") << ProxyCase{.part = impatient + passing,
                                                                .mend = Latency,
                                                                .latency = 1000,
                                                                .statuses = {"504", "200"},
                                                                .most = 3,
                                                                .mayRepeat = true};
    QTest::newRow("cut, the answer took too long") << ProxyCase{.part = raw + impatient + passing,
                                                                .mend = Latency,
                                                                .latency = 1000,
                                                                .statuses = {"nothing"},
                                                                .most = 9,
                                                                .mayRepeat = true};
    QTest::newRow("the client gives up") << ProxyCase{.part = passing,
                                                      .mend = Latency,
                                                      .latency = 1000,
                                                      .requestTimeout = 300ms,
                                                      .statuses = {"200"},
                                                      .most = 3,
                                                      .mayRepeat = true};
}

void tst_BadServers::nothingIsLostBehindHaproxy()
{
    QFETCH(ProxyCase, c);
    HaproxyProcess haproxy;
    if (!haproxy.isInstalled())
        QSKIP("haproxy is not installed: scripts/setup test");
    ProxyBench(haproxy, c, QStringLiteral(DATA_PLANE)).run();
}

QTEST_GUILESS_MAIN(tst_BadServers)
#include "tst_badservers.moc"
