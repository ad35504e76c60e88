// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_WORKLOAD_H
#define RUDDERQT_BENCHMARKS_WORKLOAD_H

#include <RudderQt/Analytics>

#include <QtCore/qjsonobject.h>

#include <string>

class Arguments;

// What each scenario is told on the command line, and says of itself.
using Scenario = QJsonObject (*)(const Arguments &);

// The event of all benchmarks: six properties, some 600 bytes. The properties are built here, as an
// application builds them.
Rudder::Receipt record(Rudder::Analytics &analytics, int number);
// The same with one property of so many bytes more.
Rudder::Receipt recordLarge(Rudder::Analytics &analytics, int number, const QString &text);

// The defaults, but for limits that the scenario is not about. Without --url nobody takes the events.
Rudder::Configuration configurationFor(const Arguments &arguments);
QString folderOf(const Arguments &arguments);

// Records them as fast as they are accepted: where memory is full, it waits.
void recordAll(Rudder::Analytics &analytics, int events, const QString &text = {});

// Counts what the signals say.
class Counter
{
public:
    explicit Counter(Rudder::Analytics *analytics);

    qint64 stored() const { return m_stored; }
    qint64 dropped() const { return m_dropped; }
    void waitForStored(qint64 count) const;

private:
    qint64 m_stored = 0;
    qint64 m_dropped = 0;
};

// How many were delivered. Ends the program where that takes minutes.
qint64 flushAll(Rudder::Analytics &analytics);

double microseconds(qint64 nanoseconds);
double milliseconds(qint64 nanoseconds);
double perSecond(qint64 count, qint64 nanoseconds);

#endif
