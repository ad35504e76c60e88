// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>

/// One call, as the Node SDK takes it: client[type](message).
struct Call
{
    QString id;
    QString type;
    QJsonValue message; ///< With the tags of revive.mjs for what JSON has no word for.

    static QList<Call> read(const QString &fileName);
};
