// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A client where Qt has no SQLite: it delivers three events, and ends with two more.
//
//     driverless-child <data plane URL> <storage folder>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static void say(const char *what, const QString &value)
{
    std::printf("%s %s\n", what, qPrintable(value));
    std::fflush(stdout);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setLibraryPaths({}); // its plugin is not found
    const QStringList arguments = QCoreApplication::arguments();

    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                                        .setStorageLocation(arguments.at(2))
                                        .setFlushInterval(1h));
    QObject::connect(&analytics, &Rudder::Analytics::errorOccurred, &analytics,
                     [](const Rudder::Error &error) { say("error", error.message()); });
    const auto record = [&](int count) {
        for (int i = 0; i < count; ++i)
            say("recorded", analytics.track(u"e"_s).messageId());
    };
    record(3);
    analytics.flush(30s).then(&analytics, [&](const Rudder::FlushResult &result) {
        say("delivered", QString::number(result.delivered()));
        record(2);
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
