// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/consent_p.h"

#include <QtCore/qdatetime.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

Permission permission(const Configuration &configuration, const ConsentDecision &decision)
{
    switch (decision.state()) {
    case ConsentDecision::State::Granted:
        return Permission::Record;
    case ConsentDecision::State::Denied:
        return Permission::Refuse;
    case ConsentDecision::State::Unknown:
        break;
    }
    if (configuration.consentPolicy() == Configuration::ConsentPolicy::NotRequired)
        return Permission::Record;
    return configuration.pendingConsent() == Configuration::PendingConsent::Hold ? Permission::Hold
                                                                                 : Permission::Ask;
}

ConsentDecision laterDecision(const ConsentDecision &a, const ConsentDecision &b)
{
    using State = ConsentDecision::State;
    if (a.state() == State::Unknown || b.state() == State::Unknown)
        return b.state() == State::Unknown ? a : b;
    if (a.decidedAt() == b.decidedAt())
        return b.state() == State::Denied ? b : a;
    return a.decidedAt() > b.decidedAt() ? a : b;
}

ConsentDecision grantedDecision(const Configuration &configuration, const QStringList &purposes,
                                const QDateTime &now)
{
    QStringList allowed;
    QStringList denied;
    for (const QString &purpose : configuration.consentPurposes()) {
        const bool isAllowed = purposes.isEmpty() || purposes.contains(purpose);
        (isAllowed ? allowed : denied).append(purpose);
    }
    return ConsentDecision(ConsentDecision::State::Granted, allowed, denied, now);
}

Error checkPurposes(const Configuration &configuration, const QStringList &purposes)
{
    const QStringList known = configuration.consentPurposes();
    const auto unknown =
            std::find_if(purposes.begin(), purposes.end(),
                         [&](const QString &purpose) { return !known.contains(purpose); });
    if (unknown == purposes.end())
        return {};
    return Error(
            Error::Code::UnknownPurpose,
            u"\"%1\" is no purpose of this application. Name it in consentPurposes first."_s.arg(
                    *unknown));
}

Properties consentManagement(const Configuration &configuration, const ConsentDecision &decision)
{
    if (decision.state() != ConsentDecision::State::Granted
        || configuration.consentPurposes().isEmpty())
        return {};
    QStringList allowed;
    QStringList denied;
    for (const QString &purpose : configuration.consentPurposes())
        (decision.allowedPurposes().contains(purpose) ? allowed : denied).append(purpose);
    const QString provider = configuration.consentProvider();
    return {{u"allowedConsentIds"_s, allowed},
            {u"deniedConsentIds"_s, denied},
            {u"provider"_s, provider},
            {u"resolutionStrategy"_s, provider == u"ketch" ? u"or"_s : u"and"_s}};
}

} // namespace Rudder
