// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONSENT_P_H
#define RUDDERQT_CONSENT_P_H

#include "configuration.h"
#include "consentdecision.h"
#include "error.h"
#include "private_export_p.h"
#include "properties.h"

namespace Rudder {

// What becomes of a call.
enum class Permission {
    Record,
    Hold,   // in memory, until the user decides
    Ask,    // refused: the user has not decided
    Refuse, // the user decided
};

// The one place where that is decided. A denial counts whether or not consent is required.
RUDDERQT_CORE_PRIVATE_EXPORT Permission permission(const Configuration &configuration,
                                                   const ConsentDecision &decision);

// Which of two decisions about the same user counts, as two clients may hold them: the later one; of
// the same moment the denial, else the first.
RUDDERQT_CORE_PRIVATE_EXPORT ConsentDecision laterDecision(const ConsentDecision &a,
                                                           const ConsentDecision &b);

// Consent to these of the configuration's purposes, and to no others; to all where none is named.
RUDDERQT_CORE_PRIVATE_EXPORT ConsentDecision grantedDecision(const Configuration &configuration,
                                                             const QStringList &purposes,
                                                             const QDateTime &now);
// Names those that the configuration does not have.
RUDDERQT_CORE_PRIVATE_EXPORT Error checkPurposes(const Configuration &configuration,
                                                 const QStringList &purposes);

// context.consentManagement as RudderStack's destinations are filtered by it; empty where there is
// no decision or there are no purposes. A purpose that was added since the decision is denied.
RUDDERQT_CORE_PRIVATE_EXPORT Properties consentManagement(const Configuration &configuration,
                                                          const ConsentDecision &decision);

} // namespace Rudder

#endif
