// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/backoffrecord_p.h"

#include <QtTest/qtest.h>

#include <limits>

using namespace Rudder;

class tst_BackoffRecord : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itSurvivesItsBytes();
    void damagedBytesAreNoFailure_data();
    void damagedBytesAreNoFailure();
    void theClockThatCanBeTrustedDecides();
    void noClockMakesItWaitForMoreThanAnHour();
};

void tst_BackoffRecord::itSurvivesItsBytes()
{
    const auto read = BackoffRecord::fromBytes(BackoffRecord{3, 1000, 5000, "boot"}.toBytes());
    QCOMPARE(read.failures, 3);
    QCOMPARE(read.bootMilliseconds, 1000);
    QCOMPARE(read.wallMilliseconds, 5000);
    QCOMPARE(read.bootId, QByteArray("boot"));
}

void tst_BackoffRecord::damagedBytesAreNoFailure_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("too little") << QByteArray("3 1");
    QTest::newRow("no number") << QByteArray("x 1000 5000 boot");
    QTest::newRow("negative") << QByteArray("-4 1000 5000 boot");
}

void tst_BackoffRecord::damagedBytesAreNoFailure()
{
    QFETCH(QByteArray, bytes);
    const auto record = BackoffRecord::fromBytes(bytes);
    QCOMPARE(record.failures, 0);
    QCOMPARE(record.remaining(0, 0, "boot"), 0);
}

void tst_BackoffRecord::theClockThatCanBeTrustedDecides()
{
    const BackoffRecord record{1, 10'000, 60'000, "boot"};
    QCOMPARE(record.remaining(4'000, 0, "boot"), 6'000);      // the same boot: its own clock
    QCOMPARE(record.remaining(4'000, 58'000, "next"), 2'000); // another: the wall's
    QCOMPARE(record.remaining(11'000, 0, "boot"), 0);
    QCOMPARE((BackoffRecord{1, 10'000, 60'000, ""}.remaining(4'000, 58'000, "")), 2'000);
}

void tst_BackoffRecord::noClockMakesItWaitForMoreThanAnHour()
{
    const BackoffRecord record{1, 10'000, 60'000'000, "boot"};
    QCOMPARE(record.remaining(0, 0, "next"), 3'600'000); // the wall clock was set back

    constexpr qint64 least = std::numeric_limits<qint64>::min();
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    for (const qint64 clock : {qint64(-1), qint64(1)}) {
        QCOMPARE((BackoffRecord{1, least, most, "boot"}.remaining(clock, clock, "boot")), 0);
        QCOMPARE((BackoffRecord{1, least, most, "boot"}.remaining(clock, clock, "next")),
                 3'600'000);
    }
}

QTEST_APPLESS_MAIN(tst_BackoffRecord)
#include "tst_backoffrecord.moc"
