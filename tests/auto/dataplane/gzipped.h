// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

QByteArray gzipped(const QByteArray &bytes);
