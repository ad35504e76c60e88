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
    QJsonParseError error;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError) {
        qWarning().noquote() << path << "is not JSON:" << error.errorString();
        return false;
    }
    writeKey = json.value("writeKey"_L1).toString(writeKey);
    dataPlaneUrl = QUrl(json.value("dataPlaneUrl"_L1).toString(dataPlaneUrl.toString()));
    serial = json.value("serial"_L1).toString(serial);
    site = json.value("site"_L1).toString(site);
    interval = std::chrono::milliseconds(json.value("interval"_L1).toInt(int(interval.count())));
    return true;
}

void Settings::readEnvironment()
{
    writeKey = qEnvironmentVariable("RUDDER_WRITE_KEY", writeKey);
    dataPlaneUrl = QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL", dataPlaneUrl.toString()));
    serial = qEnvironmentVariable("SENSOR_SERIAL", serial);
    site = qEnvironmentVariable("SENSOR_SITE", site);
    bool isNumber = false;
    const int milliseconds = qEnvironmentVariableIntValue("SENSOR_INTERVAL", &isNumber);
    if (isNumber)
        interval = std::chrono::milliseconds(milliseconds);
}
