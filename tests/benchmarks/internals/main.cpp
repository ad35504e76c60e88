// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What can't be seen by the public API; prints JSON.
//
//     rudderqt-bench-internals SCENARIO --name value …

#include "harness/arguments.h"
#include "scenarios.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsondocument.h>

#include <cstdio>

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Arguments arguments(argc, argv);
    QJsonObject figures;
    if (arguments.scenario() == "backlog") {
        figures = measureBacklog(arguments);
    } else if (arguments.scenario() == "backlog-memory") {
        figures = measureBacklogMemory(arguments);
    } else if (arguments.scenario() == "stalls") {
        figures = measureStalls(arguments);
    } else {
        std::fprintf(stderr, "There is no scenario \"%s\"\n", arguments.scenario().c_str());
        return 2;
    }
    std::printf("%s\n", QJsonDocument(figures).toJson(QJsonDocument::Compact).constData());
    return 0;
}
