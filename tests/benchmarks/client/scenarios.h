// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_SCENARIOS_H
#define RUDDERQT_BENCHMARKS_SCENARIOS_H

#include <QtCore/qjsonobject.h>

class Arguments;

// Each says in JSON what it measured; all need --folder, an empty one.

// --events --threads: what a call costs, and which cost much.
QJsonObject measureCalls(const Arguments &arguments);

// --events: from the first call until all are stored.
QJsonObject measureStoring(const Arguments &arguments);
// --url --events --clients --bytes: from the first call until all are delivered and removed.
QJsonObject measureDelivery(const Arguments &arguments);
// --url --events --bytes: the same from a backlog on disk.
QJsonObject measureDraining(const Arguments &arguments);

// --events: with nobody who takes them.
QJsonObject measureMemory(const Arguments &arguments);
// What Qt alone takes, with what the client uses of it.
QJsonObject measureBare(const Arguments &arguments);
// --url --events: to be watched from outside, from the file "started" on.
QJsonObject writeBurst(const Arguments &arguments);
QJsonObject writeAsDevice(const Arguments &arguments);
// --url --seconds; without --url, offline: to be run where there is no network.
QJsonObject countWakeUps(const Arguments &arguments);

// Of a client in a process of its own.
QJsonObject measureConstruction(const Arguments &arguments);
QJsonObject constructOnce(const Arguments &arguments);
// --events: that many in memory.
QJsonObject measureDestruction(const Arguments &arguments);

// --url: from a call to the collector.
QJsonObject measureLatency(const Arguments &arguments);

#endif
