// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "harness/arguments.h"
#include "harness/usage.h"
#include "workload.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qprocess.h>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int processes = 21;

// As an earlier run of the application leaves it.
void rememberUser(const QString &folder)
{
    QFile identity(QDir(folder).filePath(u"rudderEventsQueue.identity.json"_s));
    if (!identity.open(QIODevice::WriteOnly))
        qFatal("%s", qPrintable(identity.errorString()));
    identity.write(R"({"anonymousId":"8d2f9ab0-6b3e-4a53-9f2e-1f0c6a4a0c11",)"
                   R"("userId":"123456","traits":{"email":"name@example.com"}})");
}

// The first client of a process, for which the pages of Qt's libraries are mapped.
double medianOfFirstClients(const QString &folder, bool isUserKnown)
{
    std::vector<std::int64_t> times;
    for (int i = 0; i < processes; ++i) {
        const QString own =
                QDir(folder).filePath(u"%1%2"_s.arg(isUserKnown ? u"known"_s : u"new"_s).arg(i));
        QDir().mkpath(own);
        if (isUserKnown)
            rememberUser(own);
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(),
                      {u"construct-once"_s, u"--folder"_s, own});
        process.waitForFinished();
        const QByteArray line = process.readAllStandardOutput();
        times.push_back(qint64(QJsonDocument::fromJson(line).object().value("ns"_L1).toDouble()));
    }
    return milliseconds(quantile(&times, 0.5));
}

} // namespace

QJsonObject measureConstruction(const Arguments &arguments)
{
    return {{u"construct_ms"_s, medianOfFirstClients(folderOf(arguments), false)},
            {u"construct_known_ms"_s, medianOfFirstClients(folderOf(arguments), true)}};
}

QJsonObject constructOnce(const Arguments &arguments)
{
    const Rudder::Configuration configuration = configurationFor(arguments);
    const qint64 before = monotonicClock();
    const Rudder::Analytics analytics(configuration);
    return {{u"ns"_s, monotonicClock() - before}};
}

QJsonObject measureDestruction(const Arguments &arguments)
{
    const int events = int(arguments.number("events", 10'000));
    auto analytics = std::make_unique<Rudder::Analytics>(
            configurationFor(arguments).setCommitInterval(std::chrono::minutes(1)));
    recordAll(*analytics, events);
    const qint64 before = monotonicClock();
    analytics.reset();
    return {{u"destruct_ms"_s, milliseconds(monotonicClock() - before)}};
}
