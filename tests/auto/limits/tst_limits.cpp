// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/timestamp_p.h"
#include "queue/eventlayout_p.h"
#include "queue/eventqueue_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qfileinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 now = 1'900'000'000'000; // in 2030
constexpr qint64 mebibyte = 1024 * 1024;

RecordedEvent eventOf(qsizetype size, qint64 recordedAt = now, qint64 bootMilliseconds = 0)
{
    RecordedEvent event;
    event.bytes = EventLayout::beforeOriginalTimestamp
            + QByteArray(EventLayout::timestampWidth, ' ') + EventLayout::beforeSentAt
            + QByteArray(EventLayout::timestampWidth, ' ') + "\",\"x\":\"";
    writeUtc(event.bytes.data() + EventLayout::originalTimestampOffset, recordedAt);
    event.bytes += QByteArray(std::max<qsizetype>(0, size - event.bytes.size() - 2), 'x') + "\"}";
    event.messageId = "m";
    event.bootMilliseconds = bootMilliseconds;
    return event;
}

} // namespace

class tst_Limits : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theDiskHoldsNoMoreThanAllowed_data();
    void theDiskHoldsNoMoreThanAllowed();
    void failedEventsGoFirst();
    void theNewestAreDroppedIfAskedFor();
    void noMoreOfTheNewestAreDroppedThanNeedBe();
    void aSmallerLimitIsKeptFromThenOn();
    void freeSpaceIsGivenBack();

    void whatIsTooOldIsDropped();
    void anEventOfAnotherBootIsAsOldAsItSays_data();
    void anEventOfAnotherBootIsAsOldAsItSays();
    void whichBootIsNotKnownOnEverySystem();
    void failedEventsGrowOldToo();
    void aFailedEventOfThisBootIsAsOldAsItsClockSays();
    void withoutALimitNothingIsTooOld();
    void whatIsSpilledKeepsToTheLimitToo_data();
    void whatIsSpilledKeepsToTheLimitToo();

