// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FUZZ_SALVAGEINPUT_H
#define RUDDERQT_FUZZ_SALVAGEINPUT_H

#include <QtCore/qbytearray.h>

// A queue file and the log beside it as one input: the size of the file in four bytes, little-endian,
// the file, the log.
struct SalvageInput
{
    QByteArray file;
    QByteArray log;

    static SalvageInput fromBytes(const QByteArray &bytes);
    QByteArray toBytes() const;

    // Makes the log's checksums right, and its frames of the log's present age.
    void sealLog();
};

#endif
