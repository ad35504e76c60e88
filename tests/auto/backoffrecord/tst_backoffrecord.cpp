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
    void noClockMakesItWaitForLongerThanItWas();
    void aRecordWithoutItsWaitIsStillRead();
};

void tst_BackoffRecord::itSurvivesItsBytes()
{
    const auto read = BackoffRecord::fromBytes(BackoffRecord{3, 1000, 5000, "boot", 700}.toBytes());
    QCOMPARE(read.failures, 3);
    QCOMPARE(read.bootMilliseconds, 1000);
    QCOMPARE(read.wallMilliseconds, 5000);
    QCOMPARE(read.bootId, QByteArray("boot"));
    QCOMPARE(read.waitMilliseconds, 700);
}

void tst_BackoffRecord::damagedBytesAreNoFailure_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("too little") << QByteArray("3 1");
    QTest::newRow("no number") << QByteArray("x 1000 5000 boot 700");
    QTest::newRow("negative") << QByteArray("-4 1000 5000 boot 700");
    QTest::newRow("too much") << QByteArray("3 1000 5000 boot 700 1");
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
    const BackoffRecord record{1, 10'000, 60'000, "boot", 10'000};
    QCOMPARE(record.remaining(4'000, 0, "boot"), 6'000);      // the same boot: its own clock
    QCOMPARE(record.remaining(4'000, 58'000, "next"), 2'000); // another: the wall's
    QCOMPARE(record.remaining(11'000, 0, "boot"), 0);
    QCOMPARE((BackoffRecord{1, 10'000, 60'000, "", 10'000}.remaining(4'000, 58'000, "")), 2'000);
}

void tst_BackoffRecord::noClockMakesItWaitForLongerThanItWas()
{
    const BackoffRecord record{1, 10'000, 60'000'000, "boot", 750};
    QCOMPARE(record.remaining(0, 0, "next"), 750); // a clock that was not set yet
    const BackoffRecord told{1, 10'000, 60'000'000, "boot", 3'600'000}; // by a server
    QCOMPARE(told.remaining(0, 0, "next"), 30'000);
    QCOMPARE(told.remaining(0, 58'000'000, "next"), 2'000'000);
    QCOMPARE(told.remaining(0, 0, "boot"), 10'000);

    constexpr qint64 least = std::numeric_limits<qint64>::min();
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    for (const qint64 clock : {qint64(-1), qint64(1)}) {
        const BackoffRecord damaged{1, least, most, "boot", most};
        QCOMPARE(damaged.remaining(clock, clock, "boot"), 0);
        QCOMPARE(damaged.remaining(clock, clock, "next"), clock < 0 ? 30'000 : 3'600'000);
        QCOMPARE((BackoffRecord{1, most, most, "boot", -1}.remaining(clock, clock, "boot")), 0);
    }
}

void tst_BackoffRecord::aRecordWithoutItsWaitIsStillRead()
{
    const auto record = BackoffRecord::fromBytes("3 3000000 60000000 boot");
    QCOMPARE(record.failures, 3);
    QCOMPARE(record.remaining(1'000'000, 0, "boot"), 2'000'000);
    QCOMPARE(record.remaining(0, 59'990'000, "next"), 10'000);
    QCOMPARE(record.remaining(0, 0, "next"), 30'000);
}

QTEST_APPLESS_MAIN(tst_BackoffRecord)
#include "tst_backoffrecord.moc"
