// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records events of one user, has all that erased, records some more of the next one, and waits to be
// killed.
//
//     erasing-child <storage folder> <events>
//
//     purging
//     newer <number>: is stored
//     purged <sentence>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qhash.h>
#include <QtCore/qurl.h>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int events = arguments.at(2).toInt();

    // Nobody listens there.
    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(u"http://127.0.0.1:9"_s))
                                        .setStorageLocation(arguments.at(1)));
    QHash<QString, int> newer; // by messageId
    QString last;
    const auto purge = [&] {
        say(u"purging"_s);
        analytics.purge().then(&analytics, [](const Rudder::Error &error) {
            say(u"purged "_s + error.message());
        });
        analytics.identify(u"newer-user"_s);
        for (int number = 0; number < 20; ++number) {
            const auto receipt = analytics.track(u"newer-event-%1 "_s.arg(number));
            newer.insert(receipt.messageId(), number);
        }
    };
    int told = -1;
    QObject::connect(&analytics, &Rudder::Analytics::stored, &analytics, [&](const QString &upTo) {
        if (upTo == last)
            purge();
        const int number = newer.value(upTo, -1);
        while (told < number)
            say(u"newer %1"_s.arg(++told));
    });
    analytics.identify(u"older-user"_s, {{u"email"_s, u"older@example.com"_s}});
    for (int number = 0; number < events; ++number)
        last = analytics.track(u"older-event"_s, {{u"filler"_s, u"older-text "_s.repeated(30)}})
                       .messageId();
    return QCoreApplication::exec(); // till it is killed
}
