// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "proxyprocess.h"

#include <QtCore/qfile.h>
#include <QtCore/qstandardpaths.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#ifdef Q_OS_LINUX
#    include <csignal>
#    include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace {

// Debian keeps servers where a user's PATH does not lead.
QString findProgram(const QString &name)
{
    const QString program = QStandardPaths::findExecutable(name);
    return program.isEmpty()
            ? QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/local/sbin"_s})
            : program;
}

bool isListening(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected();
}

} // namespace

ProxyProcess::ProxyProcess(const QString &program) : m_program(findProgram(program)) { }

ProxyProcess::~ProxyProcess() = default;

quint16 ProxyProcess::freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool ProxyProcess::start(const QString &configuration)
{
    stop();
    QFile file(m_folder.filePath(u"configuration"_s));
    if (!file.open(QFile::WriteOnly))
        return false;
    file.write(wholeConfiguration(configuration).toUtf8());
    file.close();
    m_process = std::make_unique<ChildProcess>(m_program);
    m_process->setArguments(arguments(file.fileName()));
#ifdef Q_OS_LINUX
    // Nor does it outlive a test that is killed.
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
    m_process->start();
    const auto isDecided = [this] { return m_process->hasEnded() || isListening(m_port); };
    return QTest::qWaitFor(isDecided, 10'000) && !m_process->hasEnded();
}

void ProxyProcess::stop()
{
    if (!m_process)
        return;
    m_process->kill();
    m_process->waitForFinished(); // and reads what it wrote last
    m_earlierStatuses = statuses();
    m_process.reset();
}

QUrl ProxyProcess::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_port));
}

QStringList ProxyProcess::statuses() const
{
    return m_process ? m_earlierStatuses + m_process->linesAfter(u"answered "_s)
                     : m_earlierStatuses;
}

// One process, so that killing it leaves none behind.
QString NginxProcess::wholeConfiguration(const QString &part) const
{
    return uR"(
daemon off;
master_process off;
pid "%1/pid";
events { worker_connections 64; }
http {
    log_format status "answered $status";
    access_log /dev/stdout status;
    client_body_temp_path "%1/body";
    proxy_temp_path "%1/proxy";
    fastcgi_temp_path "%1/fastcgi";
    uwsgi_temp_path "%1/uwsgi";
    scgi_temp_path "%1/scgi";
    server {
        listen 127.0.0.1:%2;
        %3
    }
}
)"_s.arg(folder())
            .arg(port())
            .arg(part);
}

QStringList NginxProcess::arguments(const QString &configurationFile) const
{
    // Without -e it tries to open a log of the system's first.
    return {u"-e"_s, folder() + u"/errors"_s, u"-p"_s, folder(), u"-c"_s, configurationFile};
}

QString HaproxyProcess::wholeConfiguration(const QString &part) const
{
    return uR"(
global
    log stdout format raw daemon
    maxconn 64
defaults
    log global
    mode http
    option dontlognull
    log-format "answered %ST"
    retries 0
    timeout connect 2s
    timeout client 20s
    timeout server 20s
listen front
    bind 127.0.0.1:%1
%2
)"_s.arg(port())
            .arg(part);
}

QStringList HaproxyProcess::arguments(const QString &configurationFile) const
{
    return {u"-db"_s, u"-f"_s, configurationFile};
}

QString TinyproxyProcess::wholeConfiguration(const QString &part) const
{
    return uR"(
Port %1
Listen 127.0.0.1
PidFile "%2/pid"
LogFile "%2/log"
Timeout 20
%3
)"_s.arg(port())
            .arg(folder(), part);
}

QStringList TinyproxyProcess::arguments(const QString &configurationFile) const
{
    return {u"-d"_s, u"-c"_s, configurationFile};
}
