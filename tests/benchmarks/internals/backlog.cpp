// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/usage.h"
#include "queue/eventqueue_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
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
    if (error.isError())
        qFatal("%s", qPrintable(error.message()));
}

Configuration configuration()
{
    return Configuration(u"WRITE_KEY"_s, QUrl(u"http://127.0.0.1"_s))
            .setMaxStoredEvents(100'000'000)
            .setMaxStoredBytes(64LL * 1024 * 1024 * 1024);
}

std::vector<RecordedEvent> events(int count)
{
    QByteArray bytes = R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
                       R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":"m","text":")";
    bytes = bytes.leftJustified(eventBytes - 2, 'x') + R"("})";
    RecordedEvent event;
    event.bytes = bytes;
    event.messageId = "m";
    event.anonymousId = "anonymous";
    event.bootMilliseconds = 1000;
    return std::vector<RecordedEvent>(size_t(count), event);
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
            qFatal("There are too few events");
        need(error);
    }

    Inbox inbox{1'000'000, 1'000'000'000};
    EventQueue queue;
};

QString folderOf(const Arguments &arguments)
{
    return QString::fromStdString(arguments.text("folder"));
}

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

class Times
{
public:
    template <typename Work> void add(Work &&work)
    {
        const qint64 before = monotonicClock();
        work();
        m_nanoseconds.push_back(monotonicClock() - before);
    }
    double median() { return double(quantile(&m_nanoseconds, 0.5)) / 1e6; } // ms

private:
    std::vector<std::int64_t> m_nanoseconds;
};

// As after a boot. Nobody has the file open: closing it here would drop SQLite's locks.
void forgetCached(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY);
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

double medianToDrop(const QString &folder)
{
    Times drop;
    SqlEventStore store;
    need(store.open(database(folder), Configuration::Durability::Normal));
    for (int i = 0; i < rounds; ++i) {
        drop.add([&] {
            if (store.dropOldest(batch, 0, 0).waiting != batch)
                qFatal("The oldest can't be dropped");
        });
        need(store.append(events(batch), "boot"));
    }
    return drop.median();
}

} // namespace

QJsonObject measureBacklog(const Arguments &arguments)
{
    const QString folder = folderOf(arguments);
    fill(folder, int(arguments.number("events", 1'000)));
    Times claim;
    Times settle;
    Times both;
    {
        Queue queue(folder);
        for (int i = 0; i < rounds; ++i) {
            both.add([&] {
                claim.add([&] { queue.claim(); });
                settle.add([&] { need(queue.queue.settleClaim(1000)); });
            });
            queue.append(batch); // as many as before
        }
    }
    const double drop = medianToDrop(folder);
    Times open;
    Times openCold;
    for (int i = 0; i < opens; ++i) {
        std::unique_ptr<Queue> queue; // closed when the time was taken
        open.add([&] { queue = std::make_unique<Queue>(folder); });
        queue.reset();
        forgetCached(database(folder));
        openCold.add([&] { queue = std::make_unique<Queue>(folder); });
    }
    return {{u"claim_ms"_s, claim.median()},       {u"settle_ms"_s, settle.median()},
            {u"claim_settle_ms"_s, both.median()}, {u"drop_ms"_s, drop},
            {u"open_ms"_s, open.median()},         {u"open_cold_ms"_s, openCold.median()}};
}

QJsonObject measureBacklogMemory(const Arguments &arguments)
{
    {
        // What SQLite and Qt's driver need anyway.
        const QTemporaryDir other;
        Queue queue(other.path());
        queue.append(batch);
    }
    const double before = residentMemory();
    Queue queue(folderOf(arguments));
    for (int i = 0; i < 100; ++i) {
        queue.claim();
        need(queue.queue.settleClaim(1000));
    }
    return {{u"kib"_s, (residentMemory() - before) * 1024}};
}
