// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "exampleprocess.h"

using namespace Qt::StringLiterals;

ExampleProcess::ExampleProcess(const QString &program, const QString &home,
                               const QUrl &dataPlaneUrl)
    : ChildProcess(program)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_DATA_HOME"_s, home);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"QT_QUICK_BACKEND"_s, u"software"_s);
    environment.insert(u"RUDDER_WRITE_KEY"_s, u"example-key"_s);
    environment.insert(u"RUDDER_DATA_PLANE_URL"_s, dataPlaneUrl.toString());
    setProcessEnvironment(environment);
}

QStringList ExampleProcess::stored() const
{
    const QStringList storedUpTo = linesAfter(u"stored up to "_s);
    const QStringList all = recorded();
    return all.mid(0, storedUpTo.isEmpty() ? 0 : all.indexOf(storedUpTo.constLast()) + 1);
}
