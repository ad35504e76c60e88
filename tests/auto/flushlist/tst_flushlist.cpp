// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/flushlist_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;

class tst_FlushList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFlushEndsWhenAllThatCameBeforeItIsDelivered();
    void aFlushOfNothingEndsAtOnce();
    void whatCameLaterIsNotWaitedFor();
    void aFlushWhoseTimeIsUpSaysWhatRemains();
    void aFlushIsNotDoneBeforeItsEventsAreStored();
    void droppedEventsAreNotCountedAsDelivered();
    void failedEventsAreTold();
    void failedEventsThatCameBackAndWereDeliveredAreNoError();
    void whereOthersDeliverNewerEventsItIsCountedAgain();
    void allCanBeEndedWithOneError();
};

void tst_FlushList::aFlushEndsWhenAllThatCameBeforeItIsDelivered()
{
    FlushList list;
    list.add({7, 1000});
    list.stored(150);
    list.delivered(100);
    QVERIFY(list.takeFinished(0, {}, 0).empty());
    list.delivered(50);
    const auto finished = list.takeFinished(0, {}, 0);
    QCOMPARE(finished.size(), size_t(1));
    QCOMPARE(finished[0].id, quint64(7));
    QCOMPARE(finished[0].result.delivered(), 150);
    QCOMPARE(finished[0].result.remaining(), 0);
    QVERIFY(!finished[0].result.error().isError());
    QVERIFY(list.isEmpty());
}

void tst_FlushList::aFlushOfNothingEndsAtOnce()
{
    FlushList list;
    list.add({1, -1});
    list.stored(0);
    const auto finished = list.takeFinished(0, {}, 0);
    QCOMPARE(finished.size(), size_t(1));
    QCOMPARE(finished[0].result.delivered(), 0);
}

void tst_FlushList::whatCameLaterIsNotWaitedFor()
{
    FlushList list;
    list.add({1, -1});
    list.stored(10);
    list.add({2, -1});
    list.stored(30);    // twenty more came
    list.delivered(15); // a batch takes some of the later ones along
    const auto first = list.takeFinished(0, {}, 0);
    QCOMPARE(first.size(), size_t(1));
    QCOMPARE(first[0].id, quint64(1));
    QCOMPARE(first[0].result.delivered(), 10);
    list.delivered(15);
    QCOMPARE(list.takeFinished(0, {}, 0).at(0).result.delivered(), 30);
}

void tst_FlushList::aFlushWhoseTimeIsUpSaysWhatRemains()
{
    FlushList list;
    list.add({1, 500});
    list.stored(10);
    list.delivered(4);
    QCOMPARE(list.nextDeadline(), std::optional<qint64>(500));
    list.add({2, 600});
    QCOMPARE(list.nextDeadline(), std::optional<qint64>(500)); // the first of all
    QVERIFY(list.takeFinished(499, {}, 0).empty());
    const auto finished =
            list.takeFinished(500, Error(Error::Code::NetworkFailed, QLatin1String("No way.")), 0);
    QCOMPARE(finished.size(), size_t(1));
    QCOMPARE(finished[0].result.delivered(), 4);
    QCOMPARE(finished[0].result.remaining(), 6);
    QCOMPARE(finished[0].result.error().code(), Error::Code::TimedOut);
    QVERIFY(finished[0].result.error().message().contains(QLatin1String("No way.")));
}

void tst_FlushList::aFlushIsNotDoneBeforeItsEventsAreStored()
{
    FlushList list;
    list.add({1, -1});
    QVERIFY(list.takeFinished(0, {}, 0).empty());
    list.stored(1);
    QVERIFY(list.takeFinished(0, {}, 0).empty());
}

void tst_FlushList::droppedEventsAreNotCountedAsDelivered()
{
    FlushList list;
    list.add({1, -1});
    list.stored(5);
    list.dropped(2);
    list.delivered(3);
    QCOMPARE(list.takeFinished(0, {}, 0).at(0).result.delivered(), 3);
}

void tst_FlushList::failedEventsAreTold()
{
    FlushList list;
    list.add({1, -1});
    list.stored(4);
    list.failed(2);
    list.delivered(2);
    const FlushResult result = list.takeFinished(0, {}, 0).at(0).result;
    QCOMPARE(result.delivered(), 2);
    QCOMPARE(result.error().code(), Error::Code::EventsFailed);
    QVERIFY(result.error().message().startsWith(QLatin1String("2 events")));
}

void tst_FlushList::failedEventsThatCameBackAndWereDeliveredAreNoError()
{
    FlushList list;
    list.add({1, -1});
    list.stored(4);
    list.failed(2);
    list.delivered(2);
    list.requeued(2);
    QVERIFY(list.takeFinished(0, {}, 0).empty());
    list.delivered(2);
    list.add({2, -1});
    list.stored(0);
    list.requeued(3); // failed before this flush
    list.delivered(3);
    const auto finished = list.takeFinished(0, {}, 0);
    QCOMPARE(finished.size(), size_t(2));
    QCOMPARE(finished[0].result.delivered(), 4 + 3);
    QCOMPARE(finished[1].result.delivered(), 3);
    for (const FlushList::Finished &flush : finished)
        QVERIFY(!flush.result.error().isError());
}

void tst_FlushList::whereOthersDeliverNewerEventsItIsCountedAgain()
{
    FlushList list;
    list.add({1, -1});
    list.stored(2, 7);
    list.delivered(2); // but others than these two
    qint64 left = 2;
    const auto countUpTo = [&left](qint64 lastId) { return lastId == 7 ? left : 100; };
    list.recount(FlushList::Recount::Ended, countUpTo);
    QVERIFY(list.takeFinished(0, {}, 0).empty());
    left = 0;
    list.delivered(2);
    list.recount(FlushList::Recount::Ended, countUpTo);
    QCOMPARE(list.takeFinished(0, {}, 0).size(), size_t(1));
}

void tst_FlushList::allCanBeEndedWithOneError()
{
    FlushList list;
    list.add({1, -1});
    list.add({2, -1});
    list.stored(5);
    const auto finished = list.takeAll(Error(Error::Code::ShutDown, {}), 0);
    QCOMPARE(finished.size(), size_t(2));
    QCOMPARE(finished[1].result.remaining(), 5);
    QCOMPARE(finished[1].result.error().code(), Error::Code::ShutDown);
    QVERIFY(list.isEmpty());

    list.add({3, -1}); // what is not stored yet remains as well
    QCOMPARE(list.takeAll({}, 7).at(0).result.remaining(), 7);
}

QTEST_APPLESS_MAIN(tst_FlushList)
#include "tst_flushlist.moc"
