// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/halving_p.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace Rudder;

// Events with numbers, and a server that refuses each batch with a bad one in it.
class tst_Halving : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLookedForAtFirst();
    void theBadOnesAreFoundAndAllOthersDelivered_data();
    void theBadOnesAreFoundAndAllOthersDelivered();
    void findsInARowAreCountedUntilADelivery();
    void whatLeftOtherwiseIsLookedForNoMore();
    void aLimitOfTheServerIsNotLookedForAgainAndAgain_data();
    void aLimitOfTheServerIsNotLookedForAgainAndAgain();
    void aLimitThatIsGoneIsForgotten();
    void aBadEventBehindALimitIsFound();

private:
    // Sends all of them to a server that takes so many at once, and says with how many requests.
    static int requestsFor(Halving *halving, int events, int most)
    {
        int requests = 0;
        while (events > 0) {
            const int size = std::min(events, halving->limit(100));
            ++requests;
            if (size > most) {
                halving->refused(size);
            } else {
                halving->delivered(size);
                events -= size;
            }
        }
        return requests;
    }
};

void tst_Halving::nothingIsLookedForAtFirst()
{
    Halving halving;
    QCOMPARE(halving.limit(100), 100);
    halving.delivered(100);
    QCOMPARE(halving.limit(100), 100);
    QVERIFY(!halving.isLooking());
}

void tst_Halving::theBadOnesAreFoundAndAllOthersDelivered_data()
{
    QTest::addColumn<int>("events");
    QTest::addColumn<std::set<int>>("bad");
    QTest::addColumn<int>("mostRequests");

    const auto row = [](const char *name, int events, std::set<int> bad, int mostRequests) {
        QTest::newRow(name) << events << bad << mostRequests;
    };
    row("none", 100, {}, 1);
    row("the only one", 1, {0}, 1);
    row("the first of 100", 100, {0}, 15);
    row("the last of 100", 100, {99}, 15);
    row("one in the middle", 100, {57}, 15);
    row("two neighbours", 100, {40, 41}, 20);
    row("two far apart", 100, {3, 96}, 30);
    row("one in a backlog", 1000, {512}, 30);
    std::set<int> all;
    for (int i = 0; i < 100; ++i)
        all.insert(i);
    row("all", 100, all, 107);
}

void tst_Halving::theBadOnesAreFoundAndAllOthersDelivered()
{
    QFETCH(int, events);
    QFETCH(std::set<int>, bad);
    QFETCH(int, mostRequests);

    Halving halving;
    std::vector<int> delivered;
    std::set<int> found;
    int next = 0;
    int requests = 0;
    while (next < events) {
        const int size = std::min(events - next, halving.limit(100));
        QVERIFY(size >= 1);
        QVERIFY2(++requests <= mostRequests, qPrintable(QString::number(next)));
        const auto firstBad = bad.lower_bound(next);
        if (firstBad == bad.end() || *firstBad >= next + size) {
            for (int i = 0; i < size; ++i)
                delivered.push_back(next++);
            halving.delivered(size);
            continue;
        }
        if (size == 1)
            found.insert(next++);
        halving.refused(size);
    }
    QCOMPARE(found, bad);
    QCOMPARE(int(delivered.size()), events - int(bad.size()));
    QVERIFY(std::is_sorted(delivered.begin(), delivered.end()));
}

void tst_Halving::findsInARowAreCountedUntilADelivery()
{
    Halving halving;
    halving.refused(1);
    halving.refused(2);
    halving.refused(1);
    QCOMPARE(halving.foundInARow(), 2);
    halving.delivered(1);
    QCOMPARE(halving.foundInARow(), 0);
}

void tst_Halving::whatLeftOtherwiseIsLookedForNoMore()
{
    Halving halving;
    halving.refused(100);
    QVERIFY(halving.isLooking());
    halving.left(50);
    QVERIFY(halving.isLooking());
    halving.left(50);
    QVERIFY(!halving.isLooking());
    QCOMPARE(halving.limit(100), 100);
}

void tst_Halving::aLimitOfTheServerIsNotLookedForAgainAndAgain_data()
{
    QTest::addColumn<int>("most"); // that the server takes
    QTest::addColumn<int>("mostRequests");
    QTest::newRow("1") << 1 << 1030;
    QTest::newRow("10") << 10 << 190;
    QTest::newRow("12") << 12 << 110;
    QTest::newRow("50") << 50 << 35;
    QTest::newRow("99") << 99 << 35;
}

void tst_Halving::aLimitOfTheServerIsNotLookedForAgainAndAgain()
{
    QFETCH(int, most);
    QFETCH(int, mostRequests);
    Halving halving;
    const int requests = requestsFor(&halving, 1000, most);
    QVERIFY2(requests <= mostRequests, qPrintable(QString::number(requests)));
    QVERIFY(!halving.isLooking());
}

void tst_Halving::aLimitThatIsGoneIsForgotten()
{
    Halving halving;
    requestsFor(&halving, 10'000, 12);
    QVERIFY(halving.limit(100) < 100);
    // However long it held, it is tried again after 64 deliveries.
    QVERIFY(requestsFor(&halving, 64 * 12 + 100, 1000) <= 64 + 6);
    QCOMPARE(halving.limit(100), 100);
}

void tst_Halving::aBadEventBehindALimitIsFound()
{
    Halving halving;
    requestsFor(&halving, 1000, 12);
    int left = 300;
    int requests = 0;
    bool isFound = false;
    while (left > 0) {
        const int size = std::min(left, halving.limit(100));
        QVERIFY(++requests < 50);
        const bool holdsBad = left >= 150 && left - size < 150 && !isFound;
        if (size > 12 || holdsBad) {
            halving.refused(size);
            if (size > 1)
                continue;
            isFound = true;
        } else {
            halving.delivered(size);
        }
        left -= size;
    }
    QVERIFY(isFound);
}

QTEST_APPLESS_MAIN(tst_Halving)
#include "tst_halving.moc"
