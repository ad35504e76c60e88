// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "settings.h"

#include <QDebug>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

bool Settings::readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly)) {
        qWarning().noquote() << "cannot read" << path << "-" << file.errorString();
        return false;
    }
    // Says all that is wrong, with the lines, to whom stands before the unit in the greenhouse.
    const Rudder::Error error = analytics.readJson(&file, {u"serial"_s, u"site"_s, u"interval"_s});
    if (error.isError()) {
        qWarning().noquote().nospace() << "cannot use " << path << ":\n" << error.message();
        return false;
    }
    file.seek(0);
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    serial = json.value("serial"_L1).toString(serial);
    site = json.value("site"_L1).toString(site);
    interval = std::chrono::milliseconds(json.value("interval"_L1).toInt(int(interval.count())));
    return true;
}

bool Settings::readEnvironment()
{
    const Rudder::Error error = analytics.readEnvironment();
    if (error.isError()) {
        qWarning().noquote().nospace() << "cannot use the environment:\n" << error.message();
        return false;
    }
    serial = qEnvironmentVariable("SENSOR_SERIAL", serial);
    site = qEnvironmentVariable("SENSOR_SITE", site);
    bool isNumber = false;
    const int milliseconds = qEnvironmentVariableIntValue("SENSOR_INTERVAL", &isNumber);
    if (isNumber)
        interval = std::chrono::milliseconds(milliseconds);
    return true;
}