private:
    struct Queue
    {
        Queue(const Configuration &configuration, const QString &folder,
              const QByteArray &bootId = "boot")
            : queue(configuration, folder, &inbox)
        {
            const Error error = queue.open("owner", bootId);
            if (error.isError())
                qFatal("%s", qPrintable(error.message()));
        }
        void take(const std::vector<RecordedEvent> &events)
        {
            for (const RecordedEvent &event : events)
                inbox.push(RecordedEvent(event));
            Inbox::Contents contents = inbox.take();
            queue.take(std::move(contents.events), nullptr);
        }
        EventQueue::Commit record(const std::vector<RecordedEvent> &events)
        {
            take(events);
            return queue.commit();
        }
        EventQueue::Commit record(int count, qsizetype size)
        {
            return record(std::vector<RecordedEvent>(size_t(count), eventOf(size)));
        }

        Inbox inbox{100'000, 100 * mebibyte};
        EventQueue queue;
    };
    qint64 bytesOnDisk() const
    {
        const QString path = m_folder->filePath(u"rudderEventsQueue.sqlite"_s);
        return QFileInfo(path).size() + QFileInfo(path + u"-wal"_s).size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Limits::theDiskHoldsNoMoreThanAllowed_data()
{
    QTest::addColumn<qint64>("limit");
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("small events") << mebibyte << qsizetype(100);
    QTest::newRow("common events") << mebibyte << qsizetype(600);
    QTest::newRow("half a page") << mebibyte << qsizetype(2100);
    QTest::newRow("large events") << 2 * mebibyte << qsizetype(32 * 1024);
    QTest::newRow("a larger queue") << 16 * mebibyte << qsizetype(600);
}

void tst_Limits::theDiskHoldsNoMoreThanAllowed()
{
    QFETCH(qint64, limit);
    QFETCH(qsizetype, size);
    Queue queue(Configuration().setMaxStoredBytes(limit), m_folder->path());
    qint64 recorded = 0;
    qint64 dropped = 0;
    qint64 most = 0;
    qint64 least = limit; // that is left where some are dropped
    for (int i = 0; recorded * size < 3 * limit; ++i) {
        const int count = i % 10 == 0 ? int(limit / size / 2) + 1 : 20; // bursts too
        const auto commit = queue.record(count, size);
        QVERIFY(!commit.error.isError());
        recorded += count;
        dropped += commit.droppedStored.count();
        most = std::max(most, bytesOnDisk());
        if (commit.droppedStored.count() > 0)
            least = std::min(least, queue.queue.count() * size);
        if (i % 3 == 0) { // some are delivered now and then
            Error error;
            const Claim claim = queue.queue.claim(10, 0, {}, &error);
            recorded -= qint64(claim.events.size());
            QVERIFY(!queue.queue.settleClaim(0).isError());
        }
    }
    QVERIFY2(most <= limit, QByteArray::number(most).constData());
    QVERIFY(dropped > 0);
    QCOMPARE(queue.queue.count(), recorded - dropped);
    // Most of what is allowed is used.
    QVERIFY2(least > limit / 3, QByteArray::number(least).constData());
}

void tst_Limits::failedEventsGoFirst()
{
    Queue queue(Configuration().setMaxStoredEvents(10), m_folder->path());
    queue.record(10, 100);
    Error error;
    queue.queue.claim(4, 0, {}, &error);
    QVERIFY(!queue.queue.setClaimAside({FailedEvent::Reason::Refused, u"no"_s, now}).isError());
    const auto commit = queue.record(5, 100);
    QCOMPARE(commit.droppedStored.failed, 4);
    QCOMPARE(commit.droppedStored.waiting, 1);
    QCOMPARE(queue.queue.count(), 10);
    QCOMPARE(queue.queue.failedCount(), 0);
}

void tst_Limits::theNewestAreDroppedIfAskedFor()
{
    Queue queue(Configuration().setMaxStoredBytes(mebibyte).setOverflow(
                        Configuration::Overflow::DropNewest),
                m_folder->path());
    qint64 dropped = 0;
    for (int i = 0; i < 100; ++i) {
        const auto commit = queue.record(50, 600);
        QCOMPARE(commit.droppedStored.count(), 0);
        dropped += commit.droppedNew;
        QVERIFY(bytesOnDisk() <= mebibyte);
    }
    QVERIFY(dropped > 0);
    QCOMPARE(queue.queue.count(), 5000 - dropped);
    QVERIFY(queue.queue.count() > 600);
    QCOMPARE(queue.inbox.count(), 0);
}

void tst_Limits::noMoreOfTheNewestAreDroppedThanNeedBe()
{
    const auto stored = [](qsizetype inAllBytes) {
        const QTemporaryDir folder;
        Queue queue(Configuration().setMaxStoredBytes(mebibyte).setOverflow(
                            Configuration::Overflow::DropNewest),
                    folder.path());
        const auto count = int(inAllBytes / 600);
        return count - queue.record(count, 600).droppedNew;
    };
    const qint64 all = stored(mebibyte / 4); // which fits
    QCOMPARE(all, mebibyte / 4 / 600);
    QVERIFY(stored(mebibyte) > all);
}

void tst_Limits::aSmallerLimitIsKeptFromThenOn()
{
    {
        Queue queue(Configuration(), m_folder->path());
        queue.record(20'000, 600);
    }
    QVERIFY(bytesOnDisk() > 8 * mebibyte);
    Queue queue(Configuration().setMaxStoredBytes(2 * mebibyte), m_folder->path());
    QVERIFY(queue.queue.keepLimits().count() > 10'000);
    QVERIFY2(bytesOnDisk() <= 2 * mebibyte, QByteArray::number(bytesOnDisk()).constData());
}

void tst_Limits::freeSpaceIsGivenBack()
{
    Queue queue(Configuration(), m_folder->path());
    queue.record(20'000, 600);
    while (queue.queue.count() > 0) {
        Error error;
        queue.queue.claim(1000, 0, {}, &error);
        QVERIFY(!queue.queue.settleClaim(0).isError());
    }
    QVERIFY2(bytesOnDisk() < 2 * mebibyte, QByteArray::number(bytesOnDisk()).constData());
}

void tst_Limits::whatIsTooOldIsDropped()
{
    Queue queue(Configuration().setMaxEventAge(1h), m_folder->path());
    std::vector<RecordedEvent> events;
    events.reserve(250);
    for (int minute = 0; minute < 250; ++minute)
        events.push_back(eventOf(100, 0, minute * 60'000)); // by a clock that was never set
    queue.record(events);
    constexpr qint64 bootClock = 249 * 60'000;
    QCOMPARE(queue.queue.dropTooOld(bootClock, now).waiting, 189);
    QCOMPARE(queue.queue.count(), 61);
    QCOMPARE(queue.queue.dropTooOld(bootClock, now).count(), 0);
}

void tst_Limits::anEventOfAnotherBootIsAsOldAsItSays_data()
{
    QTest::addColumn<qint64>("recordedAt");
    QTest::addColumn<bool>("isDropped");
    QTest::newRow("young") << now - 3'599'000 << false;
    QTest::newRow("old") << now - 3'601'000 << true;
    QTest::newRow("in the future") << now + 86'400'000 << false;
    QTest::newRow("by a clock that was never set") << qint64(86'400'000) << false;
}

void tst_Limits::whichBootIsNotKnownOnEverySystem()
{
    const Configuration configuration = Configuration().setMaxEventAge(1h);
    constexpr qint64 lateInTheEarlierBoot = 50 * 3'600'000;
    Queue(configuration, m_folder->path(), "")
            .record({eventOf(100, now - 3'601'000, lateInTheEarlierBoot), eventOf(100, now)});
    Queue queue(configuration, m_folder->path(), "");
    constexpr qint64 bootClock = 2 * 3'600'000;
    QCOMPARE(queue.queue.dropTooOld(bootClock, now).waiting, 1);
    QCOMPARE(queue.queue.count(), 1);
}

void tst_Limits::anEventOfAnotherBootIsAsOldAsItSays()
{
    QFETCH(qint64, recordedAt);
    QFETCH(bool, isDropped);
    const Configuration configuration = Configuration().setMaxEventAge(1h);
    Queue(configuration, m_folder->path(), "earlier").record({eventOf(100, recordedAt)});
    Queue queue(configuration, m_folder->path());
    QCOMPARE(queue.queue.dropTooOld(1000, now).waiting, isDropped ? 1 : 0);
    QCOMPARE(queue.queue.count(), isDropped ? 0 : 1);
}

void tst_Limits::failedEventsGrowOldToo()
{
    const Configuration configuration = Configuration().setMaxEventAge(1h);
    Queue(configuration, m_folder->path(), "earlier")
            .record({eventOf(100, now - 4'000'000), eventOf(100, now - 1000)});
    Queue queue(configuration, m_folder->path());
    Error error;
    queue.queue.claim(2, 0, {}, &error);
    QVERIFY(!queue.queue.setClaimAside({FailedEvent::Reason::Refused, u"no"_s, now}).isError());
    QCOMPARE(queue.queue.dropTooOld(0, now).failed, 1);
    QCOMPARE(queue.queue.failedCount(), 1);
}

void tst_Limits::aFailedEventOfThisBootIsAsOldAsItsClockSays()
{
    constexpr qint64 year2024 = 1'704'067'200'000; // by a clock that the network set since
    Queue queue(Configuration().setMaxEventAge(1h), m_folder->path());
    queue.record({eventOf(100, year2024, 0), eventOf(100, year2024, 60'000)});
    Error error;
    queue.queue.claim(2, 0, {}, &error);
    QVERIFY(!queue.queue.setClaimAside({FailedEvent::Reason::Refused, u"no"_s, now}).isError());
    QCOMPARE(queue.queue.dropTooOld(3'600'000, now).count(), 0);
    QCOMPARE(queue.queue.dropTooOld(3'600'001, now).failed, 1);
    QCOMPARE(queue.queue.failedCount(), 1);
}

void tst_Limits::withoutALimitNothingIsTooOld()
{
    Queue queue(Configuration(), m_folder->path());
    queue.record({eventOf(100, 0, 0)});
    QCOMPARE(queue.queue.dropTooOld(std::numeric_limits<qint64>::max(), now).count(), 0);
}

void tst_Limits::whatIsSpilledKeepsToTheLimitToo_data()
{
    QTest::addColumn<Configuration::Overflow>("overflow");
    QTest::newRow("the oldest go") << Configuration::Overflow::DropOldest;
    QTest::newRow("the newest go") << Configuration::Overflow::DropNewest;
}

void tst_Limits::whatIsSpilledKeepsToTheLimitToo()
{
    QFETCH(Configuration::Overflow, overflow);
    const Configuration configuration =
            Configuration().setMaxStoredBytes(mebibyte).setOverflow(overflow);
    Queue first(configuration, m_folder->path());
    Queue second(configuration, m_folder->path());
    first.take(std::vector<RecordedEvent>(600, eventOf(1000)));
    second.take(std::vector<RecordedEvent>(610, eventOf(1000)));
    qint64 dropped = 0;
    QVERIFY(!first.queue.spill(&dropped).isError());
    QCOMPARE(dropped, 0);
    const bool areOldestDropped = overflow == Configuration::Overflow::DropOldest;
    QCOMPARE(second.queue.spill(&dropped).isError(), !areOldestDropped);
    QCOMPARE(dropped, areOldestDropped ? 600 : 610);
    first.queue.close();
    second.queue.close();
    QCOMPARE(Queue(configuration, m_folder->path()).queue.count(), areOldestDropped ? 610 : 600);
}

QTEST_GUILESS_MAIN(tst_Limits)
#include "tst_limits.moc"
