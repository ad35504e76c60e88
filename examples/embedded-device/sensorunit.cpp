// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sensorunit.h"

#include <QRandomGenerator>

#include <cmath>

using namespace Qt::StringLiterals;

SensorUnit::SensorUnit(Rudder::Analytics *analytics, const Settings &settings, QObject *parent)
    : QObject(parent), m_analytics(analytics), m_settings(settings)
{
    connect(&m_timer, &QTimer::timeout, this, &SensorUnit::measure);
}

void SensorUnit::start(int events)
{
    m_events = events;
    introduce();
    m_timer.start(m_settings.interval);
}

void SensorUnit::stop()
{
    m_timer.stop();
}

// A device is the user of its own client: every reading is sent under its serial number.
void SensorUnit::introduce()
{
    record(m_analytics->identify(m_settings.serial, {{u"model"_s, u"SU-2"_s}, {u"channels"_s, 2}}));
    record(m_analytics->group(m_settings.site, {{u"kind"_s, u"greenhouse"_s}}));
}

void SensorUnit::measure()
{
    if (isFinished()) {
        stop();
        Q_EMIT finished();
        return;
    }
    m_temperature = 21.0 + 4.0 * std::sin(double(m_readings) / 30.0)
            + QRandomGenerator::global()->bounded(0.4);
    m_battery = m_battery > 5.0 ? m_battery - 0.5 : 100.0;
    reportReading();
    reportBattery();
}

void SensorUnit::reportReading()
{
    const Rudder::Receipt receipt = m_analytics->track(u"Reading Taken"_s,
                                                       {{u"number"_s, m_readings},
                                                        {u"temperature"_s, m_temperature},
                                                        {u"battery"_s, m_battery}});
    if (record(receipt))
        ++m_readings;
}

void SensorUnit::reportBattery()
{
    const bool wasLow = m_batteryIsLow;
    m_batteryIsLow = m_battery < 20.0;
    if (m_batteryIsLow && !wasLow && !isFinished())
        record(m_analytics->track(u"Battery Low"_s, {{u"battery"_s, m_battery}}));
}

// A refused event is not kept anywhere: with a full inbox the same reading is taken again.
bool SensorUnit::record(const Rudder::Receipt &receipt)
{
    if (!receipt.accepted()) {
        if (receipt.error().code() != Rudder::Error::Code::InboxFull)
            qWarning().noquote() << "not recorded:" << receipt.error().message();
        return false;
    }
    ++m_recordedCount;
    Q_EMIT recorded(receipt.messageId());
    return true;
}
