// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventsfile.h"
#include "gzipped.h"
#include "rawclient.h"
#include "runningdataplane.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

const QByteArray someEvent =
        R"({"type":"track","event":"Item Viewed","userId":"u","messageId":"m","context":{"n":1.50}})";
const QByteArray otherEvent = R"({"type":"page","name":"Home","anonymousId":"a","messageId":"n"})";

QByteArray batchOf(const QByteArrayList &events)
{
    return R"({"batch":[)" + events.join(',') + "]}";
}

} // namespace

class tst_DataPlaneProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file.emplace(); }
    void saysFirstWhereItListens();
    void printsALineForEachEvent();
    void printsNoEventsWhenQuiet();
    void anEventIsInTheFileBeforeItsAnswer();
    void takesGzipFromQt();
    void tellsAWrongWriteKey();
    void refusesATooLargeBody();
    void oneConnectionCarriesManyRequests();
    void closesTheConnectionOnRequest();
    void aBodyMayComeInPieces();
    void keepsTheFileOverARestart();
    void writesEnvelopes();
    void writesTheBodiesOfAcceptedRequests();
    void acceptsNothingThatItCannotWrite_data();
    void acceptsNothingThatItCannotWrite();
    void endsInGoodOrderOnASignal_data();
    void endsInGoodOrderOnASignal();
    void endsWithItsInputOnlyIfTold();
    void livesOnWhenNobodyReadsItsLines();
    void saysWhatIsWrongWithItsOptions();
    void saysThatItCannotStart();
    void helpsAndNamesItsVersion();

private:
    std::optional<EventsFile> m_file;
};

void tst_DataPlaneProgram::saysFirstWhereItListens()
{
    RunningDataPlane dataPlane({u"--headless"_s});
    QCOMPARE(dataPlane.firstLine(),
             "dataplane: listening on http://127.0.0.1:" + QByteArray::number(dataPlane.port()));
    RawClient client(dataPlane.port());
    client.send("/health", {}, {}, "GET");
    QCOMPARE(client.receive().status, 200);
}

void tst_DataPlaneProgram::printsALineForEachEvent()
{
    RunningDataPlane dataPlane;
    RawClient client(dataPlane.port());
    QCOMPARE(client.post("/v1/batch", batchOf({someEvent, otherEvent})).body, "OK");
    QCOMPARE(client.post("/v1/batch", "{").body, "invalid json");

    const QByteArray first = dataPlane.nextLine();
    for (const char *column : {"  track ", "  Item Viewed ", "  u ", "  m"})
        QVERIFY2(first.contains(column), first.constData());
    QVERIFY(dataPlane.nextLine().contains("  Home "));
    QVERIFY(dataPlane.nextLine().contains("  refused   400 invalid json"));
    QCOMPARE(dataPlane.terminate().lines,
             QByteArrayList{"dataplane: 2 requests, 2 events, 1 refused"});
}

void tst_DataPlaneProgram::printsNoEventsWhenQuiet()
{
    RunningDataPlane dataPlane({u"--quiet"_s});
    RawClient client(dataPlane.port());
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    QCOMPARE(client.post("/v1/track", "{").status, 400);
    QCOMPARE(dataPlane.terminate().lines,
             QByteArrayList{"dataplane: 2 requests, 1 events, 1 refused"});
}

void tst_DataPlaneProgram::anEventIsInTheFileBeforeItsAnswer()
{
    RunningDataPlane dataPlane({u"--output"_s, m_file->name()});
    RawClient client(dataPlane.port());
    QByteArray expected;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(client.post("/v1/batch", batchOf({someEvent, otherEvent})).status, 200);
        expected += someEvent + '\n' + otherEvent + '\n';
        QCOMPARE(m_file->content(), expected);
    }
    QCOMPARE(client.post("/v1/batch", batchOf({someEvent, "{}"})).status, 400);
    QCOMPARE(m_file->content(), expected);
}

