// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace Rudder::DataPlane {

bool isStrictJson(QByteArrayView json);
QByteArray compactedJson(QByteArrayView json);
QList<QByteArray> eventTexts(QByteArrayView batchBody);

} // namespace Rudder::DataPlane
