// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qfuture.h>
#include <QtTest/qtest.h>

#include "badserver.h"
#include "sender.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20'000;

QByteArray answer(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

// As RudderStack's own: with all that the destinations are configured with.
QByteArray sourceConfig(bool isEnabled, int bytes)
{
    return R"({"source":{"destinations":[{"config":{"filler":")" + QByteArray(bytes, 'x')
            + R"("}}],"enabled":)" + (isEnabled ? "true" : "false") + "}}";
}

} // namespace

Q_DECLARE_METATYPE(Rudder::Analytics::State)

// A real client, a real data plane, and what calls itself a control plane.
class tst_ControlPlane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyItsClearNoStopsTheSending_data();
    void onlyItsClearNoStopsTheSending();
    void aClientEndsThoughItDoesNotAnswer();
};

void tst_ControlPlane::onlyItsClearNoStopsTheSending_data()
{
    using enum Misbehaviour::WaitsFor;
    using enum Misbehaviour::Ends;
    QTest::addColumn<Misbehaviour>("controlPlane");
    QTest::addColumn<QString>("objection"); // empty: none
    QTest::addColumn<bool>("isTold");       // that nothing was said
    const auto row = [](const char *name, const Misbehaviour &controlPlane,
                        const QString &objection = {}, bool isTold = true) {
        QTest::newRow(name) << controlPlane << objection << isTold;
    };
    const QString off = u"switched off"_s;
    row("on", {WholeRequest, answer("200 OK", sourceConfig(true, 10)), Open}, {}, false);
    row("off", {WholeRequest, answer("200 OK", sourceConfig(false, 10)), Open}, off);
    row("off, in many words", {WholeRequest, answer("200 OK", sourceConfig(false, 700'000)), Open},
        off);
    row("off, at the end of the connection",
        {WholeRequest, "HTTP/1.1 200 OK\r\n\r\n" + sourceConfig(false, 100'000), Closed}, off);
    row("wrong write key", {WholeRequest, answer("400 Bad Request", R"({"message":"?"})"), Open},
        u"write key is wrong"_s);
    row("what stands before it", {WholeRequest, answer("400 Bad Request", "upstream error"), Open});
    row("closed", {Connection, "", Closed});
    row("no answer", {WholeRequest, "", Open});
    row("half an answer",
        {WholeRequest, answer("200 OK", sourceConfig(false, 10)).chopped(5), Open});
    row("an answer that drips",
        {WholeRequest, "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", Dripping});
    row("an answer without an end",
        {WholeRequest, "HTTP/1.1 200 OK\r\n\r\n" + sourceConfig(false, 5'000'000), Open});
    row("a portal", {WholeRequest, answer("200 OK", "<html>Sign in</html>"), Closed});
    row("somewhere else",
        {WholeRequest, "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", Open});
}

void tst_ControlPlane::onlyItsClearNoStopsTheSending()
{
    QFETCH(Misbehaviour, controlPlane);
    QFETCH(QString, objection);
    QFETCH(bool, isTold);
    BadServer dataPlane({}, 0);
    BadServer asked(controlPlane, 1'000);
    QVERIFY(dataPlane.listen());
    QVERIFY(asked.listen());
    Sender sender;
    sender.configuration.setDataPlaneUrl(dataPlane.url())
            .setControlPlaneUrl(asked.url())
            .setRequestTimeout(500ms);
    if (!objection.isEmpty()) {
        sender.client();
        QTRY_COMPARE_WITH_TIMEOUT(sender.client().state(), Analytics::State::Paused, patience);
        sender.record(4);
        const QFuture<FlushResult> flush = sender.client().flush();
        QTRY_VERIFY_WITH_TIMEOUT(flush.isFinished(), patience);
        QCOMPARE(flush.result().remaining(), 4);
        const QString why = flush.result().error().message();
        QVERIFY2(why.contains(objection), qPrintable(why));
        QCOMPARE(sender.lastError(), why);
        QCOMPARE(dataPlane.goodRequests(), 0);
        QCOMPARE(asked.badConnections(), 1);
        return;
    }
    sender.client();
    QTRY_VERIFY_WITH_TIMEOUT(asked.badConnections() > 0, patience);
    sender.record(4); // while the answer is on its way
    QTRY_VERIFY_WITH_TIMEOUT(sender.hasDeliveredAll(), patience);
    if (isTold)
        QTRY_VERIFY_WITH_TIMEOUT(!sender.errors().isEmpty(), patience);
    sender.record(4);
    QTRY_VERIFY_WITH_TIMEOUT(sender.hasDeliveredAll(), patience);
    QVERIFY(sender.client().state() != Analytics::State::Paused);
    QCOMPARE(!sender.errors().isEmpty(), isTold);
}

void tst_ControlPlane::aClientEndsThoughItDoesNotAnswer()
{
    BadServer asked({Misbehaviour::WaitsFor::WholeRequest, "", Misbehaviour::Ends::Open}, 1'000);
    QVERIFY(asked.listen());
    Sender sender;
    sender.configuration.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s))
            .setControlPlaneUrl(asked.url());
    sender.client();
    QTRY_VERIFY_WITH_TIMEOUT(asked.badConnections() > 0, patience);
    QElapsedTimer timer;
    timer.start();
    sender.endClient();
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(tst_ControlPlane)
#include "tst_controlplane.moc"
