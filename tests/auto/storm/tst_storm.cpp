// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "crowd.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qstorageinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <numeric>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int clientCount = 1000;
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 interval = 20 * second;

// Requests, by seconds since the server came back.
class Rate
{
public:
    void count(qint64 milliseconds)
    {
        const auto bin = size_t(milliseconds / second);
        if (bin >= m_bins.size())
            m_bins.resize(bin + 1);
        ++m_bins[bin];
    }
    double mean(size_t from, size_t seconds) const
    {
        const auto at = [this](size_t bin) {
            return m_bins.begin() + std::ptrdiff_t(std::min(bin, m_bins.size()));
        };
        return std::accumulate(at(from), at(from + seconds), 0.0) / double(seconds);
    }
    // The first second of the busiest five.
    size_t peakAt() const
    {
        size_t peak = 0;
        for (size_t bin = 0; bin + 5 <= m_bins.size(); ++bin) {
            if (mean(bin, 5) > mean(peak, 5))
                peak = bin;
        }
        return peak;
    }

private:
    std::vector<int> m_bins;
};

using Crowd = std::vector<std::unique_ptr<Client>>;

QString notAFolder() // so that the queue is in memory
{
    return QCoreApplication::applicationFilePath();
}

Configuration configuration(int eventsABatch)
{
    return Configuration(u"KEY"_s, QUrl(u"https://dp.example.com"_s))
            .setFlushAt(1)
            .setMaxBatchEvents(eventsABatch)
            .setGzip(false);
}

} // namespace

// A thousand clients lose the server that they share. Virtual are the time and the network; the
// policies are not.
class tst_Storm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aServerThatIsBackIsNotStormed_data();
    void aServerThatIsBackIsNotStormed();
    void aServerThatIsBackIsNotStormedByRestarts();
    void fiveBatchesAreGoneWithinTwentySeconds();
    void aLargeBacklogLeavesNearlyAsFastAsItCan();

private:
    // Each with five batches, and another one every 20 s from that time on.
    Crowd makeCrowd(World *world, int eventsABatch, qint64 recordingFrom);
    void verifyNoStorm(const Rate &rate);
};

Crowd tst_Storm::makeCrowd(World *world, int eventsABatch, qint64 recordingFrom)
{
    Crowd crowd;
    for (int i = 0; i < clientCount; ++i) {
        crowd.push_back(std::make_unique<Client>(
                world, Client::Setup{configuration(eventsABatch), notAFolder(), unsigned(i)}));
        crowd.back()->record(5 * eventsABatch);
        crowd.back()->recordEach(interval, recordingFrom + i * interval / clientCount);
    }
    return crowd;
}

// By the minute that follows the return, and by that which follows the peak.
void tst_Storm::verifyNoStorm(const Rate &rate)
{
    const size_t peakAt = rate.peakAt();
    const double peak = rate.mean(peakAt, 5);
    const double minuteOfReturn = rate.mean(0, 60);
    const double minuteAfterPeak = rate.mean(peakAt + 5, 60);
    qInfo("Peak %.0f requests a second, %zu s after the return; mean of the minute after the "
          "return %.0f, which makes %.2f; of the minute after the peak %.0f, which makes %.2f.",
          peak, peakAt, minuteOfReturn, peak / minuteOfReturn, minuteAfterPeak,
          peak / minuteAfterPeak);
    QVERIFY(peak > 0);
    QVERIFY(peak <= 3 * minuteOfReturn);
    QVERIFY(peak <= 3 * minuteAfterPeak);
}

void tst_Storm::initTestCase()
{
    QLoggingCategory::setFilterRules(u"rudder.*=false"_s); // each client would say it
}

void tst_Storm::aServerThatIsBackIsNotStormed_data()
{
    QTest::addColumn<World::Cut>("cut");
    QTest::addColumn<int>("eventsABatch"); // at most; it is due with one
    QTest::addColumn<bool>("isRecordedMeanwhile");
    QTest::newRow("refused, one event a batch") << World::Cut::Refused << 1 << true;
    QTest::newRow("503") << World::Cut::Unavailable << 5 << true;
    QTest::newRow("503 with Retry-After") << World::Cut::UnavailableForAMinute << 5 << true;
    QTest::newRow("refused, nothing recorded meanwhile") << World::Cut::Refused << 1 << false;
}

