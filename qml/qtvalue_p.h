// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QTVALUE_P_H
#define RUDDERQT_QTVALUE_P_H

#include <QtCore/qvariant.h>

#include <optional>

namespace Rudder {

// A value of Qt as it is written: a point as {x, y}, a color or font as its text, and what the
// core has a rule for as it is. Nothing for any other type.
std::optional<QVariant> plainQtValue(const QVariant &value);

} // namespace Rudder

#endif
