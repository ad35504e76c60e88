// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SOURCESTATE_P_H
#define RUDDERQT_SOURCESTATE_P_H

#include "configuration.h"
#include "delivery/transport_p.h"
#include "error.h"

#include <QtCore/qbytearraylist.h>

#include <chrono>
#include <optional>

namespace Rudder {

// What the control plane knows of the source.
enum class SourceState { On, Off, WrongWriteKey };

struct SourceAnswer
{
    std::optional<SourceState> state; // none: nothing was said
    std::optional<std::chrono::milliseconds>
            retryAfter; // with none: when to ask again at the least
    Error error;        // with none: why
};

RUDDERQT_CORE_PRIVATE_EXPORT Request sourceRequest(const Configuration &configuration);

// What an answer to that says. Neither clock nor socket; wallClock in ms since 1970.
RUDDERQT_CORE_PRIVATE_EXPORT SourceAnswer sourceAnswer(const Answer &answer,
                                                       const QByteArrayList &secrets,
                                                       qint64 wallClock);

// Why nothing is sent to such a source; none: it takes events.
RUDDERQT_CORE_PRIVATE_EXPORT Error sourceError(SourceState state);

// The state, kept on disk, and of which source, by which control plane. Nothing, if it is damaged or of
// another.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray sourceRecord(SourceState state,
                                                     const Configuration &configuration);
RUDDERQT_CORE_PRIVATE_EXPORT std::optional<SourceState>
sourceFromRecord(const QByteArray &record, const Configuration &configuration);

} // namespace Rudder

#endif
