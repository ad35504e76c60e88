// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "dataplane.h"

#include <QJsonObject>
#include <QTemporaryDir>
#include <QUrl>

/// A local data plane in this process, and what has arrived there.
class ReceivedEvents
{
public:
    ReceivedEvents();

    QUrl url() const;
    /// In the order of arrival.
    QList<QJsonObject> all() const;
    /// Empty if it has not arrived.
    QJsonObject byMessageId(const QString &messageId) const;

private:
    QTemporaryDir m_folder;
    Rudder::DataPlane::DataPlane m_dataPlane;
};
