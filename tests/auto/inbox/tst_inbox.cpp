// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/inbox_p.h"

#include <QtTest/qtest.h>

#include <thread>
#include <vector>

using namespace Rudder;

class tst_Inbox : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyTheFirstPushAsksForAWakeUp();
    void fullIsSaidByEventsAndByBytes();
    void whatIsTakenCountsUntilItIsReleased();
    void aClosedInboxTakesNothing();
    void whatBeganBeforeAnErasureIsRefused();
    void manyEventsKeepTheirOrder();
    void manyThreadsLoseNothing();
};

static RecordedEvent recordedEvent(qsizetype size = 10)
{
    RecordedEvent result;
    result.bytes = QByteArray(size, 'x');
    return result;
}

void tst_Inbox::onlyTheFirstPushAsksForAWakeUp()
{
    Inbox inbox(10, 1000);
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::AcceptedFirst);
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::Accepted);
    QCOMPARE(inbox.pushFlush({1, -1}), Inbox::Push::Accepted);
    const Inbox::Contents contents = inbox.take();
    QCOMPARE(contents.events.size(), size_t(2));
    QCOMPARE(contents.flushes.size(), size_t(1));
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::AcceptedFirst);
}

void tst_Inbox::fullIsSaidByEventsAndByBytes()
{
    Inbox few(2, 1000);
    QVERIFY(few.push(recordedEvent()) != Inbox::Push::Full);
    QVERIFY(few.push(recordedEvent()) != Inbox::Push::Full);
    QCOMPARE(few.push(recordedEvent()), Inbox::Push::Full);

    Inbox small(100, 25);
    QVERIFY(small.push(recordedEvent(20)) != Inbox::Push::Full);
    QCOMPARE(small.push(recordedEvent(6)), Inbox::Push::Full);
    QVERIFY(small.push(recordedEvent(5)) != Inbox::Push::Full);
}

void tst_Inbox::whatIsTakenCountsUntilItIsReleased()
{
    Inbox inbox(1, 1000);
    inbox.push(recordedEvent());
    inbox.take();
    QCOMPARE(inbox.count(), 1);
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::Full);
    inbox.release(1, 10);
    QCOMPARE(inbox.count(), 0);
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::AcceptedFirst);
}

void tst_Inbox::aClosedInboxTakesNothing()
{
    Inbox inbox(10, 1000);
    inbox.push(recordedEvent());
    inbox.close();
    QCOMPARE(inbox.push(recordedEvent()), Inbox::Push::Closed);
    QCOMPARE(inbox.pushFlush({1, -1}), Inbox::Push::Closed);
    const Inbox::Contents contents = inbox.take();
    QVERIFY(contents.closed);
    QCOMPARE(contents.events.size(), size_t(1));
}

void tst_Inbox::whatBeganBeforeAnErasureIsRefused()
{
    Inbox inbox(10, 1000);
    RecordedEvent event = recordedEvent();
    event.revision = 4;
    QVERIFY(inbox.push(RecordedEvent(event)) != Inbox::Push::Erased);
    inbox.pushLastFlush({1, -1});
    QVERIFY(inbox.pushErasure(1, 5) != Inbox::Push::Closed); // the client ends, but has not yet
    QCOMPARE(inbox.take().erasure->events, 1);

    Inbox other(10, 1000);
    other.pushErasure(1, 5);
    QCOMPARE(other.push(RecordedEvent(event)), Inbox::Push::Erased);
    event.revision = 5;
    QVERIFY(other.push(std::move(event)) != Inbox::Push::Erased);
    QCOMPARE(other.take().events.size(), size_t(1));
}

void tst_Inbox::manyEventsKeepTheirOrder()
{
    constexpr int many = 1000;
    Inbox inbox(2 * many, 1'000'000);
    for (int i = 0; i < many; ++i) {
        RecordedEvent event = recordedEvent();
        event.bootMilliseconds = i;
        inbox.push(std::move(event));
    }
    const Inbox::Contents contents = inbox.take();
    QCOMPARE(contents.events.size(), size_t(many));
    for (int i = 0; i < many; ++i)
        QCOMPARE(contents.events[size_t(i)].bootMilliseconds, i);
    for (int i = 0; i < many; ++i)
        inbox.push(recordedEvent());
    inbox.pushErasure(1, 1);
    QCOMPARE(inbox.take().erasure->events, many);
    QCOMPARE(inbox.count(), many); // which was taken before
}

void tst_Inbox::manyThreadsLoseNothing()
{
    constexpr int threads = 4;
    constexpr int each = 2000;
    Inbox inbox(threads * each, 1'000'000'000);
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&inbox] {
            for (int n = 0; n < each; ++n)
                inbox.push(recordedEvent());
        });
    }
    size_t taken = 0;
    while (taken < threads * each) {
        const size_t now = inbox.take().events.size();
        inbox.release(qint64(now), qint64(now) * 10);
        taken += now;
        std::this_thread::yield();
    }
    for (std::thread &thread : running)
        thread.join();
    QCOMPARE(taken, size_t(threads * each));
    QCOMPARE(inbox.count(), 0);
}

QTEST_APPLESS_MAIN(tst_Inbox)
#include "tst_inbox.moc"
