// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "runningdataplane.h"

#include <csignal>

namespace {

constexpr int patience = 30'000;

} // namespace

RunningDataPlane::RunningDataPlane(const QStringList &options)
{
    m_process.start(QStringLiteral(RUDDERQT_DATAPLANE_PROGRAM), options);
    m_firstLine = nextLine();
}

RunningDataPlane::~RunningDataPlane()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

quint16 RunningDataPlane::port() const
{
    return m_firstLine.sliced(m_firstLine.lastIndexOf(':') + 1).toUShort();
}

QUrl RunningDataPlane::url(const QString &path) const
{
    QUrl url(QStringLiteral("http://127.0.0.1"));
    url.setPort(port());
    url.setPath(path);
    return url;
}

QByteArray RunningDataPlane::nextLine()
{
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(patience))
            return {};
    }
    return m_process.readLine().chopped(1);
}

void RunningDataPlane::sendSignal(int signal)
{
    ::kill(pid_t(m_process.processId()), signal);
}

void RunningDataPlane::closeInput()
{
    m_process.closeWriteChannel();
}

RunningDataPlane::End RunningDataPlane::waitForEnd()
{
    m_process.waitForFinished(patience);
    if (m_process.state() != QProcess::NotRunning || m_process.exitStatus() != QProcess::NormalExit)
        return {};
    QByteArrayList lines = m_process.readAllStandardOutput().split('\n');
    lines.removeLast();
    return {m_process.exitCode(), lines, m_process.readAllStandardError()};
}

RunningDataPlane::End RunningDataPlane::terminate()
{
    sendSignal(SIGTERM);
    return waitForEnd();
}
