// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "commandline.h"
#include "dataplane.h"
#include "termination.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

void print(const QByteArray &lines)
{
    std::fwrite(lines.constData(), 1, std::size_t(lines.size()), stdout);
    // Who reads a pipe wants each line as it comes.
    std::fflush(stdout);
}

int fail(const QString &sentence, int exitCode)
{
    std::fprintf(stderr, "dataplane: %s\n", qUtf8Printable(sentence));
    return exitCode;
}

int run(const Rudder::DataPlane::Options &options)
{
    Rudder::DataPlane::DataPlane dataPlane(options, print);
    if (const auto problem = dataPlane.start())
        return fail(*problem, 1);

    QCoreApplication *application = QCoreApplication::instance();
    Rudder::DataPlane::survivePipesWithoutReader();
    Rudder::DataPlane::callOnTerminationSignal(application, &QCoreApplication::quit);
    if (options.exitWithParent)
        Rudder::DataPlane::callAtEndOfInput(application, &QCoreApplication::quit);

    // The signals are in our hands by now: who has read this line may end us in good order.
    print("dataplane: listening on " + dataPlane.url() + '\n');
    const int exitCode = QCoreApplication::exec();
    print("dataplane: " + dataPlane.summary() + '\n');
    return exitCode;
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace Rudder::DataPlane;

    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("rudderqt-dataplane"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RUDDERQT_VERSION));

    const CommandLine commandLine = readCommandLine(QCoreApplication::arguments());
    if (const auto *usage = std::get_if<BadUsage>(&commandLine))
        return fail(usage->sentence + QLatin1String(" See --help."), 2);
    if (const auto *help = std::get_if<HelpWanted>(&commandLine)) {
        print(help->text.toUtf8());
        return 0;
    }
    if (std::holds_alternative<VersionWanted>(commandLine)) {
        print("rudderqt-dataplane " RUDDERQT_VERSION "\n");
        return 0;
    }
    return run(std::get<Options>(commandLine));
}
