// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Two threads record through one client, and nothing else happens: what a thread sanitizer finds
// here, it finds in the hand-over.

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>

#include <thread>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    Rudder::Analytics analytics(Rudder::Configuration(u"KEY"_s, QUrl(u"http://127.0.0.1:9"_s))
                                        .setStorageLocation(folder.path()));
    const auto record = [&analytics] {
        for (int i = 0; i < 2000; ++i)
            analytics.track(u"e"_s, {{u"i"_s, i}});
    };
    std::thread other(record);
    record();
    other.join();
    return 0;
}
