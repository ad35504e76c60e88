// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/backoff_p.h"

#include <QtTest/qtest.h>

class tst_Backoff : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDelayDoublesAndStaysAtItsCap_data();
    void theDelayDoublesAndStaysAtItsCap();
    void aBacklogLeavesInProportionToWhatIsLeft_data();
    void aBacklogLeavesInProportionToWhatIsLeft();
};

void tst_Backoff::theDelayDoublesAndStaysAtItsCap_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<double>("random");
    QTest::addColumn<int>("milliseconds");

    QTest::newRow("none") << 0 << 0.9 << 0;
    QTest::newRow("negative") << -1 << 0.9 << 0;
    QTest::newRow("first, shortest") << 1 << 0.0 << 500;
    QTest::newRow("first, longest") << 1 << 1.0 << 1000;
    QTest::newRow("second") << 2 << 1.0 << 2000;
    QTest::newRow("third") << 3 << 0.5 << 3000;
    QTest::newRow("fourth") << 4 << 1.0 << 8000;
    QTest::newRow("fifth") << 5 << 1.0 << 16'000;
    QTest::newRow("sixth: the cap") << 6 << 1.0 << 30'000;
    QTest::newRow("the cap, shortest") << 6 << 0.0 << 15'000;
    QTest::newRow("stays there") << 7 << 1.0 << 30'000;
    QTest::newRow("for ever") << 1'000'000 << 1.0 << 30'000;
    QTest::newRow("a random number out of its range") << 1 << 7.0 << 1000;
}

void tst_Backoff::theDelayDoublesAndStaysAtItsCap()
{
    QFETCH(int, failures);
    QFETCH(double, random);
    QFETCH(int, milliseconds);
    QCOMPARE(int(Rudder::backoff(failures, random).count()), milliseconds);
}

void tst_Backoff::aBacklogLeavesInProportionToWhatIsLeft_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<int>("atFirst");
    QTest::addColumn<int>("left");
    QTest::addColumn<double>("random");
    QTest::addColumn<int>("milliseconds");

    QTest::newRow("never failed") << 0 << 100 << 100 << 0.5 << 0;
    QTest::newRow("nothing left") << 6 << 100 << 0 << 0.5 << 0;
    QTest::newRow("one failure") << 1 << 5 << 5 << 0.5 << 150;
    QTest::newRow("three failures") << 3 << 5 << 5 << 0.5 << 600;
    QTest::newRow("an outage") << 6 << 100 << 100 << 0.5 << 225;
    QTest::newRow("a longer one") << 1000 << 100 << 100 << 0.5 << 225;
    QTest::newRow("shortest") << 6 << 100 << 100 << 0.0 << 168;
    QTest::newRow("longest") << 6 << 100 << 100 << 1.0 << 281;
    QTest::newRow("half is left") << 6 << 100 << 50 << 0.5 << 450;
    QTest::newRow("a tenth is left") << 6 << 100 << 10 << 0.5 << 681;
    QTest::newRow("one is left of many") << 6 << 100 << 1 << 0.5 << 681;
    QTest::newRow("one is left of few") << 6 << 5 << 1 << 0.5 << 4000;
    QTest::newRow("five, longest") << 6 << 5 << 5 << 1.0 << 5000;
    QTest::newRow("more than can be sent so fast") << 6 << 1500 << 1 << 0.5 << 45;
}

void tst_Backoff::aBacklogLeavesInProportionToWhatIsLeft()
{
    QFETCH(int, failures);
    QFETCH(int, atFirst);
    QFETCH(int, left);
    QFETCH(double, random);
    QFETCH(int, milliseconds);
    QCOMPARE(int(Rudder::recoveryGap(failures, atFirst, left, random).count()), milliseconds);
}

QTEST_APPLESS_MAIN(tst_Backoff)
#include "tst_backoff.moc"
