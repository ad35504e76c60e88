// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What a call costs, and how many events a second are stored and delivered. An event has six
// properties and some 600 bytes.
//
//     rudderqt-benchmark <rudderqt-dataplane>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int events = 20'000;
constexpr int rounds = 5;

Rudder::Receipt record(Rudder::Analytics &analytics, int number)
{
    return analytics.track(u"Item Viewed"_s,
                           {{u"sku"_s, u"G-32"_s},
                            {u"name"_s, u"Monopoly: 3rd Edition"_s},
                            {u"price"_s, 18.99},
                            {u"quantity"_s, number},
                            {u"currency"_s, u"USD"_s},
                            {u"inStock"_s, true}});
}

double microseconds(qint64 nanoseconds)
{
    return double(nanoseconds) / 1000;
}

struct Round
{
    qint64 p50 = 0; // ns a call
    qint64 p99 = 0;
    double storedPerSecond = 0;
    double deliveredPerSecond = 0;
};

// A round has a client and a folder of its own.
Round measure(const QUrl &dataPlane)
{
    QTemporaryDir folder;
    const Rudder::Configuration configuration = Rudder::Configuration(u"KEY"_s, dataPlane)
                                                        .setStorageLocation(folder.path())
                                                        .setFlushAt(10'000)
                                                        .setMaxInternalQueueSize(events)
                                                        .setMaxInternalQueueBytes(64 * 1024 * 1024)
                                                        .setFlushInterval(1h);
    Rudder::Analytics analytics(configuration);
    analytics.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s)); // first nothing is to be sent
    Round round;
    qint64 stored = 0;
    QObject::connect(&analytics, &Rudder::Analytics::stored, &analytics,
                     [&](const QString &, qint64 count) { stored += count; });

    std::vector<qint64> calls(events);
    QElapsedTimer total;
    total.start();
    for (int i = 0; i < events; ++i) {
        QElapsedTimer call;
        call.start();
        record(analytics, i);
        calls[size_t(i)] = call.nsecsElapsed();
    }
    while (stored < events)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    round.storedPerSecond = events * 1e9 / double(total.nsecsElapsed());

    std::sort(calls.begin(), calls.end());
    round.p50 = calls[events / 2];
    round.p99 = calls[events * 99 / 100];

    analytics.setDataPlaneUrl(dataPlane);
    QElapsedTimer sending;
    sending.start();
    QFuture<Rudder::FlushResult> sent = analytics.flush(120s);
    while (!sent.isFinished())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    round.deliveredPerSecond =
            double(sent.result().delivered()) * 1e9 / double(sending.nsecsElapsed());
    return round;
}

template <typename Get> double median(std::vector<Round> all, Get get)
{
    std::sort(all.begin(), all.end(),
              [&](const Round &a, const Round &b) { return get(a) < get(b); });
    return double(get(all[all.size() / 2]));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    QProcess dataPlane;
    dataPlane.start(
            QString::fromLocal8Bit(argv[1]),
            {u"--port"_s, u"0"_s, u"--quiet"_s, u"--output"_s, folder.filePath(u"events.jsonl"_s)});
    if (!dataPlane.waitForReadyRead())
        return 1;
    const QByteArray line = dataPlane.readLine();
    const QUrl url(QString::fromUtf8(line.mid(line.lastIndexOf(' ') + 1).trimmed()));

    std::vector<Round> all;
    for (int i = 0; i < rounds; ++i)
        all.push_back(measure(url));
    dataPlane.terminate();
    dataPlane.waitForFinished();

    QFile received(folder.filePath(u"events.jsonl"_s));
    const qint64 lines = received.open(QIODevice::ReadOnly) ? received.readAll().count('\n') : 0;
    std::printf("medians of %d rounds of %d events\n", rounds, events);
    std::printf("a call         p50 %.2f us, p99 %.2f us\n",
                microseconds(qint64(median(all, [](const Round &r) { return r.p50; }))),
                microseconds(qint64(median(all, [](const Round &r) { return r.p99; }))));
    std::printf("stored         %.0f events/s\n",
                median(all, [](const Round &r) { return r.storedPerSecond; }));
    std::printf("delivered      %.0f events/s, from the disk to the local data plane\n",
                median(all, [](const Round &r) { return r.deliveredPerSecond; }));
    std::printf("arrived        %lld of %d\n", lines, rounds * events);
    return lines == qint64(rounds) * events ? 0 : 1;
}
