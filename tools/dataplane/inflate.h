// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

namespace Rudder::DataPlane {

struct Inflated
{
    enum Outcome { Complete, Damaged, TooLarge };

    Outcome outcome = Damaged;
    QByteArray bytes;
};

Inflated inflateGzip(const QByteArray &compressed, qsizetype limit);

} // namespace Rudder::DataPlane
