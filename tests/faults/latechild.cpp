// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Clients that have events when there is no application object any more, or never was one. Says what
// was accepted, and ends by the return of main(). Before that there was what is named first.
//
//     late-child <data plane URL> <storage folder> nothing|client|application <order>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <latch>
#include <map>
#include <optional>
#include <thread>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

Configuration configuration;
std::optional<Analytics> first; // destroyed after the other, by exit()
std::optional<Analytics> second;
Analytics *leaked = nullptr; // by nobody

void sayWarning(QtMsgType, const QMessageLogContext &, const QString &message)
{
    std::printf("warning %s\n", qPrintable(message));
    std::fflush(stdout);
}

void record(Analytics *client, const QString &name)
{
    for (int i = 0; i < 3; ++i) {
        const QString id = u"%1-%2"_s.arg(name).arg(i);
        if (client->track(u"e"_s, {}, CallOptions().setMessageId(id)).accepted())
            std::printf("accepted %s\n", qPrintable(id));
    }
    std::fflush(stdout);
}

void leak()
{
    leaked = new Analytics(configuration);
    record(leaked, u"leaked"_s);
}

void makeStatic(std::optional<Analytics> *client, const QString &name)
{
    client->emplace(configuration);
    record(&client->value(), name);
}

// From here on exit() ends the clients, before it destroys them.
void makeAndDestroy()
{
    Analytics client(configuration);
    record(&client, u"local"_s);
}

void haveAnApplication()
{
    int argc = 1;
    char name[] = "late-child";
    char *argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv);
    makeAndDestroy();
}

// An application object that stands in calls what is to be called at the end of one.
void destroyWithTheApplication()
{
    qAddPostRoutine([] {
        second.reset();
        delete leaked;
    });
}

// The same at the start of one.
void makeWithTheApplication()
{
    qAddPreRoutine([] {
        if (!leaked)
            leak();
    });
}

// So that exit() comes while the client is being destroyed.
void destroyOnAnotherThread()
{
    static std::latch isNext(1);
    std::thread([] {
        Analytics client(configuration);
        record(&client, u"other-thread"_s);
        // Runs at the end of the destructor, when all is stored, and keeps the thread from meeting
        // what exit() leaves of Qt.
        client.flush().then([](const FlushResult &) { std::promise<void>().get_future().wait(); });
        isNext.count_down();
    }).detach();
    isNext.wait();
}

void endOnSeveralThreads()
{
    std::array<std::thread, 8> threads;
    std::latch allHaveRecorded(threads.size());
    for (size_t i = 0; i < threads.size(); ++i) {
        threads[i] = std::thread([&allHaveRecorded, i] {
            Analytics client(configuration);
            record(&client, u"thread%1"_s.arg(i));
            allHaveRecorded.arrive_and_wait();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
}

const std::map<QString, std::function<void()>> orders = {
        {u"static"_s, [] { makeStatic(&first, u"first"_s); }},
        {u"leaked"_s, leak},
        {u"two static"_s,
         [] {
             makeStatic(&first, u"first"_s);
             makeStatic(&second, u"second"_s);
         }},
        {u"static, then leaked"_s,
         [] {
             makeStatic(&first, u"first"_s);
             leak();
         }},
        {u"one destroyed within another's end"_s,
         [] {
             makeStatic(&first, u"first"_s);
             makeStatic(&second, u"second"_s);
             destroyWithTheApplication();
         }},
        {u"destroyed within its own end"_s,
         [] {
             leak();
             destroyWithTheApplication();
         }},
        {u"one made by exit()"_s,
         [] {
             makeStatic(&first, u"first"_s);
             std::atexit(leak);
         }},
        {u"one made within another's end"_s,
         [] {
             makeWithTheApplication(); // first, for exit() would take away what Qt makes for that
             makeStatic(&first, u"first"_s);
         }},
        {u"on several threads"_s, endOnSeveralThreads},
        {u"destroyed on another thread"_s, destroyOnAnotherThread},
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    qInstallMessageHandler(sayWarning);
    configuration = Configuration(u"KEY"_s, QUrl(QString::fromLocal8Bit(argv[1])))
                            .setStorageLocation(QString::fromLocal8Bit(argv[2]));
    const QString before = QString::fromLocal8Bit(argv[3]);
    if (before == u"application")
        haveAnApplication();
    if (before == u"client")
        makeAndDestroy();
    const auto order = orders.find(QString::fromLocal8Bit(argv[4]));
    if (order == orders.end())
        return 2;
    order->second();
    return 0;
}
