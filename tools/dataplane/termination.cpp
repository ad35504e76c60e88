// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "termination.h"

#include <QSocketNotifier>

#ifdef Q_OS_UNIX
#    include <array>
#    include <cerrno>
#    include <csignal>

#    include <fcntl.h>
#    include <unistd.h>
#endif

namespace Rudder::DataPlane {

#ifdef Q_OS_UNIX

namespace {

int signalPipe[2] = {-1, -1};

// A handler may do next to nothing, but it may write to a pipe.
void writeToSignalPipe(int)
{
    const int errorBefore = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(signalPipe[1], &byte, 1);
    errno = errorBefore;
}

} // namespace

/*!
    Makes a write to a pipe that nobody reads any more fail, where it would end the program.
*/
void survivePipesWithoutReader()
{
    std::signal(SIGPIPE, SIG_IGN);
}

/*!
    Calls \a callback from the event loop of \a context when SIGINT or SIGTERM comes. Returns false
    if the system has no such signals.
*/
bool callOnTerminationSignal(QObject *context, const std::function<void()> &callback)
{
    if (pipe(signalPipe) != 0)
        return false;
    for (const int end : signalPipe) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context, [notifier, callback] {
        notifier->setEnabled(false);
        callback();
    });

    struct sigaction action = {};
    action.sa_handler = writeToSignalPipe;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGINT, &action, nullptr) == 0 && sigaction(SIGTERM, &action, nullptr) == 0;
}

/*!
    Calls \a callback from the event loop of \a context when the standard input ends, as it does
    when it is a pipe from a process that is gone. Returns false if the system can't tell.
*/
bool callAtEndOfInput(QObject *context, const std::function<void()> &callback)
{
    auto *notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context, [notifier, callback] {
        std::array<char, 4096> ignored;
        const ssize_t count = read(STDIN_FILENO, ignored.data(), ignored.size());
        if (count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)))
            return;
        notifier->setEnabled(false);
        callback();
    });
    return true;
}

#else

void survivePipesWithoutReader() { }

bool callOnTerminationSignal(QObject *, const std::function<void()> &)
{
    return false;
}

bool callAtEndOfInput(QObject *, const std::function<void()> &)
{
    return false;
}

#endif

} // namespace Rudder::DataPlane
