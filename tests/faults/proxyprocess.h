// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_PROXYPROCESS_H
#define RUDDERQT_TEST_PROXYPROCESS_H

#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>

#include <memory>

#include "childprocess.h"

// A real server before the data plane: a program of Debian's, in the foreground, with a
// configuration, files and a port of its own. It needs no rights and ends with this object.
class ProxyProcess
{
public:
    virtual ~ProxyProcess();

    bool isInstalled() const { return !m_program.isEmpty(); }
    // Starts anew with this configuration, on the same port; what was connected is cut off.
    bool start(const QString &configuration);
    void stop();
    QUrl url() const;
    // The status of each answer that was given since the object was made, in this order.
    QStringList statuses() const;

    // A port of this machine where nobody listens.
    static quint16 freePort();

protected:
    explicit ProxyProcess(const QString &program);

    QString folder() const { return m_folder.path(); }
    quint16 port() const { return m_port; }
    virtual QString wholeConfiguration(const QString &part) const = 0;
    virtual QStringList arguments(const QString &configurationFile) const = 0;

private:
    QTemporaryDir m_folder;
    QString m_program;
    std::unique_ptr<ChildProcess> m_process;
    QStringList m_earlierStatuses;
    quint16 m_port = freePort();
};

// start() takes what stands in the block "server".
class NginxProcess : public ProxyProcess
{
public:
    NginxProcess() : ProxyProcess(QStringLiteral("nginx")) { }

protected:
    QString wholeConfiguration(const QString &part) const override;
    QStringList arguments(const QString &configurationFile) const override;
};

// start() takes the lines after "bind" of the section "listen".
class HaproxyProcess : public ProxyProcess
{
public:
    HaproxyProcess() : ProxyProcess(QStringLiteral("haproxy")) { }

protected:
    QString wholeConfiguration(const QString &part) const override;
    QStringList arguments(const QString &configurationFile) const override;
};

// A forward proxy. start() takes what follows the port.
class TinyproxyProcess : public ProxyProcess
{
public:
    TinyproxyProcess() : ProxyProcess(QStringLiteral("tinyproxy")) { }
    using ProxyProcess::port;

protected:
    QString wholeConfiguration(const QString &part) const override;
    QStringList arguments(const QString &configurationFile) const override;
};

#endif
