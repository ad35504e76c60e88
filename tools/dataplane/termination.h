// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

#include <functional>

namespace Rudder::DataPlane {

void survivePipesWithoutReader();
bool callOnTerminationSignal(QObject *context, const std::function<void()> &callback);
bool callAtEndOfInput(QObject *context, const std::function<void()> &callback);

} // namespace Rudder::DataPlane
