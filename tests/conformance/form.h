// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QJsonValue>

/*!
    A form is written in exceptions.json as one of the names "text", "boolean", "number", "time",
    "UUID" and "semantic version", or as {"is": value} for this value alone. Undefined is the form
    of a field that isn't there.
*/
bool isForm(const QJsonValue &form);
bool hasForm(const QJsonValue &value, const QJsonValue &form);
