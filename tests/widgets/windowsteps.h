// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringList>

namespace Rudder {
class EventRecorder;
}

/// Returns when the event loop has turned, and whoever waited for that has looked.
void turn();

/// What was recorded since it was asked last: "Backgrounded", "Opened" (from the background), and the
/// names of other events.
QStringList recordedBy(Rudder::EventRecorder *recorder);
