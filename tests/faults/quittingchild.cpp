// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Records an event, says "ready" when it is stored, waits for a line on the standard input, records
// the others, says at what time it ends, and ends.
//
//     quitting-child <data plane URL> <storage folder> <way to end> <events> <bytes each>
//                    <commit interval>

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qurl.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#ifdef Q_OS_LINUX
#    include <sys/syscall.h>
#    include <unistd.h>
#endif

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::optional<Analytics> staticClient;
std::atomic<bool> diskHangs = false;

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

void sayWarning(QtMsgType, const QMessageLogContext &, const QString &message)
{
    say(u"warning "_s + message);
}

void record(Analytics *client, int events, int bytes)
{
    const QString filler(bytes, u'x');
    int accepted = 0;
    for (int i = 0; i < events; ++i) {
        const auto receipt = client->track(u"e"_s, {{u"filler"_s, filler}},
                                           CallOptions().setMessageId(u"m-%1"_s.arg(accepted)));
        if (receipt.accepted())
            ++accepted;
        else
            break;
    }
    say(u"accepted %1"_s.arg(accepted));
}

void sayEnd()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    say(u"ends at %1"_s.arg(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
}

void end(const QString &way)
{
    sayEnd();
    diskHangs = way == u"hang";
    if (way.startsWith(u"exit"_s) || way == u"static-exit")
        std::exit(0); // NOLINT(concurrency-mt-unsafe): that is what is tried
    QCoreApplication::quit();
}

} // namespace

#ifdef Q_OS_LINUX
// In place of the C library's, through which SQLite writes: a disk that does not answer any more.
extern "C" Q_DECL_EXPORT ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    while (diskHangs)
        ::pause();
    return ::syscall(SYS_pwrite64, file, bytes, size, offset);
}
#endif

int main(int argc, char **argv)
{
    qInstallMessageHandler(sayWarning);
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString &way = arguments.at(3);
    const int events = arguments.at(4).toInt();
    const int bytes = arguments.at(5).toInt();

    const auto configuration =
            Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                    .setStorageLocation(arguments.at(2))
                    .setFlushAt(1)
                    .setCommitInterval(std::chrono::milliseconds(arguments.at(6).toInt()));
    std::optional<Analytics> onStack;
    std::optional<Analytics> &client = way.startsWith(u"static"_s) ? staticClient : onStack;
    client.emplace(configuration);
    if (way == u"exit-without-loop") {
        record(&*client, events, bytes);
        end(way);
    }
    QObject::connect(&*client, &Analytics::stored, &*client, [](const QString &upTo) {
        say(upTo == u"first" ? u"ready"_s : u"stored "_s + upTo);
    });
    client->track(u"e"_s, {}, CallOptions().setMessageId(u"first"_s));
    client->flush(0ms); // stores it, whatever the commit interval
    QSocketNotifier go(0, QSocketNotifier::Read);
    QObject::connect(&go, &QSocketNotifier::activated, &go, [&] {
        go.setEnabled(false);
        record(&*client, events, bytes);
        end(way);
    });
    return QCoreApplication::exec();
}
