// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "childprocess.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

ChildProcess::ChildProcess(const QString &program)
{
    setProgram(program);
    setProcessChannelMode(ForwardedErrorChannel);
    connect(this, &QProcess::readyReadStandardOutput, this,
            [this] { m_output += readAllStandardOutput(); });
}

ChildProcess::~ChildProcess()
{
    // Nothing that a test started may outlive it, also when the test failed.
    kill();
    waitForFinished();
}

QStringList ChildProcess::linesAfter(const QString &prefix) const
{
    QStringList found;
    QStringList lines = QString::fromUtf8(m_output).split(u'\n');
    lines.removeLast(); // What a killed process had not finished writing.
    for (const QString &line : std::as_const(lines)) {
        if (line.startsWith(prefix))
            found.append(line.mid(prefix.size()));
    }
    return found;
}

DataPlaneProcess::DataPlaneProcess(const QString &outputFile)
    : ChildProcess(QStringLiteral(DATA_PLANE)), m_outputFile(outputFile)
{
}

bool DataPlaneProcess::listen(quint16 port)
{
    setArguments({u"--port"_s, QString::number(port), u"--output"_s, m_outputFile, u"--quiet"_s});
    start();
    const QString prefix = u"dataplane: listening on "_s;
    while (linesAfter(prefix).isEmpty()) {
        if (!waitForReadyRead())
            return false;
    }
    m_url = QUrl(linesAfter(prefix).value(0));
    return m_url.isValid() && !m_url.isEmpty();
}

QList<QJsonObject> DataPlaneProcess::events() const
{
    QFile file(m_outputFile);
    if (!file.open(QFile::ReadOnly))
        return {};
    QList<QJsonObject> events;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (!line.isEmpty())
            events.append(QJsonDocument::fromJson(line).object());
    }
    return events;
}

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
