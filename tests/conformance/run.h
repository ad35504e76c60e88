// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "call.h"
#include "outcome.h"

#include <QHash>
#include <QJsonObject>

/// All the calls, made by one side, and what arrived at a data plane of its own.
struct Run
{
    QString problem;                    ///< Empty when the run is whole.
    QHash<QString, Outcome> outcomes;   ///< By the calls' ids.
    QHash<QString, QJsonObject> events; ///< By their messageIds.

    QJsonObject eventOf(const Call &call) const { return events[outcomes[call.id].messageId]; }
};
