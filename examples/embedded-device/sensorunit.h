// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SENSORUNIT_H
#define SENSORUNIT_H

#include "settings.h"

#include <RudderQt/Analytics>

#include <QTimer>

// A simulated unit in a greenhouse: it measures, and tells what it measured.
class SensorUnit : public QObject
{
    Q_OBJECT

public:
    SensorUnit(Rudder::Analytics *analytics, const Settings &settings, QObject *parent = nullptr);

    // Makes that many events, and with 0 goes on until stopped.
    void start(int events);
    void stop();
    int recordedCount() const { return m_recordedCount; }

Q_SIGNALS:
    void recorded(const QString &messageId);
    void finished();

private:
    void introduce();
    void measure();
    void reportReading();
    void reportBattery();
    bool record(const Rudder::Receipt &receipt);
    bool isFinished() const { return m_events > 0 && m_recordedCount >= m_events; }

    Rudder::Analytics *m_analytics;
    Settings m_settings;
    QTimer m_timer;
    int m_events = 0;
    int m_recordedCount = 0;
    qint64 m_readings = 0;
    double m_temperature = 21.0;
    double m_battery = 26.0;
    bool m_batteryIsLow = false;
};

#endif
