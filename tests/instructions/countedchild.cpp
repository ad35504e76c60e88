// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records events, stores them and makes batches of them, and does something of which the instructions are
// known: all of it to be counted from outside, by the functions' names.
//
//     counted-child <folder> <events>

#include "delivery/batch_p.h"
#include "delivery/clocks_p.h"
#include "delivery/gzip_p.h"
#include "queue/sqleventstore_p.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qurl.h>

#include <cstdio>
#include <cstdlib>

using namespace Rudder;
using namespace Qt::StringLiterals;

// FNV-1a: of a fixed size, and as long for each byte.
extern "C" __attribute__((noinline)) unsigned countedReference(const QByteArray &bytes)
{
    unsigned hash = 2'166'136'261U;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16'777'619U;
        asm volatile("" : "+r"(hash)); // neither unrolled nor in parallel
    }
    return hash;
}

namespace {

void recordAndStore(const Configuration &configuration, int events)
{
    Analytics analytics(configuration);
    qint64 stored = 0;
    QObject::connect(&analytics, &Analytics::stored, &analytics,
                     [&](const QString &, qint64 count) { stored += count; });
    for (int i = 0; i < events; ++i) {
        analytics.track(u"Item Viewed"_s,
                        {{u"sku"_s, u"G-32"_s},
                         {u"name"_s, u"Monopoly: 3rd Edition"_s},
                         {u"price"_s, 18.99},
                         {u"quantity"_s, i},
                         {u"currency"_s, u"USD"_s},
                         {u"inStock"_s, true}});
    }
    while (stored < events)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const int events = std::atoi(argv[2]);
    recordAndStore(Configuration(u"WRITE_KEY"_s, QUrl(u"http://127.0.0.1:9"_s))
                           .setStorageLocation(folder)
                           .setCommitInterval(std::chrono::milliseconds(0)),
                   events);

    SqlEventStore store;
    Error error = store.open(QDir(folder).filePath(u"rudderEventsQueue.sqlite"_s),
                             Configuration::Durability::Normal);
    constexpr int batch = 100;
    unsigned hash = 0;
    qint64 after = 0;
    for (int i = 0; i < events && !error.isError(); i += batch) {
        const std::vector<StoredEvent> some = store.oldest(after, batch, 1 << 20, &error);
        if (some.size() != size_t(batch))
            return 1;
        after = some.back().id;
        const QByteArray body = gzip(batchBody(some, Clocks()));
        hash += countedReference(QByteArray(batch * 700, 'x')) + unsigned(body.size());
    }
    std::printf("%u\n", hash);
    return error.isError() ? 1 : 0;
}
