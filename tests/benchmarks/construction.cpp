// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What it costs its caller to make a client: in a process that has not used Qt's time zones, locale
// and plugins before, for each round is one. Measures; asserts nothing.
//
//     rudderqt-benchmark-construction

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 21;

// Prints the nanoseconds: of the first client of the process, for which the pages of Qt's libraries are
// mapped, and of a second one.
void measureTwice(const QString &folder)
{
    const Rudder::Configuration configuration =
            Rudder::Configuration(u"KEY"_s, QUrl(u"https://dp.example.invalid"_s))
                    .setStorageLocation(folder);
    for (int i = 0; i < 2; ++i) {
        QElapsedTimer timer;
        timer.start();
        const Rudder::Analytics analytics(configuration);
        std::printf("%lld\n", timer.nsecsElapsed());
    }
}

QList<QByteArray> inAProcessOfItsOwn(const QString &folder)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {folder});
    process.waitForFinished();
    return process.readAllStandardOutput().trimmed().split('\n');
}

void print(const char *what, const char *when, std::vector<qint64> all)
{
    std::sort(all.begin(), all.end());
    std::printf("%-14s p50 %.2f ms, best %.2f ms, %s\n", what, double(all[rounds / 2]) / 1e6,
                double(all.front()) / 1e6, when);
}

void report(const char *what, bool hasIdentity)
{
    std::vector<qint64> first;
    std::vector<qint64> second;
    for (int i = 0; i < rounds; ++i) {
        const QTemporaryDir folder;
        QFile identity(folder.filePath(u"rudderEventsQueue.identity.json"_s));
        if (hasIdentity && identity.open(QIODevice::WriteOnly)) {
            identity.write(R"({"anonymousId":"8d2f9ab0-6b3e-4a53-9f2e-1f0c6a4a0c11",)"
                           R"("userId":"123456","traits":{"email":"name@example.com"}})");
            identity.close();
        }
        const QList<QByteArray> times = inAProcessOfItsOwn(folder.path());
        first.push_back(times.value(0).toLongLong());
        second.push_back(times.value(1).toLongLong());
    }
    print("a client", what, first);
    print("a second one", what, second);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc > 1) {
        measureTwice(QString::fromLocal8Bit(argv[1]));
        return 0;
    }
    report("at the first start", false);
    report("with a remembered user", true);
    return 0;
}
