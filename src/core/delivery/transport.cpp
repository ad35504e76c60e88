// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/transport_p.h"

namespace Rudder {

namespace {

QByteArray valueOf(QByteArrayView name, const QList<std::pair<QByteArray, QByteArray>> &headers)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

} // namespace

Transport::~Transport() = default;

QByteArray Request::header(QByteArrayView name) const
{
    return valueOf(name, headers);
}

QByteArray Answer::header(QByteArrayView name) const
{
    return valueOf(name, headers);
}

} // namespace Rudder
