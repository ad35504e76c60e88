// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_DISKRECORDING_H
#define RUDDERQT_TEST_DISKRECORDING_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

#include <optional>
#include <vector>

// What diskrecorder.cpp recorded, which says what each kind means.
struct DiskOperation
{
    enum Kind : char {
        Create = 'C',
        Write = 'W',
        Truncate = 'T',
        SyncFile = 'S',
        SyncFolder = 'Y',
        Rename = 'R',
        Remove = 'U',
        MakeFolder = 'D',
        Mark = 'M',
        Unknown = '!',
    };

    Kind kind = Unknown;
    quint32 file = 0;
    qint64 offset = 0;
    QByteArray data;

    bool isSync() const { return kind == SyncFile || kind == SyncFolder; }
    bool isOfFolder() const
    {
        return kind == Create || kind == Rename || kind == Remove || kind == MakeFolder;
    }
    // Of a rename.
    QByteArray from() const { return data.left(data.indexOf('\0')); }
    QByteArray to() const { return data.mid(data.indexOf('\0') + 1); }
};

using DiskRecording = std::vector<DiskOperation>;

// None: it can't be read, or is cut off.
std::optional<DiskRecording> readRecording(const QString &path);

#endif