void tst_DataPlaneProgram::takesGzipFromQt()
{
    RunningDataPlane dataPlane({u"--output"_s, m_file->name()});
    QNetworkRequest request(dataPlane.url(u"/v1/batch"_s));
    request.setRawHeader("Authorization", "Basic " + QByteArray("key:").toBase64());
    request.setRawHeader("Content-Type", "application/json");
    request.setRawHeader("Content-Encoding", "gzip");

    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(
            network.post(request, gzipped(batchOf({someEvent, otherEvent}))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    QVERIFY(finished.count() > 0 || finished.wait(30'000));
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
    QCOMPARE(reply->readAll(), "OK");
    QCOMPARE(m_file->content(), someEvent + '\n' + otherEvent + '\n');
}

void tst_DataPlaneProgram::tellsAWrongWriteKey()
{
    RunningDataPlane strict({u"--write-key"_s, u"other"_s, u"--output"_s, m_file->name()});
    RawClient client(strict.port());
    const RawClient::Answer answer = client.post("/v1/track", someEvent);
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.body, "invalid write key");
    QCOMPARE(m_file->content(), "");

    RunningDataPlane lenient({u"--write-key"_s, u"other"_s, u"--write-key"_s, u"key"_s});
    QCOMPARE(RawClient(lenient.port()).post("/v1/track", someEvent).status, 200);
}

void tst_DataPlaneProgram::refusesATooLargeBody()
{
    RunningDataPlane dataPlane;
    RawClient client(dataPlane.port());
    const RawClient::Answer answer = client.post("/v1/batch", QByteArray(4'096'001, ' '));
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.body, "request size exceeds max limit");
    QCOMPARE(client.post("/v1/track", someEvent).status, 200);
}

void tst_DataPlaneProgram::oneConnectionCarriesManyRequests()
{
    RunningDataPlane dataPlane({u"--quiet"_s, u"--output"_s, m_file->name()});
    RawClient client(dataPlane.port());
    for (int i = 0; i < 200; ++i)
        QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    QCOMPARE(m_file->content().count('\n'), 200);
}

void tst_DataPlaneProgram::closesTheConnectionOnRequest()
{
    RunningDataPlane dataPlane;
    RawClient client(dataPlane.port());
    client.send("/v1/track", someEvent, "Connection: close\r\n");
    const QByteArray answer = client.receiveUntilClosed();
    QVERIFY2(answer.startsWith("HTTP/1.1 200 Ok\r\n"), answer.constData());
    QVERIFY(answer.endsWith("\r\n\r\nOK"));
}

void tst_DataPlaneProgram::aBodyMayComeInPieces()
{
    RunningDataPlane dataPlane({u"--output"_s, m_file->name()});
    RawClient whole(dataPlane.port());
    QTcpSocket pieces;
    pieces.connectToHost(u"127.0.0.1"_s, dataPlane.port());
    QVERIFY(pieces.waitForConnected(30'000));
    const QByteArray bytes =
            "POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Basic a2V5Og==\r\n"
            "Content-Length: "
            + QByteArray::number(someEvent.size()) + "\r\n\r\n" + someEvent;
    for (qsizetype at = 0; at < bytes.size(); at += 40) {
        pieces.write(bytes.sliced(at, std::min<qsizetype>(40, bytes.size() - at)));
        QVERIFY(pieces.waitForBytesWritten(30'000));
        // Another client's answer shows that the program has seen the piece by itself.
        whole.send("/health", {}, {}, "GET");
        QCOMPARE(whole.receive().status, 200);
    }
    QVERIFY(pieces.waitForReadyRead(30'000));
    QVERIFY(pieces.readAll().startsWith("HTTP/1.1 200"));
    QCOMPARE(m_file->content(), someEvent + '\n');
}

void tst_DataPlaneProgram::keepsTheFileOverARestart()
{
    for (int i = 0; i < 2; ++i) {
        RunningDataPlane dataPlane({u"--output"_s, m_file->name()});
        QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, 200);
        dataPlane.sendSignal(SIGKILL);
        dataPlane.waitForEnd();
    }
    QCOMPARE(m_file->content(), someEvent + '\n' + someEvent + '\n');
}

void tst_DataPlaneProgram::writesEnvelopes()
{
    RunningDataPlane dataPlane({u"--envelope"_s, u"--output"_s, m_file->name()});
    const QByteArray headers = "Content-Encoding: gzip\r\nAnonymousId: YQ==\r\n";
    RawClient client(dataPlane.port());
    QCOMPARE(client.post("/v1/batch", gzipped(batchOf({someEvent})), headers).status, 200);
    const QByteArray line = m_file->content();
    QVERIFY2(line.contains(R"("anonymousid":"YQ==")"), line.constData());
    QVERIFY2(line.contains(R"("encoding":"gzip")"), line.constData());
    QVERIFY2(line.contains(R"("path":"/v1/batch")"), line.constData());
    const QByteArray end = R"("event":)" + someEvent + "}\n";
    QVERIFY2(line.endsWith(end), line.constData());
}

void tst_DataPlaneProgram::writesTheBodiesOfAcceptedRequests()
{
    RunningDataPlane dataPlane({u"--bodies"_s, m_file->name()});
    RawClient client(dataPlane.port());
    const QByteArray body = R"({"batch":[)" + someEvent + R"(],"sentAt":"now","n":1.50})";
    QCOMPARE(client.post("/v1/batch", body + '\n').status, 200);
    QCOMPARE(client.post("/v1/batch", batchOf({"{}"})).status, 400);
    QCOMPARE(client.post("/v1/batch", gzipped(body), "Content-Encoding: gzip\r\n").status, 200);
    QCOMPARE(client.post("/v1/page", otherEvent).status, 200);
    QCOMPARE(m_file->content(), body + '\n' + body + '\n' + otherEvent + '\n');
}

void tst_DataPlaneProgram::acceptsNothingThatItCannotWrite_data()
{
    QTest::addColumn<QString>("option");
    QTest::newRow("events") << u"--output"_s;
    QTest::newRow("bodies") << u"--bodies"_s;
}

void tst_DataPlaneProgram::acceptsNothingThatItCannotWrite()
{
    QFETCH(QString, option);
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("This system has no /dev/full.");
    RunningDataPlane dataPlane({u"--quiet"_s, option, u"/dev/full"_s});
    QCOMPARE(RawClient(dataPlane.port()).post("/v1/track", someEvent).status, 500);
    QCOMPARE(dataPlane.terminate().lines,
             QByteArrayList{"dataplane: 1 requests, 0 events, 1 refused"});
}

void tst_DataPlaneProgram::endsInGoodOrderOnASignal_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void tst_DataPlaneProgram::endsInGoodOrderOnASignal()
{
    QFETCH(int, signal);
    RunningDataPlane dataPlane;
    dataPlane.sendSignal(signal);
    const RunningDataPlane::End end = dataPlane.waitForEnd();
    QCOMPARE(end.exitCode, 0);
    QCOMPARE(end.lines, QByteArrayList{"dataplane: 0 requests, 0 events, 0 refused"});
    QCOMPARE(end.errors, "");
}

void tst_DataPlaneProgram::endsWithItsInputOnlyIfTold()
{
    RunningDataPlane independent;
    independent.closeInput();

    RunningDataPlane child({u"--exit-with-parent"_s});
    QCOMPARE(RawClient(child.port()).post("/v1/track", someEvent).status, 200);
    child.closeInput();
    const RunningDataPlane::End end = child.waitForEnd();
    QCOMPARE(end.exitCode, 0);
    QCOMPARE(end.lines.constLast(), "dataplane: 1 requests, 1 events, 0 refused");

    QCOMPARE(RawClient(independent.port()).post("/v1/track", someEvent).status, 200);
}

void tst_DataPlaneProgram::livesOnWhenNobodyReadsItsLines()
{
    QProcess shell;
    shell.start(u"sh"_s,
                {u"-c"_s, u"\"$0\" --exit-with-parent | head -n 1"_s,
                 QStringLiteral(RUDDERQT_DATAPLANE_PROGRAM)});
    while (!shell.canReadLine())
        QVERIFY(shell.waitForReadyRead(30'000));
    const QByteArray line = shell.readLine().trimmed();
    RawClient client(line.sliced(line.lastIndexOf(':') + 1).toUShort());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.post("/v1/track", someEvent).status, 200);
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished(30'000));
}

void tst_DataPlaneProgram::saysWhatIsWrongWithItsOptions()
{
    for (const QStringList &options : {QStringList{u"--bogus"_s}, {u"--times"_s, u"3"_s}}) {
        const RunningDataPlane::End end = RunningDataPlane(options).waitForEnd();
        QCOMPARE(end.exitCode, 2);
        QVERIFY(end.lines.isEmpty());
        QVERIFY2(end.errors.startsWith("dataplane: ") && end.errors.endsWith(". See --help.\n"),
                 end.errors.constData());
    }
}

void tst_DataPlaneProgram::saysThatItCannotStart()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString takenPort = QString::number(other.serverPort());
    const QString noFile = m_file->path(u"no/such/folder"_s);
    for (const QStringList &options :
         {QStringList{u"--port"_s, takenPort}, {u"--output"_s, noFile}}) {
        const RunningDataPlane::End end = RunningDataPlane(options).waitForEnd();
        QCOMPARE(end.exitCode, 1);
        QVERIFY2(end.errors.contains(options.last().toUtf8()), end.errors.constData());
    }
}

void tst_DataPlaneProgram::helpsAndNamesItsVersion()
{
    RunningDataPlane help({u"--help"_s});
    QVERIFY(help.firstLine().startsWith("Usage: "));
    QCOMPARE(help.waitForEnd().exitCode, 0);
    RunningDataPlane version({u"--version"_s});
    QVERIFY(version.firstLine().startsWith("rudderqt-dataplane "));
    QCOMPARE(version.waitForEnd().exitCode, 0);
}

QTEST_GUILESS_MAIN(tst_DataPlaneProgram)
#include "tst_dataplane_program.moc"
