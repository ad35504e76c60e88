// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "bytesearch.h"

#include <QtCore/qdir.h>
#include <QtCore/qdiriterator.h>
#include <QtCore/qfile.h>
#include <QtCore/qstringconverter.h>

QStringList textsInFilesOf(const QString &folder, const QStringList &texts)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            found.append(path + QStringLiteral(": can't be read"));
            continue;
        }
        const QByteArray bytes = file.readAll();
        for (const QString &text : texts) {
            for (const auto encoding :
                 {QStringConverter::Utf8, QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
                const QByteArray encoded = QStringEncoder(encoding)(text);
                if (bytes.contains(encoded))
                    found.append(QDir(folder).relativeFilePath(path) + QStringLiteral(": ") + text);
            }
        }
    }
    return found;
}
