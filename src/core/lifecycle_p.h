// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_LIFECYCLE_P_H
#define RUDDERQT_LIFECYCLE_P_H

#include "configuration.h"
#include "event/event_p.h"
#include "identity/identityvalues_p.h"
#include "private_export_p.h"

#include <QtCore/qurl.h>

#include <optional>
#include <vector>

namespace Rudder {

// What happens to the application itself, as events: with the names and properties that
// RudderStack's mobile SDKs give them.

// At a start: before is what the start before was of; none: this installation's first.
RUDDERQT_CORE_PRIVATE_EXPORT std::vector<Event>
eventsAtStart(Configuration::LifecycleEvents wanted,
              const std::optional<ApplicationVersion> &before, const ApplicationVersion &now);
RUDDERQT_CORE_PRIVATE_EXPORT Event applicationOpened(const ApplicationVersion &version,
                                                     bool fromBackground);
RUDDERQT_CORE_PRIVATE_EXPORT Event applicationBackgrounded();
// With each item of the address's query as a property.
RUDDERQT_CORE_PRIVATE_EXPORT Event deepLinkOpened(const QUrl &url,
                                                  const QString &referringApplication);

} // namespace Rudder

#endif
