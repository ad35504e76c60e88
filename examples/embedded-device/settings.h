// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SETTINGS_H
#define SETTINGS_H

#include <QString>
#include <QUrl>

#include <chrono>

// What a sensor unit must be told. The environment overrides the file.
struct Settings
{
    QString writeKey;
    QUrl dataPlaneUrl;
    QString serial = QStringLiteral("SU-0001");
    QString site = QStringLiteral("greenhouse-3");
    std::chrono::milliseconds interval{1000};

    bool readFile(const QString &path);
    void readEnvironment();
};

#endif
