// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// untracked-child <storage folder>: an application that does all it can with a client, and says for
// each call whether it was accepted.

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qfuturewatcher.h>
#include <QtCore/qurl.h>

#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;
using Rudder::Analytics;

namespace {

void say(const Rudder::Receipt &receipt)
{
    std::puts(receipt.accepted() ? "accepted" : qPrintable(receipt.error().message()));
}

void waitFor(const QFuture<Rudder::FlushResult> &future)
{
    QEventLoop loop;
    QFutureWatcher<Rudder::FlushResult> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    loop.exec();
}

void doAll(Analytics &client)
{
    client.setContextValue(u"fleet"_s, u"north"_s);
    say(client.identify(u"me"_s, {{u"email"_s, u"me@example.com"_s}}));
    say(client.track(u"Item Viewed"_s));
    say(client.page(u"Home"_s));
    say(client.screen(u"Home"_s));
    say(client.group(u"acme"_s));
    say(client.alias(u"new"_s));
    say(client.deepLinkOpened(QUrl(u"shop://home"_s)));
    client.setAnonymousId(u"a"_s);
    client.startSession();
    client.grantConsent();
    client.setInForeground(false);
    client.setInForeground(true);
    client.reset();
    client.setWriteKey(u"ANOTHER"_s);
    client.setEnabled(false);
    client.setEnabled(true);
    say(client.track(u"Item Viewed"_s));
    waitFor(client.flush(std::chrono::milliseconds(1))); // nobody listens
    client.denyConsent();
    waitFor(client.shutdown(std::chrono::seconds(1)));
    std::printf("[%s%s]\n", qPrintable(client.anonymousId()), qPrintable(client.userId()));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    static_cast<void>(access("/begin-marker", F_OK));
    {
        Rudder::Configuration configuration(u"KEY"_s, QUrl(u"http://127.0.0.1:9"_s));
        configuration.setStorageLocation(QCoreApplication::arguments().at(1));
        configuration.setLifecycleEvents(Rudder::Configuration::LifecycleEvent::All);
        configuration.setDeviceIdEnabled(true);
        Analytics client(configuration);
        doAll(client);
    }
    static_cast<void>(access("/end-marker", F_OK));
    return 0;
}
