// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "gateway.h"

#include "gzipped.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Rudder::DataPlane;

namespace {

const QByteArray someEvent = R"({"type":"track","event":"A","userId":"u"})";

QByteArray basic(const QByteArray &credentials)
{
    return "Basic " + credentials.toBase64();
}

Request post(const QByteArray &path, const QByteArray &body, const Headers &more = {})
{
    return {"POST", path, Headers{{"authorization", basic("key:")}} + more, body};
}

Request postGzip(const QByteArray &body)
{
    return post("/v1/batch", body, {{"content-encoding", "gzip"}});
}

QByteArray batchOf(const QByteArrayList &events)
{
    return R"({"batch":[)" + events.join(',') + "]}";
}

/// A batch of one event, which is \a size bytes long.
QByteArray batchOfSize(qsizetype size)
{
    const QByteArray head = R"({"batch":[{"type":"track","userId":"u","properties":{"p":")";
    const QByteArray tail = R"("}}]})";
    return head + QByteArray(size - head.size() - tail.size(), 'x') + tail;
}

QByteArrayList textsOf(const Reception &reception)
{
    QByteArrayList texts;
    for (const ReceivedEvent &event : reception.events)
        texts.append(event.json);
    return texts;
}

} // namespace

class tst_DataPlaneGateway : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsEventsAsTheyAre_data();
    void acceptsEventsAsTheyAre();
    void refusesInTheWordsOfTheGateway_data();
    void refusesInTheWordsOfTheGateway();
    void recordsNothingOfABatchWithABadEvent();
    void asksForTheWriteKey_data();
    void asksForTheWriteKey();
    void knowsOnlyTheGivenWriteKeys();
    void aDisabledSourceIsNotFound();
    void healthNeedsNoWriteKey();
    void theEndpointNamesTheType();
    void namesTheMethodThatIsAllowed();
    void stopsInflatingPastTheLimit();
};

void tst_DataPlaneGateway::acceptsEventsAsTheyAre_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<QByteArrayList>("texts");

    const QByteArray other = R"({"type":"page","name":"B","anonymousId":"a"})";
    QTest::newRow("batch") << post("/v1/batch", batchOf({someEvent, other}))
                           << QByteArrayList{someEvent, other};
    for (const char *type : {"identify", "track", "page", "screen", "group", "alias"}) {
        const QByteArray event = R"({"type":")" + QByteArray(type) + R"(","userId":"u"})";
        QTest::addRow("%s in a batch", type)
                << post("/v1/batch", batchOf({event})) << QByteArrayList{event};
        QTest::addRow("%s alone", type)
                << post("/v1/" + QByteArray(type), event) << QByteArrayList{event};
    }
    const QByteArray numeric = R"({"type":"track","userId":12})";
    QTest::newRow("numeric id") << post("/v1/batch", batchOf({numeric})) << QByteArrayList{numeric};
    const QByteArray halfKnown = R"({"type":"track","userId":"","anonymousId":"a"})";
    QTest::newRow("empty userId beside an anonymousId")
            << post("/v1/batch", batchOf({halfKnown})) << QByteArrayList{halfKnown};
    const QByteArray exact = R"({"userId":"u","type":"track","n":[19.950,1e2,9007199254740993]})";
    QTest::newRow("order of keys and digits of numbers")
            << post("/v1/batch", batchOf({exact})) << QByteArrayList{exact};
    QTest::newRow("gzip") << postGzip(gzipped(batchOf({someEvent}))) << QByteArrayList{someEvent};
    QTest::newRow("gzip in two members")
            << postGzip(gzipped(R"({"batch":[)") + gzipped(someEvent + "]}"))
            << QByteArrayList{someEvent};
    QTest::newRow("another content encoding means nothing")
            << post("/v1/batch", batchOf({someEvent}), {{"Content-Encoding", "br"}})
            << QByteArrayList{someEvent};
    const QByteArray large = batchOfSize(4'096'000);
    const QByteArray largeEvent = large.sliced(10, large.size() - 12);
    QTest::newRow("as large as may be") << post("/v1/batch", large) << QByteArrayList{largeEvent};
    QTest::newRow("as large as may be, gzip")
            << postGzip(gzipped(large)) << QByteArrayList{largeEvent};
}

void tst_DataPlaneGateway::acceptsEventsAsTheyAre()
{
    QFETCH(Request, request);
    QFETCH(QByteArrayList, texts);

    const Reception reception = Gateway().receive(request, false);
    QCOMPARE(reception.answer.status, 200);
    QCOMPARE(reception.answer.body, "OK");
    QCOMPARE(textsOf(reception), texts);
}

