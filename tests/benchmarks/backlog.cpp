// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What a backlog costs: claiming, settling and dropping 100 events, opening the queue, and memory,
// with 1,000 and with 1,000,000 events of 600 bytes on disk.
//
//     rudderqt-benchmark-backlog
//     rudderqt-benchmark-backlog --memory <folder>    (of itself, for memory that nothing else used)

#include "queue/eventqueue_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <unistd.h>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr int eventBytes = 600;
constexpr int batch = 100;
constexpr int rounds = 101;
constexpr int opens = 11;

void need(const Error &error)
{
    if (!error.isError())
        return;
    std::fprintf(stderr, "%s\n", qPrintable(error.message()));
    std::exit(1);
}

Configuration configuration()
{
    return Configuration(u"KEY"_s, QUrl(u"http://127.0.0.1"_s)).setMaxStoredEvents(10'000'000);
}

std::vector<RecordedEvent> events(int count)
{
    QByteArray bytes = R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
                       R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":"m","text":")";
    bytes = bytes.leftJustified(eventBytes - 2, 'x') + R"("})";
    return std::vector<RecordedEvent>(size_t(count), {bytes, "m", "anonymous", 1000, nullptr});
}

// A queue as the pipeline has it.
struct Queue
{
    explicit Queue(const QString &folder) : queue(configuration(), folder, &inbox)
    {
        need(queue.open("owner", "boot"));
    }
    void append(int count)
    {
        for (RecordedEvent &event : events(count))
            inbox.push(std::move(event));
        queue.take(inbox.take().events, nullptr);
        need(queue.commit().error);
    }
    void claim()
    {
        Error error;
        if (queue.claim(batch, 1000, "1 2 3 boot 4", &error).events.size() != size_t(batch))
            need(error.isError()
                         ? error
                         : Error(Error::Code::StorageFailed, u"there are too few events"_s));
    }

    Inbox inbox{1'000'000, 1'000'000'000};
    EventQueue queue;
};

void fill(const QString &folder, int count)
{
    constexpr int atOnce = 10'000;
    Queue queue(folder);
    for (; count > 0; count -= atOnce)
        queue.append(std::min(count, atOnce));
}

QString database(const QString &folder)
{
    return QDir(folder).filePath(QDir(folder).entryList({u"*.sqlite"_s}).value(0));
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

double millisecondsToOpen(const QString &folder)
{
    std::unique_ptr<Queue> queue; // closed when the time was taken
    return milliseconds([&] { queue = std::make_unique<Queue>(folder); });
}

// As after a boot. Nobody has the file open: closing it here would drop SQLite's locks.
void forgetCached(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY);
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

struct Costs
{
    double claim = 0; // ms; medians
    double settle = 0;
    double drop = 0;
    double open = 0;
    double openCold = 0;
};

Costs measure(const QString &folder)
{
    std::vector<double> claim;
    std::vector<double> settle;
    std::vector<double> drop;
    std::vector<double> open;
    std::vector<double> openCold;
    {
        Queue queue(folder);
        for (int i = 0; i < rounds; ++i) {
            claim.push_back(milliseconds([&] { queue.claim(); }));
            settle.push_back(milliseconds([&] { need(queue.queue.settleClaim(1000)); }));
            queue.append(batch); // as many as before
        }
    }
    {
        SqlEventStore store;
        need(store.open(database(folder), Configuration::Durability::Normal));
        for (int i = 0; i < rounds; ++i) {
            drop.push_back(milliseconds([&] {
                if (store.dropOldest(batch, 0, 0).waiting != batch)
                    need(Error(Error::Code::StorageFailed, u"the oldest can't be dropped"_s));
            }));
            need(store.append(events(batch), "boot"));
        }
    }
    for (int i = 0; i < opens; ++i) {
        open.push_back(millisecondsToOpen(folder));
        forgetCached(database(folder));
        openCold.push_back(millisecondsToOpen(folder));
    }
    return {median(claim), median(settle), median(drop), median(open), median(openCold)};
}

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

// KiB that opening and 100 claims, each settled, take.
int tellMemory(const QString &folder)
{
    {
        // What SQLite and Qt's driver need anyway.
        const QTemporaryDir other;
        Queue queue(other.path());
        queue.append(batch);
    }
    const qint64 before = residentBytes();
    Queue queue(folder);
    for (int i = 0; i < 100; ++i) {
        queue.claim();
        need(queue.queue.settleClaim(1000));
    }
    std::printf("%lld\n", (residentBytes() - before) / 1024);
    return 0;
}

double kibOf(const QString &folder)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {u"--memory"_s, folder});
    process.waitForFinished(-1);
    return process.readAllStandardOutput().trimmed().toDouble();
}

void row(const char *name, double few, double many)
{
    std::printf("%-32s %10.3f %10.3f %8.2f\n", name, few, many, many / few);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3)
        return tellMemory(QString::fromLocal8Bit(argv[2]));

    constexpr int few = 1'000;
    constexpr int many = 1'000'000;
    const QTemporaryDir fewFolder;
    const QTemporaryDir manyFolder;
    fill(fewFolder.path(), few);
    std::printf("storing %d events of %d bytes took %.1f s\n", many, eventBytes,
                milliseconds([&] { fill(manyFolder.path(), many); }) / 1000);
    const Costs a = measure(fewFolder.path());
    const Costs b = measure(manyFolder.path());
    std::printf("medians, ms; %d rounds of %d events\n", rounds, batch);
    std::printf("%-32s %10s %10s %8s\n", "with so many stored", "1,000", "1,000,000", "ratio");
    row("claim", a.claim, b.claim);
    row("settle", a.settle, b.settle);
    row("claim and settle", a.claim + a.settle, b.claim + b.settle);
    row("drop the oldest", a.drop, b.drop);
    row("open", a.open, b.open);
    row("open, nothing cached", a.openCold, b.openCold);

    // Enough for 100 claims.
    Queue(fewFolder.path()).append(100 * batch);
    row("memory, KiB (11,000 for 1,000)", kibOf(fewFolder.path()), kibOf(manyFolder.path()));
    return 0;
}
