// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway.h"

#include <QTime>

namespace Rudder::DataPlane {

QByteArray eventLine(QTime time, const ReceivedEvent &event);
QByteArray refusalLine(QTime time, const Request &request, const Answer &answer);

} // namespace Rudder::DataPlane
