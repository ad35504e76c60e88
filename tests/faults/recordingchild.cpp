// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records events from four threads while the user changes, says which were accepted and up to where
// they are stored, and waits to be killed.
//
//     recording-child <data plane URL> <storage folder> <run>
//
//     recorded <messageId> <thread> <from> <to> <user>
//         from and to are counted over all threads, before and after the call: what ended before
//         another one began came before it. The user is "?" where it changed meanwhile.
//     stored <messageId>
//     dropped <count>, failed <count>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;

namespace {

constexpr int threads = 4;

// As one line, whatever other threads say.
void say(const char *what, const QString &value)
{
    std::printf("%s %s\n", what, qPrintable(value));
    std::fflush(stdout);
}

void record(Rudder::Analytics *analytics, int thread, std::atomic<qint64> *clock)
{
    constexpr int atOnce = 4;
    for (int number = 0;; ++number) {
        const QString user = analytics->userId();
        const qint64 from = ++*clock;
        const auto receipt = analytics->track(u"e"_s, {{u"n"_s, number}, {u"user"_s, user}});
        const qint64 to = ++*clock;
        const bool isUsers = analytics->userId() == user;
        if (receipt.accepted()) {
            say("recorded",
                u"%1 %2 %3 %4 %5"_s.arg(receipt.messageId(), QString::number(thread),
                                        QString::number(from), QString::number(to),
                                        isUsers ? user : u"?"_s));
        }
        if (number % atOnce == 0)
            QThread::msleep(2); // a pace that a data plane can follow
    }
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString &run = arguments.at(3);

    // Recording may be faster than a slow machine sends: no limit drops the oldest.
    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                        .setStorageLocation(arguments.at(2))
                                        .setMaxStoredEvents(10'000'000)
                                        .setMaxStoredBytes(1LL << 40));
    using Rudder::Analytics;
    QObject::connect(&analytics, &Analytics::stored, &analytics,
                     [](const QString &upTo) { say("stored", upTo); });
    QObject::connect(
            &analytics, &Analytics::dropped, &analytics,
            [](Analytics::DropReason, qint64 count) { say("dropped", QString::number(count)); });
    QObject::connect(&analytics, &Analytics::failed, &analytics,
                     [](qint64 count) { say("failed", QString::number(count)); });

    int users = 0;
    const auto changeUser = [&] { analytics.identify(u"%1-%2"_s.arg(run).arg(users++)); };
    changeUser();
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, changeUser);
    timer.start(50);

    std::atomic<qint64> clock = 0;
    std::array<std::thread, threads> recording;
    for (int i = 0; i < threads; ++i)
        recording.at(size_t(i)) = std::thread(record, &analytics, i, &clock);
    return QCoreApplication::exec(); // till it is killed
}
