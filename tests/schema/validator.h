// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef VALIDATOR_H
#define VALIDATOR_H

#include <QByteArrayList>
#include <QHash>
#include <QString>

// What the schema does not allow, in the validator's words.
struct Problem
{
    QString where;   // as $.context.sessionId
    QString keyword; // of the schema
    QString explanation;
};

struct Findings
{
    QString failure; // why it could not be found out; null if it could
    int lines = 0;
    QHash<int, QList<Problem>> problems; // by line, the first being 1
};

// Has lines of JSON checked against a definition of the schema by the validator.
Findings validated(const QString &definition, const QString &file);
Findings validated(const QString &definition, const QByteArrayList &lines);

#endif