void tst_DataPlaneGateway::refusesInTheWordsOfTheGateway_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("text");

    const auto refused = [](const char *name, const Request &request, int status,
                            const QByteArray &text) {
        QTest::newRow(name) << request << status << text;
    };
    const auto badEvent = [&refused](const char *name, const QByteArray &event,
                                     const QByteArray &text) {
        refused(name, post("/v1/batch", batchOf({someEvent, event, someEvent})), 400, text);
    };

    const QByteArray invalid = "invalid json";
    refused("no JSON", post("/v1/batch", "nonsense"), 400, invalid);
    refused("no body", post("/v1/batch", ""), 400, invalid);
    refused("JSON cut short", post("/v1/batch", R"({"batch":[)"), 400, invalid);
    refused("something after the JSON", post("/v1/batch", batchOf({someEvent}) + "x"), 400,
            invalid);
    refused("JSON that only Qt accepts", post("/v1/batch", R"({"batch":["\q"]})"), 400, invalid);
    refused("gzip that is not declared", post("/v1/batch", gzipped(batchOf({someEvent}))), 400,
            invalid);
    refused("gzip declared in capitals",
            post("/v1/batch", gzipped(batchOf({someEvent})), {{"Content-Encoding", "GZIP"}}), 400,
            invalid);

    const QByteArray empty = "empty batch payload";
    refused("empty batch", post("/v1/batch", batchOf({})), 400, empty);
    refused("no batch", post("/v1/batch", someEvent), 400, empty);
    refused("batch is not an array", post("/v1/batch", R"({"batch":"x"})"), 400, empty);
    refused("body is an array", post("/v1/batch", "[" + someEvent + "]"), 400, empty);

    const QByteArray nobody = "request neither has anonymousId nor userId";
    badEvent("no id", R"({"type":"track"})", nobody);
    badEvent("empty ids", R"({"type":"track","userId":"","anonymousId":""})", nobody);
    badEvent("blank id", R"({"type":"track","userId":"  "})", nobody);
    badEvent("null ids", R"({"type":"track","userId":null,"anonymousId":null})", nobody);
    refused("alone, no id", post("/v1/identify", "{}"), 400, nobody);

    const QByteArray notAnEvent = "event is not a valid rudder event";
    badEvent("event is a string", R"("track")", notAnEvent);
    badEvent("event is null", "null", notAnEvent);
    badEvent("event is an array", "[]", notAnEvent);
    badEvent("no type", R"({"userId":"u"})", notAnEvent);
    badEvent("unknown type", R"({"type":"Track","userId":"u"})", notAnEvent);
    badEvent("type is a number", R"({"type":1,"userId":"u"})", notAnEvent);
    refused("alone, an array", post("/v1/track", "[" + someEvent + "]"), 400, notAnEvent);

    const QByteArray tooLarge = "request size exceeds max limit";
    refused("a byte too large", post("/v1/batch", batchOfSize(4'096'001)), 413, tooLarge);
    refused("a byte too large, gzip", postGzip(gzipped(batchOfSize(4'096'001))), 413, tooLarge);

    const QByteArray notGzip = "request body is not valid gzip";
    refused("not gzip", postGzip(batchOf({someEvent})), 500, notGzip);
    refused("gzip of nothing", postGzip(""), 500, notGzip);
    refused("gzip cut short", postGzip(gzipped(batchOf({someEvent})).chopped(9)), 500, notGzip);
    refused("something after the gzip", postGzip(gzipped(batchOf({someEvent})) + "x"), 500,
            notGzip);
    refused("zlib, not gzip", postGzip(qCompress(batchOf({someEvent})).sliced(4)), 500, notGzip);

    Request get = post("/v1/batch", "");
    get.method = "GET";
    refused("GET of a batch", get, 405, "method not allowed");
    refused("POST of health", post("/health", ""), 405, "method not allowed");
    refused("unknown path", post("/v1/import", someEvent), 404, "404 page not found");
    refused("path below an endpoint", post("/v1/batch/", someEvent), 404, "404 page not found");
    refused("root", post("/", someEvent), 404, "404 page not found");
}

void tst_DataPlaneGateway::refusesInTheWordsOfTheGateway()
{
    QFETCH(Request, request);
    QFETCH(int, status);
    QFETCH(QByteArray, text);

    const Reception reception = Gateway().receive(request, false);
    QCOMPARE(reception.answer.status, status);
    QCOMPARE(reception.answer.body, text);
    QCOMPARE(textsOf(reception), QByteArrayList());
}

