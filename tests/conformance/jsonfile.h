// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFile>
#include <QJsonDocument>

/// The content of a file of ours; a broken one ends the test program with a word about where.
inline QJsonDocument readJsonFile(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(fileName), qPrintable(file.errorString()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s, at %d: %s", qPrintable(fileName), error.offset,
               qPrintable(error.errorString()));
    return document;
}
