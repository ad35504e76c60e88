// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_IDENTITYVALUES_P_H
#define RUDDERQT_IDENTITYVALUES_P_H

#include "analytics.h"
#include "consentdecision.h"
#include "identity/session_p.h"
#include "private_export_p.h"
#include "properties.h"

#include <QtCore/qstring.h>

#include <optional>

namespace Rudder {

struct ApplicationVersion
{
    QString version;
    QString build; // empty: the application has no such number

    bool operator==(const ApplicationVersion &other) const
    {
        return version == other.version && build == other.build;
    }
    bool operator!=(const ApplicationVersion &other) const { return !(*this == other); }
};

// What a client remembers over restarts, as plain values.
struct IdentityValues
{
    QString anonymousId; // empty: none was needed until now
    QString userId;
    Properties traits;
    QString groupId;
    Properties groupTraits;
    Session session;
    std::optional<ApplicationVersion> application; // of the latest start
    ConsentDecision consent;
    // None was on disk, so the anonymousId is made here. Where another process has stored one first,
    // that is the one of the next start. Not on disk itself.
    bool mayYield = true;
};

// A new random id, where there is none.
RUDDERQT_CORE_PRIVATE_EXPORT void makeAnonymousId(IdentityValues *values);
// Somebody else from now on, as far as parts say.
RUDDERQT_CORE_PRIVATE_EXPORT IdentityValues withoutUser(IdentityValues values,
                                                        Analytics::ResetParts parts);
// Whether anything differs that an application sees as the user.
RUDDERQT_CORE_PRIVATE_EXPORT bool isSameUser(const IdentityValues &a, const IdentityValues &b);

// The content of the file. None: these bytes are of another version, or damaged.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray identityToBytes(const IdentityValues &values);
RUDDERQT_CORE_PRIVATE_EXPORT std::optional<IdentityValues>
identityFromBytes(const QByteArray &bytes);
// Unknown, where there is none to be read.
ConsentDecision decisionIn(const QByteArray &bytes);

} // namespace Rudder

#endif
