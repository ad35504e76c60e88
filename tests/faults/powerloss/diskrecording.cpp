// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "diskrecording.h"

#include <QtCore/qfile.h>

#include <cstring>

namespace {

template <typename Number> Number numberAt(const char *bytes)
{
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

} // namespace

std::optional<DiskRecording> readRecording(const QString &path)
{
    constexpr qsizetype headSize = 17;
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return std::nullopt;
    const QByteArray bytes = file.readAll();
    DiskRecording recording;
    for (qsizetype at = 0; at < bytes.size();) {
        if (bytes.size() - at < headSize)
            return std::nullopt;
        const char *head = bytes.constData() + at;
        DiskOperation operation;
        operation.kind = DiskOperation::Kind(*head);
        operation.file = numberAt<quint32>(head + 1);
        operation.offset = numberAt<qint64>(head + 5);
        const auto length = qsizetype(numberAt<quint32>(head + 13));
        at += headSize;
        if (bytes.size() - at < length)
            return std::nullopt;
        operation.data = bytes.mid(at, length);
        at += length;
        recording.push_back(std::move(operation));
    }
    return recording;
}
