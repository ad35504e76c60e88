// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// One thing that is measured of this SDK, in a process of its own; prints JSON.
//
//     rudderqt-bench SCENARIO --folder FOLDER [--url URL] [--events N] …

#include "harness/arguments.h"
#include "scenarios.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsondocument.h>

#include <cstdio>
#include <map>

int main(int argc, char **argv)
{
    static const std::map<std::string, QJsonObject (*)(const Arguments &)> scenarios = {
            {"call", measureCalls},
            {"store", measureStoring},
            {"deliver", measureDelivery},
            {"drain", measureDraining},
            {"memory", measureMemory},
            {"bare", measureBare},
            {"burst", writeBurst},
            {"device", writeAsDevice},
            {"idle", countWakeUps},
            {"offline", countWakeUps},
            {"construction", measureConstruction},
            {"construct-once", constructOnce},
            {"destruction", measureDestruction},
            {"latency", measureLatency},
    };
    const QCoreApplication application(argc, argv);
    const Arguments arguments(argc, argv);
    const auto scenario = scenarios.find(arguments.scenario());
    if (scenario == scenarios.end()) {
        std::fprintf(stderr, "There is no scenario \"%s\"\n", arguments.scenario().c_str());
        return 2;
    }
    const QJsonObject figures = scenario->second(arguments);
    std::printf("%s\n", QJsonDocument(figures).toJson(QJsonDocument::Compact).constData());
    return 0;
}
