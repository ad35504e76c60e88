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

QTEST_APPLESS_MAIN(tst_Backoff)
#include "tst_backoff.moc"
