// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SAMPLES_H
#define SAMPLES_H

#include <QByteArray>
#include <QList>
#include <QString>

// A line of JSON, and what the validator is to say to it.
struct Sample
{
    QByteArray name;
    QByteArray line;
    QString where;    // the one place where there is something wrong; empty if nothing is
    QString keywords; // of the schema, ordered, with commas between them
    QString about;    // part of the explanation
};

// Those of samples.json. A wrong one is a right one with one thing changed or, as in "-context.app",
// taken out.
QList<Sample> rightEvents();
QList<Sample> wrongEvents();
QList<Sample> rightBatches();
QList<Sample> wrongBatches();

#endif
