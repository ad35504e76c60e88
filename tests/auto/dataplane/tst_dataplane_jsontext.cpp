// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Rudder::DataPlane;

class tst_DataPlaneJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsTheEventsOutOfABatch_data();
    void cutsTheEventsOutOfABatch();
    void compactingChangesOnlyTheSpaceBetweenTokens_data();
    void compactingChangesOnlyTheSpaceBetweenTokens();
    void isAsStrictAsTheGateway_data();
    void isAsStrictAsTheGateway();
};

void tst_DataPlaneJsonText::cutsTheEventsOutOfABatch_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("texts");

    const QByteArrayList both{R"({"a":1})", R"({"b":[2,{"c":"]}"}]})"};
    QTest::newRow("plain") << QByteArray(R"({"batch":[{"a":1},{"b":[2,{"c":"]}"}]}]})") << both;
    QTest::newRow("among others") << QByteArray(
            R"({"x":{"batch":[0]},"batch":[{"a":1},{"b":[2,{"c":"]}"}]}],"sentAt":"batch"})")
                                  << both;
    QTest::newRow("with space") << QByteArray(" { \"batch\" :\r\n\t[ { \"a\" : 1 } ,\n{\"b\":[2, "
                                              "{\"c\":\"]}\"}]} ] , \"x\" : null } ")
                                << both;
    QTest::newRow("key with escapes")
            << QByteArray(R"({"\u0062atch":[{"a":1}]})") << QByteArrayList{R"({"a":1})"};
    QTest::newRow("key twice") << QByteArray(R"({"batch":[1],"batch":[{"a":1}]})")
                               << QByteArrayList{R"({"a":1})"};
    QTest::newRow("scalars") << QByteArray(R"({"batch":[1, "a,]", null ,true,[],{}]})")
                             << QByteArrayList{"1", R"("a,]")", "null", "true", "[]", "{}"};
    QTest::newRow("quotes in strings") << QByteArray(R"({"batch":[{"a\"":"\\"},{"b":"\\\"]"}]})")
                                       << QByteArrayList{R"({"a\"":"\\"})", R"({"b":"\\\"]"})"};
    QTest::newRow("empty") << QByteArray(R"({"batch":[ ]})") << QByteArrayList{};
}

void tst_DataPlaneJsonText::cutsTheEventsOutOfABatch()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, texts);

    QCOMPARE(eventTexts(body), texts);
    // Qt must read of the body what was cut out of it.
    const QJsonDocument rejoined = QJsonDocument::fromJson('[' + texts.join(',') + ']');
    QCOMPARE(QJsonDocument::fromJson(body)[QLatin1String("batch")].toArray(), rejoined.array());
}

void tst_DataPlaneJsonText::compactingChangesOnlyTheSpaceBetweenTokens_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("compacted");

    QTest::newRow("compact already")
            << QByteArray(R"({"b":1.50,"a":"x y"})") << QByteArray(R"({"b":1.50,"a":"x y"})");
    QTest::newRow("every space") << QByteArray("\t{ \"b\"\r\n: [ 1 , 2 ] }\n")
                                 << QByteArray(R"({"b":[1,2]})");
    QTest::newRow("strings") << QByteArray(R"({ "a \" b" : " \\ " })")
                             << QByteArray(R"({"a \" b":" \\ "})");
    QTest::newRow("Unicode") << QByteArray("[ \"\xf0\x9f\x8d\x95 \\ud83c\" ]")
                             << QByteArray("[\"\xf0\x9f\x8d\x95 \\ud83c\"]");
}

void tst_DataPlaneJsonText::compactingChangesOnlyTheSpaceBetweenTokens()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, compacted);
    QCOMPARE(compactedJson(json), compacted);
}

void tst_DataPlaneJsonText::isAsStrictAsTheGateway_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isStrict");

    QTest::newRow("every escape") << QByteArray(R"(["\"\\\/\b\f\n\r\t\u00e9\uD83C"])") << true;
    QTest::newRow("numbers") << QByteArray("[0,-1.5,1e5,1.5E-3]") << true;
    QTest::newRow("points in strings") << QByteArray(R"(["a.b."])") << true;
    QTest::newRow("space") << QByteArray("[ \t\r\n]") << true;
    QTest::newRow("unknown escape") << QByteArray(R"(["\q"])") << false;
    QTest::newRow("short Unicode escape") << QByteArray(R"(["\u12"])") << false;
    QTest::newRow("raw newline in a string") << QByteArray("[\"a\nb\"]") << false;
    QTest::newRow("raw null byte in a string") << QByteArray("[\"a\0b\"]", 7) << false;
    QTest::newRow("number that ends in a point") << QByteArray("[1.]") << false;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf[]") << false;
}

void tst_DataPlaneJsonText::isAsStrictAsTheGateway()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isStrict);
    QCOMPARE(isStrictJson(json), isStrict);
}

QTEST_GUILESS_MAIN(tst_DataPlaneJsonText)
#include "tst_dataplane_jsontext.moc"
