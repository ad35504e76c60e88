// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATIONCHECK_P_H
#define RUDDERQT_CONFIGURATIONCHECK_P_H

#include <RudderQt/configuration.h>

#include <QtCore/qurl.h>

namespace Rudder {

// A value that an option can have: the one given, or the nearest allowed one and a warning.
qint64 checkedRange(const char *option, qint64 value, qint64 least, qint64 most,
                    const char *unit = nullptr);

inline std::chrono::milliseconds checkedRange(const char *option, std::chrono::milliseconds value,
                                              std::chrono::milliseconds least,
                                              std::chrono::milliseconds most)
{
    return std::chrono::milliseconds(
            checkedRange(option, value.count(), least.count(), most.count(), "ms"));
}

QString checkedText(const char *option, const QString &text, const QString &ifEmpty);
QString checkedFileName(const char *option, const QString &name, const QString &ifEmpty);
QList<Configuration::Header> checkedHeaders(const QList<Configuration::Header> &headers);
QList<QByteArray> checkedPins(const QList<QByteArray> &pins);
// Why a header can't be an extra one; empty, if it can.
QString faultOfHeader(const Configuration::Header &header);
// The Base64 of the SHA-256 that a pin is of; empty, if it is none.
QByteArray hashOfPin(const QByteArray &pin);
// An http or https address with a host; or nothing at all.
bool isAddress(const QUrl &url);
QUrl withoutTrailingSlashes(const QUrl &url);
// The same; empty, if it is no address.
QUrl checkedUrl(const char *option, const QUrl &url);

} // namespace Rudder

#endif
