// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A process with a client, that forks again and again: each time at a moment at which another thread
// holds a lock of the library. The children run an event loop, and end; the parent goes on, says how
// many events it has recorded, and sends them. The exit code is 0 if all children have ended well.
//
//     forked-loop-child <data plane URL> <storage folder> storing|making
//                       quits|exits|ends|records
//
// The other thread is the one that stores the client's events, or one that makes other clients.

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <semaphore>
#include <thread>

#include <dlfcn.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QCoreApplication *application = nullptr;
std::unique_ptr<Analytics> client; // destroyed by exit()
int recorded = 0;

const std::thread::id mainThread = std::this_thread::get_id();
std::atomic<int> unlocksToGo = -1; // until one waits for the fork; -1: none does
int unlocksLeft = 0;
std::binary_semaphore isHeld(0);
std::binary_semaphore hasForked(0);

void *libraryOf(const void *address)
{
    Dl_info info = {};
    return ::dladdr(address, &info) == 0 ? nullptr : info.dli_fbase;
}

void waitForForkIfDue(const void *caller)
{
    if (unlocksToGo < 0 || std::this_thread::get_id() == mainThread)
        return;
    if (libraryOf(caller) != libraryOf(&Analytics::staticMetaObject) || unlocksToGo-- != 0)
        return;
    isHeld.release();
    hasForked.acquire();
}

void record()
{
    // Each has the client's thread woken twice: by the new user, and when the event is stored.
    if (client->identify(u"user %1"_s.arg(recorded)).accepted())
        ++recorded;
}

// False: it has not come to that, and until the next call no thread will wait.
bool isLockHeld()
{
    unlocksToGo = unlocksLeft;
    if (isHeld.try_acquire_for(1ms))
        return true;
    unlocksLeft = unlocksToGo.exchange(-1);
    if (unlocksLeft >= 0)
        return false;
    isHeld.acquire();
    return true;
}

pid_t forkWhileALockIsHeld(bool isStoring)
{
    do {
        if (isStoring)
            record(); // takes the same locks, so none may be held
    } while (!isLockHeld());
    const pid_t child = ::fork();
    if (child != 0)
        hasForked.release();
    return child;
}

[[noreturn]] void beTheChild(const QString &way)
{
    ::alarm(20); // it is killed if it hangs
    // After all that was posted before the fork, and what that has put off.
    QTimer::singleShot(40ms, application, [&way] {
        if (way == u"exits")
            std::exit(0);
        QCoreApplication::quit();
    });
    QCoreApplication::exec();
    if (way == u"records") {
        const EventRecorder recorder;
        Analytics own(recorder.configuration());
        ::_exit(own.track(u"e"_s).accepted() ? 0 : 1);
    }
    if (way == u"ends") {
        delete application;
        client.reset();
        std::exit(0);
    }
    ::_exit(0);
}

bool hasEndedWell(pid_t child)
{
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void makeOtherClients(const std::atomic<bool> &isEnough)
{
    const EventRecorder recorder;
    while (!isEnough)
        Analytics(recorder.configuration()).track(u"e"_s);
}

} // namespace

// In place of the C library's, through which the library's locks are released.
extern "C" Q_DECL_EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    using Unlock = int (*)(pthread_mutex_t *);
    static const auto unlock = reinterpret_cast<Unlock>(::dlsym(RTLD_NEXT, "pthread_mutex_unlock"));
    waitForForkIfDue(__builtin_return_address(0));
    return unlock(mutex);
}

int main(int argc, char **argv)
{
    application = new QCoreApplication(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const bool isStoring = arguments.at(3) == u"storing";
    const QString &way = arguments.at(4);
    // Nothing is sent before all children have ended, and nothing stored while other clients are made:
    // so only one thread is at work at a time, and none holds a lock of Qt's.
    client = std::make_unique<Analytics>(Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                                 .setStorageLocation(arguments.at(2))
                                                 .setFlushAt(10'000)
                                                 .setFlushInterval(1h));
    client->flush(30s).then(client.get(), [](const FlushResult &) { QCoreApplication::quit(); });
    QCoreApplication::exec();

    std::atomic<bool> isEnough = false;
    std::thread others;
    if (!isStoring)
        others = std::thread([&isEnough] { makeOtherClients(isEnough); });
    int outcome = 0;
    for (int i = 0; i < 24 && outcome == 0; ++i) {
        unlocksLeft = i;
        const pid_t child = forkWhileALockIsHeld(isStoring);
        if (child == 0)
            beTheChild(way);
        if (!hasEndedWell(child))
            outcome = 2;
    }
    isEnough = true;
    if (others.joinable())
        others.join();

    record();
    std::printf("recorded %d\n", recorded);
    std::fflush(stdout);
    client->flush(30s).then(client.get(), [&outcome](const FlushResult &result) {
        QCoreApplication::exit(result.remaining() == 0 ? outcome : 3);
    });
    const int code = QCoreApplication::exec();
    client.reset();
    delete application;
    return code;
}
