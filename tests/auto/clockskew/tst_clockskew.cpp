// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/clockskew_p.h"
#include "delivery/httpdate_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;

class tst_ClockSkew : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDateIsReadInEachOfItsForms_data();
    void aDateIsReadInEachOfItsForms();
    void itIsKnownWhenItMustBeMoreThanAMinute_data();
    void itIsKnownWhenItMustBeMoreThanAMinute();
};

void tst_ClockSkew::aDateIsReadInEachOfItsForms_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("expected"); // 0: none
    constexpr qint64 time = 784'111'777'000;
    QTest::newRow("of today") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << time;
    QTest::newRow("of RFC 850") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << time;
    QTest::newRow("of C") << QByteArray("Sun Nov  6 08:49:37 1994") << time;
    QTest::newRow("a space around it") << QByteArray(" Sun, 06 Nov 1994 08:49:37 GMT ") << time;
    QTest::newRow("another zone") << QByteArray("Sun, 06 Nov 1994 08:49:37 CET") << qint64(0);
    QTest::newRow("no such day") << QByteArray("Sun, 31 Feb 2026 08:49:37 GMT") << qint64(0);
    QTest::newRow("empty") << QByteArray() << qint64(0);
    QTest::newRow("rubbish") << QByteArray("soon") << qint64(0);
}

void tst_ClockSkew::aDateIsReadInEachOfItsForms()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, expected);
    QCOMPARE(httpDate(text), expected == 0 ? std::nullopt : std::optional(expected));
}

void tst_ClockSkew::itIsKnownWhenItMustBeMoreThanAMinute_data()
{
    constexpr qint64 server = 1'767'225'600'000; // 2026-01-01T00:00:00Z
    constexpr qint64 minute = 60'000;
    constexpr qint64 hour = 60 * minute;
    QTest::addColumn<qint64>("ahead"); // the device, when the answer came
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<qint64>("known");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char *name, qint64 ahead, qint64 duration, qint64 known,
                        qint64 expected) {
        QTest::newRow(name) << ahead << duration << known << expected;
    };
    row("none", 0, 100, 0, 0);
    row("less than a minute", minute, 100, 0, 0);
    row("perhaps a minute: the server's seconds have no fraction", minute + 1000, 0, 0, 0);
    row("perhaps a minute: the request took that long", minute + 11'000, 10'000, 0, 0);
    row("more", minute + 11'002, 10'000, 0, minute + 5'502);
    row("an hour ahead", hour, 200, 0, hour - 600);
    row("an hour behind", -hour, 200, 0, -hour - 600);
    row("a minute behind", -minute, 200, 0, 0);
    row("more than that", -minute - 2, 0, 0, -minute - 502);
    row("never set", -server, 200, 0, -server - 600);
    // One answer after the other would say something else.
    row("as before", hour + 300, 200, hour - 600, hour - 600);
    row("the least that it may be", hour + 1'200, 200, hour, hour);
    row("not as before", hour + 1'201, 200, hour, hour + 601);
    row("not any more", 300, 200, hour, 0);
    row("to the other side", -hour, 200, hour, -hour - 600);
    row("perhaps a minute, as before", minute + 5'000, 10'000, minute + 1'000, minute + 1'000);
}

void tst_ClockSkew::itIsKnownWhenItMustBeMoreThanAMinute()
{
    constexpr qint64 server = 1'767'225'600'000;
    QFETCH(qint64, ahead);
    QFETCH(qint64, duration);
    QFETCH(qint64, known);
    QFETCH(qint64, expected);
    QCOMPARE(clockSkew({server, server + ahead, duration}, known), expected);
}

QTEST_APPLESS_MAIN(tst_ClockSkew)
#include "tst_clockskew.moc"
