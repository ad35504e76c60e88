// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// One of several processes with one queue: records numbered events, says which of them are stored,
// and waits to be killed.
//
//     sharing-child <data plane URL> <storage folder> <run> single|multi

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString &run = arguments.at(3);

    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                        .setStorageLocation(arguments.at(2))
                                        .setFlushInterval(200ms)
                                        .setMultiProcessor(arguments.at(4) == u"multi"));
    // The messageId has the number, so that what is stored can be told.
    QObject::connect(&analytics, &Rudder::Analytics::stored, &analytics, [](const QString &upTo) {
        std::printf("stored %s\n", qPrintable(upTo.section(u'#', 1)));
        std::fflush(stdout);
    });

    int number = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        for (int i = 0; i < 5; ++i) {
            Rudder::CallOptions options;
            options.setMessageId(u"%1#%2"_s.arg(run).arg(number));
            if (analytics.track(u"e"_s, {{u"run"_s, run}, {u"n"_s, number}}, options).accepted())
                ++number;
        }
    });
    timer.start(5);
    return QCoreApplication::exec();
}
