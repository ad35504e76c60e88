// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SETTINGS_H
#define SETTINGS_H

#include <RudderQt/Configuration>

#include <QJsonObject>
#include <QString>

#include <chrono>

// What a sensor unit must be told: its own settings, and in the same places any option of the client.
// The environment overrules the file.
struct Settings
{
    Rudder::Configuration analytics;
    QString serial = QStringLiteral("SU-0001");
    QString site = QStringLiteral("greenhouse-3");
    std::chrono::milliseconds interval{1000};

    bool readFile(const QString &path);
    bool readEnvironment();

private:
    QString readOwn(const QJsonObject &json);
};

#endif
