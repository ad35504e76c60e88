// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "workload.h"

#include "harness/arguments.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qthread.h>
#include <QtCore/qurl.h>

#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

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

Rudder::Receipt recordLarge(Rudder::Analytics &analytics, int number, const QString &text)
{
    return analytics.track(u"Item Viewed"_s, {{u"quantity"_s, number}, {u"text"_s, text}});
}

QString folderOf(const Arguments &arguments)
{
    return QString::fromStdString(arguments.text("folder"));
}

Rudder::Configuration configurationFor(const Arguments &arguments)
{
    const QString url = arguments.has("url") ? QString::fromStdString(arguments.text("url"))
                                             : u"http://127.0.0.1:9"_s; // where nobody listens
    return Rudder::Configuration(u"WRITE_KEY"_s, QUrl(url))
            .setStorageLocation(folderOf(arguments))
            .setMaxStoredEvents(100'000'000)
            .setMaxStoredBytes(64LL * 1024 * 1024 * 1024);
}

void recordAll(Rudder::Analytics &analytics, int events, const QString &text)
{
    for (int i = 0; i < events;) {
        const Rudder::Receipt receipt =
                text.isEmpty() ? record(analytics, i) : recordLarge(analytics, i, text);
        if (receipt.accepted()) {
            ++i;
            continue;
        }
        if (receipt.error().code() != Rudder::Error::Code::InboxFull)
            qFatal("%s", qPrintable(receipt.error().message()));
        QThread::usleep(500);
    }
}

Counter::Counter(Rudder::Analytics *analytics)
{
    QObject::connect(analytics, &Rudder::Analytics::stored, analytics,
                     [this](const QString &, qint64 count) { m_stored += count; });
    QObject::connect(analytics, &Rudder::Analytics::dropped, analytics,
                     [this](Rudder::Analytics::DropReason reason, qint64 count) {
                         if (reason
                             != Rudder::Analytics::DropReason::InboxFull) // which is recorded again
                             m_dropped += count;
                     });
}

void Counter::waitForStored(qint64 count) const
{
    while (m_stored < count)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

qint64 flushAll(Rudder::Analytics &analytics)
{
    const QFuture<Rudder::FlushResult> sent = analytics.flush(600s);
    while (!sent.isFinished())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const Rudder::FlushResult result = sent.result();
    if (result.remaining() > 0)
        qFatal("%lld events remain: %s", static_cast<long long>(result.remaining()),
               qPrintable(result.error().message()));
    return result.delivered();
}

double microseconds(qint64 nanoseconds)
{
    return double(nanoseconds) / 1e3;
}

double milliseconds(qint64 nanoseconds)
{
    return double(nanoseconds) / 1e6;
}

double perSecond(qint64 count, qint64 nanoseconds)
{
    return double(count) * 1e9 / double(nanoseconds);
}
