// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/usage.h"
#include "workload.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qnetworkaccessmanager.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslsocket.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A device's hour passes that much faster.
constexpr int timesFaster = 100;

// What is written to the disk from here on counts.
QString tellStarted(const Arguments &arguments)
{
    const QString path = QDir(folderOf(arguments)).filePath(u"started"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write("started\n") < 0)
        qFatal("%s", qPrintable(file.errorString()));
    return path;
}

void pass(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

QJsonObject measureMemory(const Arguments &arguments)
{
    const double bare = peakMemory();
    const int events = int(arguments.number("events", 100'000));
    Rudder::Analytics analytics(configurationFor(arguments));
    const Counter counter(&analytics);
    recordAll(analytics, events);
    counter.waitForStored(events);
    return {{u"peak_mib"_s, peakMemory()}, {u"bare_mib"_s, bare}};
}

QJsonObject measureBare(const Arguments &arguments)
{
    const QNetworkAccessManager manager;
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s);
    database.setDatabaseName(QDir(folderOf(arguments)).filePath(u"bare.sqlite"_s));
    if (!database.open())
        qFatal("The database can't be opened");
    QSqlQuery(database).exec(u"CREATE TABLE t (a)"_s);
    const double plain = residentMemory();
    const bool hasTls =
            QSslSocket::supportsSsl() && !QSslConfiguration::systemCaCertificates().isEmpty();
    return {{u"resident_mib"_s, plain},
            {u"resident_tls_mib"_s, residentMemory()},
            {u"has_tls"_s, hasTls}};
}

QJsonObject writeBurst(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 20'000));
    // As an application has them.
    Rudder::Analytics analytics(
            configurationFor(arguments).setMaxStoredEvents(100'000).setMaxStoredBytes(64LL * 1024
                                                                                      * 1024));
    const Counter counter(&analytics);
    record(analytics, -1);
    flushAll(analytics);
    const QString started = tellStarted(arguments);
    recordAll(analytics, events);
    flushAll(analytics);
    return {{u"delivered"_s, events + 1},
            {u"started"_s, started},
            {u"dropped"_s, counter.dropped()}};
}

QJsonObject writeAsDevice(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 3'600));
    constexpr std::chrono::milliseconds second = 1000ms / timesFaster;
    Rudder::Analytics analytics(configurationFor(arguments)
                                        .setMaxStoredEvents(100'000)
                                        .setMaxStoredBytes(64LL * 1024 * 1024)
                                        .setCommitInterval(10 * second)
                                        .setFlushInterval(20 * second));
    record(analytics, -1);
    flushAll(analytics);
    const QString started = tellStarted(arguments);
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < events; ++i) {
        pass(std::max(0ms, (i + 1) * second - std::chrono::milliseconds(clock.elapsed())));
        record(analytics, i);
    }
    flushAll(analytics);
    return {{u"delivered"_s, events + 1}, {u"started"_s, started}, {u"minutes"_s, events / 60.0}};
}

QJsonObject countWakeUps(const Arguments &arguments)
{
    constexpr int some = 1'000;
    const bool isOffline = !arguments.has("url");
    Rudder::Configuration configuration = configurationFor(arguments);
    if (isOffline)
        configuration.setDataPlaneUrl(QUrl(u"http://dataplane.example.invalid"_s));
    Rudder::Analytics analytics(configuration);
    const Counter counter(&analytics);
    pass(1s); // it hears of the network
    recordAll(analytics, some);
    if (isOffline)
        counter.waitForStored(some);
    else
        flushAll(analytics);
    pass(15s);
    if (isOffline && analytics.state() != Rudder::Analytics::State::Offline)
        qFatal("The system does not say that there is no network");
    const std::chrono::seconds time(arguments.number("seconds", 60));
    const qint64 before = voluntarySwitches();
    pass(time);
    constexpr qint64 own = 1; // of this measuring
    return {{u"wakeups"_s, voluntarySwitches() - before - own},
            {u"seconds"_s, qint64(time.count())}};
}
