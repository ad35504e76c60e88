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
    void theBacklogOfAnOutageLeavesAtAMeasuredPace();
    void theBacklogOfOneFailureHardlyWaits();
    void aRecoveryEndsWithTheBacklog();
    void aFailureAmidARecoveryForgetsNothing();
    void aNewTargetEndsARecovery();
    void offlineThereIsAnAttemptEveryQuarterOfAnHour();
    void anAttemptFollowsWithinASecondOfTheNetworksReturn();
    void theServersOwnWaitOutlastsTheNetworksReturn();
    void theServersOwnWaitDoesNotShortenTheBackoff();
    void aNetworkThatComesAndGoesDoesNotUndoTheBackoff();
    void aDeliveryShowsThatTheSystemWasWrong();
};

namespace {

void failTimes(SendSchedule *schedule, int failures)
{
    for (int i = 0; i < failures; ++i)
        schedule->failed(0, 0.5);
}

} // namespace

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
    schedule.claimed(0);
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
    schedule.delivered(1, 0, 1.0);
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
    schedule.claimed(0);
    schedule.stored(3, 20, 700);
    schedule.delivered(3, 1, 0.5);
    QCOMPARE(schedule.nextAttempt(3, false, 1000), std::optional<qint64>(20'700));
}

void tst_SendSchedule::aBacklogIsDueAtOnce()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(110, 0, -20'000); // left by an earlier run
    QCOMPARE(schedule.nextAttempt(110, false, 0), std::optional<qint64>(0));
    schedule.claimed(0);
    schedule.delivered(10, 1, 0.5); // 100 left in one batch
    QCOMPARE(schedule.nextAttempt(10, false, 5), std::optional<qint64>(0));
}

void tst_SendSchedule::theBacklogOfAnOutageLeavesAtAMeasuredPace()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(400, 0, 0);
    failTimes(&schedule, 100);
    schedule.claimed(50'000);
    schedule.delivered(300, 3, 0.5);
    QVERIFY(schedule.isRecovering());
    QVERIFY(!schedule.isBackingOff(50'001));
    // From one request to the next, so that a slow answer costs no more. A flush waits as well.
    QCOMPARE(schedule.nextAttempt(300, true, 51'000), std::optional<qint64>(54'000));
    schedule.claimed(54'000);
    schedule.delivered(200, 2, 0.0);
    QCOMPARE(schedule.nextAttempt(200, false, 54'050), std::optional<qint64>(57'000));
    schedule.claimed(57'000);
    schedule.delivered(100, 1, 1.0);
    QCOMPARE(schedule.nextAttempt(100, false, 57'050), std::optional<qint64>(62'000));
    schedule.claimed(62'000);
    schedule.delivered(0, 0, 0.5);
    QVERIFY(!schedule.isRecovering());
    QCOMPARE(schedule.failuresToKeep(), 0);
}

void tst_SendSchedule::theBacklogOfOneFailureHardlyWaits()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(400, 0, 0);
    failTimes(&schedule, 1);
    schedule.claimed(1000);
    schedule.delivered(300, 3, 0.5);
    QCOMPARE(schedule.nextAttempt(300, false, 1050), std::optional<qint64>(1250));
}

void tst_SendSchedule::aRecoveryEndsWithTheBacklog()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(300, 0, 0);
    failTimes(&schedule, 100);
    schedule.claimed(50'000);
    schedule.delivered(200, 2, 0.5);
    schedule.stored(1000, 200, 50'001); // what is recorded from now on waits for nothing
    schedule.claimed(60'000);
    schedule.delivered(1100, 11, 0.5);
    QVERIFY(schedule.isRecovering());
    schedule.claimed(70'000);
    schedule.delivered(1000, 10, 0.5);
    QVERIFY(!schedule.isRecovering());
    QCOMPARE(schedule.nextAttempt(1000, false, 70'050), std::optional<qint64>(70'050));
}

void tst_SendSchedule::aFailureAmidARecoveryForgetsNothing()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(400, 0, 0);
    failTimes(&schedule, 100);
    schedule.claimed(50'000);
    schedule.delivered(300, 3, 0.5);
    QCOMPARE(schedule.failuresToKeep(), 100); // for a restart
    schedule.claimed(60'000);
    schedule.failed(60'000, 1.0);
    QCOMPARE(schedule.failuresToKeep(), 100);
    QCOMPARE(schedule.nextAttempt(300, false, 60'000), std::optional<qint64>(61'000));
    schedule.claimed(61'000);
    schedule.delivered(200, 2, 0.5);
    QCOMPARE(schedule.nextAttempt(200, false, 61'050), std::optional<qint64>(65'000));
}

void tst_SendSchedule::aNewTargetEndsARecovery()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(400, 0, 0);
    failTimes(&schedule, 100);
    schedule.claimed(50'000);
    schedule.delivered(300, 3, 0.5);
    schedule.resume();
    QCOMPARE(schedule.nextAttempt(300, false, 50'050), std::optional<qint64>(50'050));
}

void tst_SendSchedule::offlineThereIsAnAttemptEveryQuarterOfAnHour()
{
    SendSchedule schedule(1, 20'000);
    schedule.goOffline(1000);
    QVERIFY(!schedule.nextAttempt(0, true, 1000));
    schedule.stored(1, 0, 1000);
    schedule.goOffline(5000); // said again
    QCOMPARE(schedule.nextAttempt(1, true, 5000), std::optional<qint64>(901'000));
    schedule.claimed(901'000);
    schedule.failed(901'500, 0.5);
    QCOMPARE(schedule.nextAttempt(1, true, 901'500), std::optional<qint64>(1'801'000));
}

void tst_SendSchedule::anAttemptFollowsWithinASecondOfTheNetworksReturn()
{
    SendSchedule schedule(20, 20'000);
    schedule.stored(1, 0, 0); // of a batch that is not due yet
    failTimes(&schedule, 100);
    schedule.goOffline(1000);
    schedule.goOnline(1, 4000, 0.25);
    QVERIFY(!schedule.isOffline());
    QCOMPARE(schedule.nextAttempt(1, false, 4000), std::optional<qint64>(4250));
    schedule.claimed(4250);
    schedule.failed(4300, 1.0); // being offline was not the server's fault, but this may be
    QCOMPARE(schedule.nextAttempt(1, false, 4300), std::optional<qint64>(34'300));
}

void tst_SendSchedule::theServersOwnWaitOutlastsTheNetworksReturn()
{
    SendSchedule told(1, 20'000);
    told.stored(1, 0, 0);
    told.failedFor(20'000, 0, 0.0);
    told.goOffline(1000);
    told.goOnline(1, 4000, 0.5);
    QCOMPARE(told.nextAttempt(1, true, 4000), std::optional<qint64>(20'000));

    SendSchedule paused(1, 20'000);
    paused.stored(1, 0, 0);
    paused.paused(0);
    paused.goOffline(1000);
    paused.goOnline(1, 4000, 0.5);
    QCOMPARE(paused.nextAttempt(1, true, 4000), std::optional<qint64>(900'000));
}

void tst_SendSchedule::theServersOwnWaitDoesNotShortenTheBackoff()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(1, 0, 0);
    failTimes(&schedule, 9);
    schedule.failedFor(1000, 0, 1.0);
    QCOMPARE(schedule.nextAttempt(1, true, 0), std::optional<qint64>(30'000));
}

void tst_SendSchedule::aNetworkThatComesAndGoesDoesNotUndoTheBackoff()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(1, 0, 0);
    failTimes(&schedule, 6);
    int attempts = 0;
    for (qint64 now = 100'000; now < 3'700'000; now += 500) { // an hour
        if (now % 4000 == 0)
            schedule.goOffline(now);
        if (now % 4000 == 2000)
            schedule.goOnline(1, now, 0.5);
        if (const auto next = schedule.nextAttempt(1, true, now); next && *next <= now) {
            ++attempts;
            schedule.claimed(now);
            schedule.failed(now, 0.5);
        }
    }
    QVERIFY2(attempts >= 120 && attempts <= 180, qPrintable(QString::number(attempts)));
}

void tst_SendSchedule::aDeliveryShowsThatTheSystemWasWrong()
{
    SendSchedule schedule(1, 20'000);
    schedule.stored(2, 0, 0);
    schedule.goOffline(0);
    schedule.claimed(900'000);
    schedule.delivered(1, 1, 0.5);
    QVERIFY(!schedule.isOffline());
    QCOMPARE(schedule.nextAttempt(1, true, 900'050), std::optional<qint64>(900'050));
    schedule.goOffline(950'000);
    QCOMPARE(schedule.nextAttempt(1, true, 950'000), std::optional<qint64>(1'850'000));
}

QTEST_APPLESS_MAIN(tst_SendSchedule)
#include "tst_sendschedule.moc"
