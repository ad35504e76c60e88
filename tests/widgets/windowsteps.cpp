// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "windowsteps.h"

#include <RudderQt/EventRecorder>

#include <QEventLoop>
#include <QTimer>

using namespace Qt::StringLiterals;

void turn()
{
    // A timer of no time comes after those that were started before it; the second one after those
    // that were started in the first turn.
    for (int i = 0; i < 2; ++i) {
        QEventLoop loop;
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
        timer.start(0);
        loop.exec();
    }
}

QStringList recordedBy(Rudder::EventRecorder *recorder)
{
    QStringList lines;
    const auto events = recorder->events();
    for (const Rudder::AcceptedEvent &event : events) {
        const bool isReturn = event.properties().value(u"from_background"_s).toBool();
        if (event.name() == u"Application Backgrounded")
            lines.append(u"Backgrounded"_s);
        else if (event.name() == u"Application Opened" && isReturn)
            lines.append(u"Opened"_s);
        else
            lines.append(event.name());
    }
    recorder->clear();
    return lines;
}
