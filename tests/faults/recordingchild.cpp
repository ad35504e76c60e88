// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records events, says which were accepted and up to where they are stored, and waits to be killed.
//
//     recording-child <data plane URL> <storage folder> <events> <run>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>

#include <cstdio>

using namespace Qt::StringLiterals;

static void say(const char *what, const QString &value)
{
    std::printf("%s %s\n", what, qPrintable(value));
    std::fflush(stdout);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int events = arguments.at(3).toInt();
    const QString run = arguments.at(4);

    // Recording is faster than a slow machine sends: no limit may drop the oldest.
    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                        .setStorageLocation(arguments.at(2))
                                        .setMaxStoredEvents(10'000'000)
                                        .setMaxStoredBytes(1LL << 40));
    QObject::connect(&analytics, &Rudder::Analytics::stored, &analytics,
                     [](const QString &upTo) { say("stored", upTo); });

    int recorded = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        // Some at a time, so that calls, commits and requests overlap.
        for (int i = 0; i < 20 && recorded < events; ++i, ++recorded) {
            // Another user every thousand: an event must come back under its own.
            const QString user = u"%1-%2"_s.arg(run).arg(recorded / 1000);
            if (recorded % 1000 == 0)
                analytics.identify(user);
            const auto receipt = analytics.track(u"e"_s, {{u"n"_s, recorded}, {u"user"_s, user}});
            if (receipt.accepted())
                say("recorded", receipt.messageId() + u' ' + user);
        }
        if (recorded == events) {
            timer.stop();
            say("done", {});
        }
    });
    timer.start(1);
    return QCoreApplication::exec();
}
