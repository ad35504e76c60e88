// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records events, says which, and quits as soon as it sends, or has delivered all.
//
//     lookup-child <data plane URL> <storage folder> <events> sending|delivered

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>

#include <cstdio>

using namespace Qt::StringLiterals;

static void quit()
{
    std::puts("quitting");
    std::fflush(stdout);
    QCoreApplication::quit();
}

int main(int argc, char **argv)
{
    using Rudder::Analytics;
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int events = arguments.at(3).toInt();
    const bool whenDelivered = arguments.at(4) == u"delivered"_s;

    Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                .setStorageLocation(arguments.at(2))
                                .setFlushAt(1));
    qint64 delivered = 0;
    QObject::connect(&analytics, &Analytics::delivered, &analytics, [&](qint64 count) {
        delivered += count;
        if (whenDelivered && delivered == events)
            quit();
    });
    QObject::connect(&analytics, &Analytics::stateChanged, &analytics, [&](Analytics::State state) {
        if (!whenDelivered && state == Analytics::State::Sending)
            quit();
    });
    for (int i = 0; i < events; ++i)
        std::printf("recorded %s\n", qPrintable(analytics.track(u"e"_s).messageId()));
    return QCoreApplication::exec();
}
