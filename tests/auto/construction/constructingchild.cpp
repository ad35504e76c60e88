// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Makes a client, between two calls that show in a trace.
//
//     constructing-child <folder> [device-id] [track] [sin]

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfile.h>
#include <QtCore/qurl.h>

#include <optional>

#include <unistd.h>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    Rudder::Configuration configuration(u"KEY"_s, QUrl(u"https://dp.example.invalid"_s));
    configuration.setStorageLocation(arguments.at(1));
    configuration.setDeviceIdEnabled(arguments.contains(u"device-id"_s));
    const bool isSinful = arguments.contains(u"sin"_s);

    std::optional<Rudder::Analytics> client;
    static_cast<void>(access("/begin-marker", F_OK));
    client.emplace(configuration);
    if (arguments.contains(u"track"_s))
        client->track(u"e"_s);
    if (isSinful)
        static_cast<void>(QFile::exists(u"/etc/hostname"_s));
    static_cast<void>(access("/end-marker", F_OK));
    return 0;
}
