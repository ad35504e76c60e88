// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "childprocess.h"

#include <QtCore/qfile.h>
#include <QtCore/qjsondocument.h>
#include <QtNetwork/qtcpsocket.h>

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
    lines.removeLast(); // what a killed process had not finished writing
    for (const QString &line : std::as_const(lines)) {
        if (line.startsWith(prefix))
            found.append(line.mid(prefix.size()));
    }
    return found;
}

DataPlaneProcess::DataPlaneProcess(const QString &program, const QString &outputFile)
    : ChildProcess(program), m_outputFile(outputFile)
{
}

bool DataPlaneProcess::listen(quint16 port)
{
    QStringList arguments{u"--port"_s,  QString::number(port), u"--output"_s,
                          m_outputFile, u"--quiet"_s,          u"--exit-with-parent"_s};
    if (!m_bodiesFile.isEmpty())
        arguments << u"--bodies"_s << m_bodiesFile;
    setArguments(arguments);
    start();
    const QString prefix = u"dataplane: listening on "_s;
    while (linesAfter(prefix).isEmpty()) {
        if (!waitForReadyRead())
            return false;
    }
    m_url = QUrl(linesAfter(prefix).value(0));
    return m_url.isValid() && !m_url.isEmpty();
}

bool DataPlaneProcess::control(const QByteArray &json) const
{
    QTcpSocket socket;
    socket.connectToHost(m_url.host(), quint16(m_url.port()));
    if (!socket.waitForConnected())
        return false;
    socket.write("POST /_control HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                 "Content-Length: "
                 + QByteArray::number(json.size()) + "\r\n\r\n" + json);
    QByteArray answer;
    while (socket.waitForReadyRead())
        answer += socket.readAll();
    return answer.startsWith("HTTP/1.1 200");
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
