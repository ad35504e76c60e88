// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// One run of an application, on a clock that its steps turn:
//
//     walk-child <storage folder> <file for what is sent> <wall ms> <boot ms> <boot id> <step>...
//
// A step is "+<ms>" (time passes), "wall+<ms>" or "wall-<ms>" (the clock is set), a call such as
// "identify:alice", "flush" (waits for it), "ready" (says so, and waits for a line) or "kill".

#include "walkenvironment.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qfuturewatcher.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <map>

using namespace Qt::StringLiterals;
using Rudder::Analytics;
using Rudder::CallOptions;

namespace {

void flush(Analytics &client)
{
    QEventLoop loop;
    QFutureWatcher<Rudder::FlushResult> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(client.flush());
    loop.exec();
}

void waitForLine()
{
    std::puts("ready");
    std::fflush(stdout);
    char line[16];
    [[maybe_unused]] const char *read = std::fgets(line, sizeof(line), stdin);
}

using Step = std::function<void(Analytics &, WalkEnvironment &, const QString &)>;

const std::map<QString, Step> &steps()
{
    static const std::map<QString, Step> all = {
            {u"identify"_s,
             [](Analytics &client, auto &, auto &id) {
                 client.identify(id, {{u"name"_s, id.toUpper()}});
             }},
            {u"track"_s, [](Analytics &client, auto &, auto &event) { client.track(event); }},
            {u"screen"_s, [](Analytics &client, auto &, auto &name) { client.screen(name); }},
            {u"group"_s, [](Analytics &client, auto &, auto &id) { client.group(id); }},
            {u"alias"_s, [](Analytics &client, auto &, auto &id) { client.alias(id); }},
            {u"other"_s,
             [](Analytics &client, auto &, auto &id) {
                 client.track(u"Of another"_s, {}, CallOptions().setUserId(id));
             }},
            {u"reset"_s, [](Analytics &client, auto &, auto &) { client.reset(); }},
            {u"start"_s,
             [](Analytics &client, auto &, auto &id) { client.startSession(id.toLongLong()); }},
            {u"end"_s, [](Analytics &client, auto &, auto &) { client.endSession(); }},
            {u"flush"_s, [](Analytics &client, auto &, auto &) { flush(client); }},
            {u"ready"_s, [](Analytics &, auto &, auto &) { waitForLine(); }},
            {u"kill"_s, [](Analytics &, auto &, auto &) { std::raise(SIGKILL); }},
    };
    return all;
}

bool turnClock(WalkEnvironment &environment, const QString &step)
{
    const bool passes = step.startsWith(u'+');
    const bool isSet = step.startsWith(u"wall");
    if (!passes && !isSet)
        return false;
    const qint64 milliseconds = (isSet ? step.mid(4) : step).toLongLong();
    environment.wall += milliseconds;
    environment.boot += passes ? milliseconds : 0;
    return true;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 6)
        return 2;
    const auto environment = std::make_shared<WalkEnvironment>(arguments[2]);
    environment->wall = arguments[3].toLongLong();
    environment->boot = arguments[4].toLongLong();
    environment->id = arguments[5].toLatin1();

    Analytics client(walkConfiguration(environment, arguments[1]));
    for (const QString &step : arguments.mid(6)) {
        if (turnClock(*environment, step))
            continue;
        const auto found = steps().find(step.section(u':', 0, 0));
        if (found == steps().end()) {
            std::fprintf(stderr, "no such step: %s\n", qPrintable(step));
            return 2;
        }
        found->second(client, *environment, step.section(u':', 1));
    }
    return 0;
}
