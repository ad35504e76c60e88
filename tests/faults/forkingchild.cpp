// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A process with a client, that forks. Its child does all that it can think of to the client, and
// ends; the parent goes on, and sends everything. The exit code is that of the child, or 0.
//
//     forking-child <data plane URL> <storage folder> destroys|exits|outlives|records|goes-on

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Rudder::Analytics> client; // destroyed by exit()

Rudder::Configuration configuration()
{
    const QStringList arguments = QCoreApplication::arguments();
    return Rudder::Configuration(u"KEY"_s, QUrl(arguments.at(1)))
            .setStorageLocation(arguments.at(2));
}

bool isRefused(const Rudder::Receipt &receipt)
{
    return receipt.error().code() == Rudder::Error::Code::ShutDown;
}

// False: something was not as it should be.
bool abuse()
{
    bool isRight = isRefused(client->identify(u"u"_s)) && isRefused(client->track(u"e"_s))
            && isRefused(client->page(u"p"_s)) && isRefused(client->screen(u"s"_s))
            && isRefused(client->group(u"g"_s)) && isRefused(client->alias(u"a"_s, u"b"_s));
    const auto flushed = client->flush(10s);
    isRight = isRight && flushed.isFinished() && flushed.result().error().isError();
    isRight = isRight && client->failedEvents().isFinished() && client->retryFailed().isFinished()
            && client->purgeFailed().isFinished();
    client->reset();
    client->setEnabled(false);
    client->setWriteKey(u"another"_s);
    client->setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s));
    return isRight && client->userId().isEmpty() && client->queuedCount() >= 0;
}

// The child's own client, with the parent's queue.
bool recordsOnItsOwn()
{
    Rudder::Analytics own(configuration());
    if (!own.track(u"e"_s, {{u"by"_s, u"the child"_s}}).accepted())
        return false;
    const auto flushed = own.flush(10s);
    while (!flushed.isFinished())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return own.storage() == Rudder::Analytics::Storage::Memory && flushed.result().remaining() == 0;
}

[[noreturn]] void beTheChild(const QString &what)
{
    const bool isRight = abuse();
    if (what == u"destroys")
        client.reset();
    if (what == u"records" && !recordsOnItsOwn())
        ::_exit(4);
    if (what == u"outlives")
        ::pause();
    if (what == u"exits")
        std::exit(isRight ? 0 : 3);
    ::_exit(isRight ? 0 : 3);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString what = QCoreApplication::arguments().at(3);
    client = std::make_unique<Rudder::Analytics>(configuration());
    int outcome = 0;
    // Calls, commits and requests are under way when it happens.
    for (int i = 0; i < 200; ++i)
        client->track(u"e"_s, {{u"by"_s, u"the parent"_s}});
    const auto forkNow = [&] {
        for (int i = 0; i < 200 && what != u"records"; ++i)
            client->track(u"e"_s, {{u"by"_s, u"the parent"_s}});
        const pid_t child = ::fork();
        if (child == 0 && what == u"goes-on") {
            const int code = abuse() ? 0 : 3;
            QTimer::singleShot(50ms, client.get(), [code] { QCoreApplication::exit(code); });
            return;
        }
        if (child == 0)
            beTheChild(what);
        std::printf("child %d\n", int(child));
        std::fflush(stdout);
        int status = 0;
        if (what != u"outlives" && ::waitpid(child, &status, 0) == child)
            outcome = WIFEXITED(status) ? WEXITSTATUS(status) : 2;
        for (int i = 0; i < 200; ++i)
            client->track(u"e"_s, {{u"by"_s, u"the parent"_s}});
        client->flush(30s).then(client.get(), [&outcome](const Rudder::FlushResult &result) {
            QCoreApplication::exit(result.remaining() == 0 ? outcome : 5);
        });
    };
    if (what == u"records") {
        for (int i = 0; i < 200; ++i)
            client->track(u"e"_s, {{u"by"_s, u"the parent"_s}});
        // With Qt's own locks, which another thread may hold at the fork, a child can do nothing of
        // its own. So nothing is under way.
        client->flush(30s).then(client.get(), [&](const Rudder::FlushResult &) {
            QTimer::singleShot(100ms, client.get(), forkNow);
        });
    } else {
        QObject::connect(client.get(), &Rudder::Analytics::stored, client.get(), forkNow,
                         Qt::SingleShotConnection);
    }
    const int code = QCoreApplication::exec();
    client.reset();
    return code;
}
