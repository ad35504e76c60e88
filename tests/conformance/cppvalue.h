// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QVariant>

#include <optional>

class QJsonValue;

/// What a C++ caller would have in hand for \a json with the tags of revive.mjs: a QDateTime for a
/// date, and so on. Nothing for what C++ can't have, an object that contains itself.
std::optional<QVariant> cppValue(const QJsonValue &json);

/// Whether \a json stands for nothing that one could pass.
bool isUndefined(const QJsonValue &json);
