// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "misbehaviour.h"

#include <QHostAddress>
#include <QSet>
#include <QString>
#include <QStringList>

#include <variant>

namespace Rudder::DataPlane {

struct Options
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 0;
    QSet<QString> writeKeys;
    QString outputFile;
    bool inEnvelope = false;
    QString bodiesFile;
    bool quiet = false;
    bool exitWithParent = false;
    Misbehaviour misbehaviour;
};

struct HelpWanted
{
    QString text;
};

struct VersionWanted
{
};

struct BadUsage
{
    QString sentence;
};

using CommandLine = std::variant<Options, HelpWanted, VersionWanted, BadUsage>;

CommandLine readCommandLine(const QStringList &arguments);

} // namespace Rudder::DataPlane