void tst_DataPlaneGateway::recordsNothingOfABatchWithABadEvent()
{
    const QByteArray bad = R"({"type":"track"})";
    for (const QByteArrayList &events : {QByteArrayList{bad, someEvent}, {someEvent, bad}}) {
        const Reception reception = Gateway().receive(post("/v1/batch", batchOf(events)), false);
        QCOMPARE(reception.answer.status, 400);
        QVERIFY(reception.events.isEmpty());
    }
}

void tst_DataPlaneGateway::asksForTheWriteKey_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("refusal");

    const QByteArray missing = "failed to read writekey from header";
    const QByteArray none;
    QTest::newRow("key") << Headers{{"Authorization", basic("key:")}} << none;
    QTest::newRow("scheme in small letters")
            << Headers{{"authorization", "basic " + QByteArray("key:").toBase64()}} << none;
    QTest::newRow("a password is ignored") << Headers{{"Authorization", basic("key:pw")}} << none;
    QTest::newRow("no header") << Headers{} << missing;
    QTest::newRow("another scheme") << Headers{{"Authorization", "Bearer a2V5Og=="}} << missing;
    QTest::newRow("scheme alone") << Headers{{"Authorization", "Basic"}} << missing;
    QTest::newRow("no colon") << Headers{{"Authorization", basic("key")}} << missing;
    QTest::newRow("empty key") << Headers{{"Authorization", basic(":")}} << missing;
    QTest::newRow("not base64") << Headers{{"Authorization", "Basic a2V5Og==!"}} << missing;
}

void tst_DataPlaneGateway::asksForTheWriteKey()
{
    QFETCH(Headers, headers);
    QFETCH(QByteArray, refusal);

    const Request request{"POST", "/v1/track", headers, someEvent};
    const Reception reception = Gateway().receive(request, false);
    QCOMPARE(reception.answer.status, refusal.isEmpty() ? 200 : 401);
    QCOMPARE(reception.answer.body, refusal.isEmpty() ? QByteArray("OK") : refusal);
    QCOMPARE(reception.events.size(), refusal.isEmpty() ? 1 : 0);
}

void tst_DataPlaneGateway::knowsOnlyTheGivenWriteKeys()
{
    const Request request = post("/v1/track", someEvent);
    QCOMPARE(Gateway({u"other"_s, u"key"_s}).receive(request, false).answer.status, 200);

    const Reception reception = Gateway({u"other"_s}).receive(request, false);
    QCOMPARE(reception.answer.status, 401);
    QCOMPARE(reception.answer.body, "invalid write key");
    QVERIFY(reception.events.isEmpty());
}

void tst_DataPlaneGateway::aDisabledSourceIsNotFound()
{
    const Reception reception = Gateway().receive(post("/v1/track", someEvent), true);
    QCOMPARE(reception.answer.status, 404);
    QCOMPARE(reception.answer.body, "source is disabled");
    QVERIFY(reception.events.isEmpty());

    const Gateway strict({u"other"_s});
    QCOMPARE(strict.receive(post("/v1/track", someEvent), true).answer.status, 401);
    QCOMPARE(strict.receive({"GET", "/health", {}, {}}, true).answer.status, 200);
}

void tst_DataPlaneGateway::healthNeedsNoWriteKey()
{
    const Answer answer = Gateway({u"other"_s}).receive({"GET", "/health", {}, {}}, false).answer;
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.contains(R"("server":"UP")"));
}

void tst_DataPlaneGateway::theEndpointNamesTheType()
{
    const QByteArray event = R"({"name":"Home","userId":"u"})";
    const Reception reception = Gateway().receive(post("/v1/screen", event), false);
    QCOMPARE(reception.answer.status, 200);
    QCOMPARE(reception.events.constFirst().type, u"screen"_s);
    QCOMPARE(reception.events.constFirst().json, event);
}

void tst_DataPlaneGateway::namesTheMethodThatIsAllowed()
{
    const Answer answer = Gateway().receive({"PUT", "/v1/batch", {}, {}}, false).answer;
    QCOMPARE(answer.headers, (Headers{{"Allow", "POST"}}));
}

void tst_DataPlaneGateway::stopsInflatingPastTheLimit()
{
    // A gigabyte of zeros in a megabyte; damaged at its end, which must never be reached.
    QByteArray bomb;
    const QByteArray piece = gzipped(QByteArray(32 * 1024 * 1024, '\0'));
    for (int i = 0; i < 32; ++i)
        bomb += piece;
    const Answer answer = Gateway().receive(postGzip(bomb + "damaged"), false).answer;
    QCOMPARE(answer.status, 413);
}

QTEST_GUILESS_MAIN(tst_DataPlaneGateway)
#include "tst_dataplane_gateway.moc"
