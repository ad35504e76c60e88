// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/sendschedule_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;

// Times in ms; 20 events or 20 s make a batch.
class tst_SendSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingWaitsNothingIsDue();
    void aFullBatchIsDueAtOnce();
    void theOldestEventSetsTheTime();
    void aFlushIsDueAtOnce();
    void aFailureDelaysEvenAFlush();
    void theBackoffStaysAtItsCapUntilADelivery();
    void aPauseLastsAQuarterOfAnHour();
    void newSettingsEndAPause();
    void whatCameDuringARequestWaitsItsOwnInterval();
    void aBacklogIsDueAtOnce();
};

void tst_SendSchedule::nothingWaitsNothingIsDue()
{
    QVERIFY(!SendSchedule(20, 20'000).nextAttempt(0, true, 5));
}

void tst_SendSchedule::aFullBatchIsDueAtOnce()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(19, 0, 100);
    QCOMPARE(schedule.nextAttempt(19, false, 200), std::optional<qint64>(20'100));
    schedule.stored(1, 19, 200);
    QCOMPARE(schedule.nextAttempt(20, false, 200), std::optional<qint64>(200));
}

void tst_SendSchedule::theOldestEventSetsTheTime()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(1, 0, 100);
    schedule.stored(1, 1, 15'000);
    QCOMPARE(schedule.nextAttempt(2, false, 16'000), std::optional<qint64>(20'100));
}

void tst_SendSchedule::aFlushIsDueAtOnce()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(1, 0, 100);
    QCOMPARE(schedule.nextAttempt(1, true, 150), std::optional<qint64>(150));
}

void tst_SendSchedule::aFailureDelaysEvenAFlush()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(1, 0, 100);
    schedule.claimed();
    schedule.failed(1000, 1.0);
    QVERIFY(schedule.isBackingOff(1999));
    QVERIFY(!schedule.isBackingOff(2000));
    QCOMPARE(schedule.nextAttempt(1, true, 1000), std::optional<qint64>(2000));
}

void tst_SendSchedule::theBackoffStaysAtItsCapUntilADelivery()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(1, 0, 0);
    for (int i = 0; i < 20; ++i)
        schedule.failed(0, 1.0);
    QCOMPARE(schedule.nextAttempt(1, false, 0), std::optional<qint64>(30'000));
    schedule.delivered(1);
    QCOMPARE(schedule.consecutiveFailures(), 0);
    QCOMPARE(schedule.nextAttempt(1, false, 0), std::optional<qint64>(0));
    schedule.failed(0, 1.0);
    QCOMPARE(schedule.nextAttempt(1, false, 0), std::optional<qint64>(1000));
}

void tst_SendSchedule::aPauseLastsAQuarterOfAnHour()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(1, 0, 0);
    schedule.paused(0);
    QVERIFY(schedule.isPaused(899'999));
    QCOMPARE(schedule.nextAttempt(1, true, 0), std::optional<qint64>(900'000));
}

void tst_SendSchedule::newSettingsEndAPause()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(1, 0, 0);
    schedule.paused(0);
    schedule.failed(0, 1.0);
    schedule.resume();
    QCOMPARE(schedule.nextAttempt(1, false, 10), std::optional<qint64>(10));
}

void tst_SendSchedule::whatCameDuringARequestWaitsItsOwnInterval()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(20, 0, 0);
    schedule.claimed();
    schedule.stored(3, 20, 700);
    schedule.delivered(3);
    QCOMPARE(schedule.nextAttempt(3, false, 1000), std::optional<qint64>(20'700));
}

void tst_SendSchedule::aBacklogIsDueAtOnce()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(110, 0, -20'000); // left by an earlier run
    QCOMPARE(schedule.nextAttempt(110, false, 0), std::optional<qint64>(0));
    schedule.claimed();
    schedule.delivered(10); // 100 left in one batch
    QCOMPARE(schedule.nextAttempt(10, false, 5), std::optional<qint64>(0));
}

QTEST_APPLESS_MAIN(tst_SendSchedule)
#include "tst_sendschedule.moc"
