// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SYSTEMCONTEXT_P_H
#define RUDDERQT_SYSTEMCONTEXT_P_H

#include "private_export_p.h"
#include "properties.h"

QT_BEGIN_NAMESPACE
class QLocale;
QT_END_NAMESPACE

namespace Rudder {

// What Qt knows of the application and the system: app, device, os, library, locale, timezone,
// userAgent. No host name, user name, address or serial number. What is not known is left out.
RUDDERQT_CORE_PRIVATE_EXPORT Properties systemContext(const QString &applicationBuild);

// What the system knows the application by: "com.example.shop", or its name.
RUDDERQT_CORE_PRIVATE_EXPORT QString applicationId();

// As people and the other SDKs write it.
RUDDERQT_CORE_PRIVATE_EXPORT QString systemName(const QString &kernelType,
                                                const QString &productType);
RUDDERQT_CORE_PRIVATE_EXPORT QString localeName(const QLocale &locale);
// The IANA name in id, or nothing: Qt may say "UTC+02:00" of a zone that has none, and TZ may hold a
// rule, as "CET-1CEST,M3.5.0,M10.5.0/3".
RUDDERQT_CORE_PRIVATE_EXPORT QString timeZoneName(const QByteArray &id);

} // namespace Rudder

#endif
