// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "call.h"
#include "outcome.h"

#include <QHash>
#include <QJsonObject>
#include <QProcess>
#include <QUrl>

/// The local data plane, as a process that ends with this object.
class DataPlaneProcess
{
public:
    explicit DataPlaneProcess(const QString &outputFile);
    ~DataPlaneProcess();

    /// Empty if it never came up.
    QUrl url() const { return m_url; }
    /// The events that it has received, by their messageIds.
    QHash<QString, QJsonObject> events() const;

private:
    QProcess m_process;
    QString m_outputFile;
    QUrl m_url;
};

/// Makes \a calls of the files named with the Node SDK. Empty if that failed, of which node tells
/// on the standard error.
QHash<QString, Outcome> makeWithNodeSdk(const QStringList &callFiles, const QUrl &dataPlaneUrl,
                                        const QString &folder);
