// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records numbered events, with all that makes a queue write to the disk: deliveries, an outage,
// events that fail, other users, a backlog that comes and goes, clients that end and begin. Says in
// the recording of the disk what is stored, and what has arrived.
//
//     powerloss-child <storage folder> full|normal

#include "answering.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>

#include <cstdio>
#include <memory>

#include <dlfcn.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Rudder::Analytics;

namespace {

constexpr int eventsPerUser = 40;
constexpr qint64 maxStoredBytes = 5 * 1024 * 1024;

using Mark = void(const char *);

Mark *markOfRecorder()
{
    return reinterpret_cast<Mark *>(dlsym(RTLD_DEFAULT, "disk_recorder_mark"));
}

void mark(const char *what, const QString &value)
{
    static Mark *const mark = markOfRecorder();
    mark(qPrintable(QString::fromLatin1(what) + u' ' + value));
}

class Run
{
public:
    Run(const QString &folder, const QUrl &dataPlane, bool isFull)
        : m_configuration(u"KEY"_s, dataPlane)
    {
        m_configuration.setStorageLocation(folder)
                .setDurability(isFull ? Rudder::Configuration::Durability::Full
                                      : Rudder::Configuration::Durability::Normal)
                .setMaxStoredBytes(maxStoredBytes)
                .setFlushInterval(100ms)
                .setGzip(false);
    }

    // Another client of the same queue.
    void begin()
    {
        m_client = std::make_unique<Analytics>(m_configuration);
        QObject::connect(m_client.get(), &Analytics::stored, m_client.get(),
                         [](const QString &upTo) { mark("stored", upTo.section(u'#', 1)); });
        QObject::connect(m_client.get(), &Analytics::dropped, m_client.get(),
                         [](Analytics::DropReason reason, qint64 count) {
                             mark("dropped", u"%1 for %2"_s.arg(count).arg(int(reason)));
                         });
        QObject::connect(m_client.get(), &Analytics::errorOccurred, m_client.get(),
                         [](const Rudder::Error &error) { mark("error", error.message()); });
    }
    void end() { m_client.reset(); }

    // So many, some at a time.
    void record(int events, int bytesEach)
    {
        QEventLoop loop;
        QTimer timer;
        const int end = m_number + events;
        QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
            for (int i = 0; i < 4 && m_number < end; ++i)
                recordOne(bytesEach);
            if (m_number >= end)
                loop.quit();
        });
        timer.start(4);
        loop.exec();
    }

    // Until nothing waits, if all goes well.
    void deliver(std::chrono::milliseconds patience)
    {
        QEventLoop loop;
        m_client->flush(patience).then(m_client.get(),
                                       [&loop](const Rudder::FlushResult &) { loop.quit(); });
        loop.exec();
    }

    void retryFailed()
    {
        QEventLoop loop;
        m_client->retryFailed().then(m_client.get(), [&loop](qint64) { loop.quit(); });
        loop.exec();
    }

private:
    void recordOne(int bytes)
    {
        Rudder::CallOptions options;
        options.setMessageId(u"n#%1"_s.arg(m_number));
        const auto receipt = m_number % eventsPerUser == 0
                ? m_client->identify(u"user-%1"_s.arg(m_number / eventsPerUser), {}, options)
                : m_client->track(u"e"_s, {{u"filling"_s, QString(bytes, u'x')}}, options);
        if (!receipt.accepted())
            mark("refused", receipt.error().message());
        ++m_number;
    }

    Rudder::Configuration m_configuration;
    std::unique_ptr<Analytics> m_client;
    int m_number = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (!markOfRecorder()) {
        std::fprintf(stderr, "powerloss-child needs the disk recorder\n");
        return 1;
    }

    QThread thread;
    Answering dataPlane([](int number) { return number % 211 == 7; },
                        [](const QList<int> &numbers) {
                            for (const int number : numbers)
                                mark("delivered", QString::number(number));
                        });
    const QUrl url = dataPlane.listen();
    dataPlane.moveToThread(&thread);
    thread.start();

    mark("url", url.toString());
    Run run(arguments.at(1), url, arguments.at(2) == u"full");
    run.begin();
    run.record(400, 100); // recording and delivering at once
    run.deliver(10s);
    run.end();

    run.begin();
    dataPlane.setFailing(true);
    run.record(500, 100); // an outage, and an end in it
    run.end();
    run.begin();
    run.record(800, 2000); // a backlog
    dataPlane.setFailing(false);
    run.deliver(20s);
    run.retryFailed(); // and they fail again
    run.record(200, 300);
    run.end(); // with events under way

    run.begin();
    run.record(300, 500);
    run.deliver(10s);
    run.record(50, 100);
    run.end();

    thread.quit();
    thread.wait();
    return 0;
}
