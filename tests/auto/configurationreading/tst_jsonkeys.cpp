// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsonkeys_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Rudder::JsonKey;
using Rudder::jsonKeys;

// Where keys stand.
class tst_JsonKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAreFoundWhereTheyStand_data();
    void keysAreFoundWhereTheyStand();
    void whatIsNoJsonDoesNoHarm_data();
    void whatIsNoJsonDoesNoHarm();
};

void tst_JsonKeys::keysAreFoundWhereTheyStand_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("keys"); // name line:column depth, and the earlier line

    QTest::newRow("none") << QByteArray("{}") << QStringList();
    QTest::newRow("one") << QByteArray(R"({"a":1})") << QStringList{u"a 1:2 1"_s};
    QTest::newRow("lines") << QByteArray("{\n  \"a\": 1,\n\n  \"b\": 2\n}")
                           << QStringList{u"a 2:3 1"_s, u"b 4:3 1"_s};
    QTest::newRow("lines of Windows")
            << QByteArray("{\r\n\"a\": 1,\r\n\"b\": 2}") << QStringList{u"a 2:1 1"_s, u"b 3:1 1"_s};
    QTest::newRow("colon elsewhere")
            << QByteArray("{\"a\"\n\t:\n\"b\"}") << QStringList{u"a 1:2 1"_s};
    QTest::newRow("values are no keys") << QByteArray(R"({"a":"b","c":["d",{"e":"f"}]})")
                                        << QStringList{u"a 1:2 1"_s, u"c 1:10 1"_s, u"e 1:20 2"_s};
    QTest::newRow("nested, and on")
            << QByteArray("{\"a\":{\"b\":{\"c\":1}},\n\"d\":[[{}]],\"e\":0}")
            << QStringList{u"a 1:2 1"_s, u"b 1:7 2"_s, u"c 1:12 3"_s, u"d 2:1 1"_s, u"e 2:12 1"_s};
    QTest::newRow("in text") << QByteArray(R"({"a":"{\"x\":1}","b":"\\","c\\":"]}"})")
                             << QStringList{u"a 1:2 1"_s, u"b 1:18 1"_s, u"c\\ 1:27 1"_s};
    QTest::newRow("escaped names") << QByteArray(R"({"\u0061\"":1,"é\n":2})")
                                   << QStringList{u"a\" 1:2 1"_s, u"é\n 1:15 1"_s};
    QTest::newRow("characters, not bytes")
            << QByteArray("{\"😀é\": \"ß\", \"b\": 1}") << QStringList{u"😀é 1:2 1"_s, u"b 1:13 1"_s};
    QTest::newRow("line break in a text")
            << QByteArray("{\"a\":\"x\ny\",\"b\":1}") << QStringList{u"a 1:2 1"_s, u"b 2:4 1"_s};
    QTest::newRow("twice") << QByteArray("{\"a\":1,\n\"b\":2,\n\"\\u0061\":3,\n\"a\":4}")
                           << QStringList{u"a 1:2 1"_s, u"b 2:1 1"_s, u"a 3:1 1 after 1"_s,
                                          u"a 4:1 1 after 1"_s};
    QTest::newRow("twice, but in two objects")
            << QByteArray(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})")
            << QStringList{u"a 1:2 1"_s, u"a 1:7 2"_s, u"b 1:14 1"_s, u"a 1:20 2"_s, u"a 1:28 2"_s};
    QTest::newRow("twice, in an inner object")
            << QByteArray("{\"a\":{\"b\":1,\n\"b\":1}}")
            << QStringList{u"a 1:2 1"_s, u"b 1:7 2"_s, u"b 2:1 2 after 1"_s};
}

void tst_JsonKeys::keysAreFoundWhereTheyStand()
{
    QFETCH(QByteArray, json);
    QFETCH(QStringList, keys);

    QStringList found;
    for (const JsonKey &key : jsonKeys(json)) {
        found.append(u"%1 %2:%3 %4"_s.arg(key.name)
                             .arg(key.position.line)
                             .arg(key.position.column)
                             .arg(key.depth));
        if (key.earlierLine > 0)
            found.last() += u" after %1"_s.arg(key.earlierLine);
    }
    QCOMPARE(found, keys);
}

void tst_JsonKeys::whatIsNoJsonDoesNoHarm_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "}", "\"", "{\"", "{\"a", "{\"a\\", "{\"a\"", "{\"a\" ", "\"a\":1",
          "}}{\"a\":", "{\"\\u\":1}", "{\"\\ud8\":1", "\\\"", "{\xff\":\"\xfe\":"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void tst_JsonKeys::whatIsNoJsonDoesNoHarm()
{
    QFETCH(QByteArray, text);
    QVERIFY(jsonKeys(text).size() <= 1);
}

QTEST_GUILESS_MAIN(tst_JsonKeys)

#include "tst_jsonkeys.moc"
