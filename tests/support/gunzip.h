// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_GUNZIP_H
#define RUDDERQT_TEST_GUNZIP_H

#include <QtCore/qbytearray.h>

QByteArray gunzip(const QByteArray &bytes);

#endif
