// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <chrono>
#include <optional>
#include <variant>

namespace Rudder::DataPlane {

class Misbehaviour
{
public:
    std::optional<int> fail;
    std::optional<int> times;
    std::optional<int> retryAfter;
    std::optional<int> latency;
    std::optional<int> drop;
    bool disabled = false;

    static std::variant<Misbehaviour, QString> fromJson(const QByteArray &json);
    std::optional<QString> contradiction() const;

    std::optional<Answer> takeFailure();
    bool takeDrop();
    std::chrono::milliseconds delay() const;
};

/// A number that may be set on the command line and by JSON, in its range.
struct MisbehaviourSetting
{
    const char *option;
    const char *key;
    std::optional<int> Misbehaviour::*value;
    int least;
    int most;

    bool allows(double number) const;
    QString outOfRange() const;
};

extern const std::array<MisbehaviourSetting, 5> misbehaviourSettings;

} // namespace Rudder::DataPlane
