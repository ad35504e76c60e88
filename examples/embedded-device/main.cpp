// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sensorunit.h"
#include "settings.h"
#include "terminationsignals.h"

#include <RudderQt/Analytics>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFutureWatcher>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void say(const QString &line)
{
    QTextStream(stdout) << line << Qt::endl;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    app.setOrganizationName(u"RudderQt examples"_s);
    app.setApplicationName(u"embedded-device"_s);
    app.setApplicationVersion(u"1.0.0"_s);

    QCommandLineParser parser;
    parser.addOptions({
            {u"config"_s, u"Read the settings from this JSON file."_s, u"file"_s},
            {u"events"_s, u"End after so many events; 0: never."_s, u"count"_s, u"0"_s},
            {u"interval"_s, u"Milliseconds between readings; 0: no pause."_s, u"ms"_s},
            {u"script"_s, u"A short run that ends by itself, for a demonstration."_s},
    });
    parser.addHelpOption();
    parser.process(app);

    Settings settings;
    // The plug may be pulled at any time: what is reported as stored must outlive that.
    settings.analytics.setDurability(Rudder::Configuration::Durability::Full).setFlushInterval(5s);
    if (parser.isSet(u"config"_s) && !settings.readFile(parser.value(u"config"_s)))
        return 1;
    if (!settings.readEnvironment())
        return 1;
    int events = parser.value(u"events"_s).toInt();
    if (parser.isSet(u"script"_s)) {
        settings.interval = 20ms;
        events = events > 0 ? events : 40;
    }
    if (parser.isSet(u"interval"_s))
        settings.interval = std::chrono::milliseconds(parser.value(u"interval"_s).toInt());
    if (settings.analytics.writeKey().isEmpty()) {
        qWarning("set RUDDER_WRITE_KEY and RUDDER_DATA_PLANE_URL, or name them in a --config file");
        return 1;
    }

    Rudder::Analytics analytics(settings.analytics);
    SensorUnit unit(&analytics, settings);
    TerminationSignals termination;
    QFutureWatcher<Rudder::FlushResult> flushing;

    qint64 delivered = 0;
    QObject::connect(&analytics, &Rudder::Analytics::delivered, &app,
                     [&delivered](qint64 count) { delivered += count; });
    QObject::connect(&analytics, &Rudder::Analytics::stored, &app,
                     [](const QString &upTo) { say(u"stored up to "_s + upTo); });
    QObject::connect(&analytics, &Rudder::Analytics::errorOccurred, &app,
                     [](const Rudder::Error &error) { qWarning().noquote() << error.message(); });
    QObject::connect(&unit, &SensorUnit::recorded, &app,
                     [](const QString &messageId) { say(u"recorded "_s + messageId); });
    QObject::connect(&unit, &SensorUnit::finished, &app,
                     [&] { flushing.setFuture(analytics.flush(10s)); });
    QObject::connect(&flushing, &QFutureWatcherBase::finished, &app, &QCoreApplication::quit);
    // No flush here: quitting never waits for the network, and the next start sends what is left.
    QObject::connect(&termination, &TerminationSignals::received, &app, [&] {
        unit.stop();
        app.quit();
    });

    unit.start(events);
    const int exitCode = app.exec();
    const bool hasFlushed = flushing.future().resultCount() > 0;
    say(u"embedded-device: %1 calls recorded, %2 events delivered, %3 remaining"_s
                .arg(unit.recordedCount())
                .arg(delivered)
                .arg(hasFlushed ? flushing.result().remaining() : analytics.queuedCount()));
    return exitCode;
}
