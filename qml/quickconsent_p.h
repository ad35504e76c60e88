// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKCONSENT_P_H
#define RUDDERQT_QUICKCONSENT_P_H

#include "quickprivateexport_p.h"

#include <RudderQt/consentdecision.h>

#include <QtQml/qqml.h>

namespace Rudder {

// What QML and its tools know of Rudder::ConsentDecision: the value with its properties ...
struct QuickConsent
{
    Q_GADGET
    QML_FOREIGN(Rudder::ConsentDecision)
    QML_VALUE_TYPE(rudderConsent)
};

// ... and the names of its states, as RudderConsent.Granted; told again for the reason that those of
// RudderError are.
namespace QuickConsentStates {
Q_NAMESPACE_EXPORT(RUDDERQT_QUICK_PRIVATE_EXPORT)
QML_NAMED_ELEMENT(RudderConsent)

enum class State {
    Unknown = int(ConsentDecision::State::Unknown),
    Granted = int(ConsentDecision::State::Granted),
    Denied = int(ConsentDecision::State::Denied),
};
Q_ENUM_NS(State)
} // namespace QuickConsentStates

} // namespace Rudder

#endif
