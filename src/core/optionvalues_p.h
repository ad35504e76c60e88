// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_OPTIONVALUES_P_H
#define RUDDERQT_OPTIONVALUES_P_H

#include <RudderQt/configuration.h>

#include <QtCore/qmetaobject.h>
#include <QtCore/qvariant.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslcertificate.h>

namespace Rudder {

// What an option's value is, as JSON, JavaScript or Qt has it; nothing if it is of another type.

// One beyond 64 bits is the nearest that fits, for the option will be out of its range anyway.
std::optional<qint64> toWholeNumber(const QVariant &value);
std::optional<QStringList> toTexts(const QVariant &value);
std::optional<QList<Configuration::Header>> toHeaders(const QVariant &value);
std::optional<QNetworkProxy> toProxy(const QVariant &value);
// Those in the PEM file that the value names.
std::optional<QList<QSslCertificate>> toCertificates(const QVariant &value);
std::optional<int> toEnumerator(const QMetaEnum &names, const QVariant &value);
std::optional<int> toFlags(const QMetaEnum &names, const QVariant &value);

} // namespace Rudder

#endif