void tst_Storm::aServerThatIsBackIsNotStormed()
{
    QFETCH(World::Cut, cut);
    QFETCH(int, eventsABatch);
    QFETCH(bool, isRecordedMeanwhile);
    World world;
    world.cut = cut;
    world.isDown = true;
    const qint64 backAt = world.now + 60 * minute;
    const Crowd crowd = makeCrowd(&world, eventsABatch, isRecordedMeanwhile ? world.now : backAt);
    world.runUntil(backAt);
    qint64 most = 0;
    for (const auto &client : crowd)
        most = std::max(most, client->attempts);
    qInfo("In the hour of the outage no client made more than %lld attempts.", most);
    QVERIFY(most <= 180);
    QVERIFY(most > 50);

    Rate rate;
    world.isDown = false;
    world.onRequest = [&] { rate.count(world.now - backAt); };
    world.runUntil(backAt + 3 * minute);
    verifyNoStorm(rate);
    if (cut == World::Cut::Unavailable)
        return; // what was tried too often may wait for fifteen minutes
    for (const auto &client : crowd) {
        const qint64 recorded = client->recorded();
        QVERIFY(recorded - client->delivered() <= 1); // but for what is on its way
    }
}

// All at once: when the server comes back, and again while the backlog leaves.
void tst_Storm::aServerThatIsBackIsNotStormedByRestarts()
{
    World world;
    world.isDown = true;
    // So many queues on a disk take minutes, where there is one.
    const QStorageInfo memory(u"/dev/shm"_s);
    const bool isRoomy = memory.isReady() && memory.bytesAvailable() > qint64(1) << 30;
    QTemporaryDir folder((isRoomy ? memory.rootPath() : QDir::tempPath()) + u"/tst_storm-XXXXXX"_s);
    constexpr int processes = 500; // each of them writes all the time
    Crowd crowd(processes);
    const auto restartAll = [&] {
        for (int i = 0; i < processes; ++i) {
            std::unique_ptr<Client> &client = crowd[size_t(i)];
            client.reset();
            client = std::make_unique<Client>(&world,
                                              Client::Setup{configuration(1),
                                                            folder.filePath(QString::number(i)),
                                                            unsigned(i)});
            client->recordEach(interval, world.now + i * interval / processes);
        }
    };
    restartAll();
    for (const auto &client : crowd)
        client->record(15);
    const qint64 backAt = world.now + 2 * minute;
    world.runUntil(backAt);

    Rate rate;
    world.isDown = false;
    world.onRequest = [&] { rate.count(world.now - backAt); };
    restartAll();
    world.runUntil(backAt + 10 * second);
    restartAll();
    world.runUntil(backAt + 2 * minute);
    verifyNoStorm(rate);
}

// For one that is seldom connected.
void tst_Storm::fiveBatchesAreGoneWithinTwentySeconds()
{
    World world;
    world.isDown = true;
    const Crowd crowd = makeCrowd(&world, 1, world.now + 24 * 60 * minute);
    world.runUntil(world.now + 10 * minute);
    const auto attemptsBefore = [&] {
        std::vector<qint64> attempts;
        for (const auto &client : crowd)
            attempts.push_back(client->attempts);
        return attempts;
    }();
    world.isDown = false;
    world.runUntil(world.now + 2 * minute);
    qint64 longest = 0;
    for (size_t i = 0; i < crowd.size(); ++i) {
        QCOMPARE(crowd[i]->delivered(), 5);
        QCOMPARE(crowd[i]->attempts - attemptsBefore[i], 5);
        longest = std::max(longest, crowd[i]->deliveredLastAt - crowd[i]->deliveredFirstAt);
    }
    qInfo("%.1f s from the first delivery to the last, at most.", double(longest) / 1000);
    QVERIFY(longest <= 20 * second);
}

// A hundred and fifty thousand events, in batches of a hundred: more than an hour's outage leaves.
void tst_Storm::aLargeBacklogLeavesNearlyAsFastAsItCan()
{
    constexpr int batches = 1500;
    const auto takes = [&](bool hasFailed) {
        World world;
        world.isDown = hasFailed;
        Client client(&world, {configuration(1).setFlushAt(10'000), notAFolder(), 1});
        client.record(batches);
        world.runUntil(world.now + 10 * minute);
        world.isDown = false;
        world.runUntil(world.now + 10 * minute);
        return client.delivered() == batches ? client.deliveredLastAt - client.deliveredFirstAt
                                             : -1;
    };
    const qint64 without = takes(false);
    const qint64 with = takes(true);
    qInfo("%.1f s; %.1f s after an outage", double(without) / 1000, double(with) / 1000);
    QVERIFY(without > 0);
    QVERIFY(with > 0);
    QVERIFY(with < without * 3 / 2);
}

QTEST_GUILESS_MAIN(tst_Storm)
#include "tst_storm.moc"
