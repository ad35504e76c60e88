// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef EXAMPLEPROCESS_H
#define EXAMPLEPROCESS_H

#include "childprocess.h"

class ExampleProcess : public ChildProcess
{
    Q_OBJECT

public:
    ExampleProcess(const QString &program, const QString &home, const QUrl &dataPlaneUrl);

    QStringList recorded() const { return linesAfter(QStringLiteral("recorded ")); }
    // What the example has reported as stored; empty as long as it has reported nothing.
    QStringList stored() const;
};

#endif
