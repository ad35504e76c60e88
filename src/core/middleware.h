// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_MIDDLEWARE_H
#define RUDDERQT_MIDDLEWARE_H

#include <RudderQt/eventdraft.h>

#include <QtCore/qregularexpression.h>

#include <functional>
#include <optional>

namespace Rudder {

using Middleware = std::function<std::optional<EventDraft>(EventDraft)>;

namespace Middlewares {

RUDDERQT_CORE_EXPORT Middleware redactKeys(const QList<QRegularExpression> &patterns);
RUDDERQT_CORE_EXPORT Middleware allowEvents(const QStringList &names);
RUDDERQT_CORE_EXPORT Middleware denyEvents(const QStringList &names);
RUDDERQT_CORE_EXPORT Middleware sampleUsers(double share);

} // namespace Middlewares

} // namespace Rudder

#endif
