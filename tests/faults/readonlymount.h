// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_READONLYMOUNT_H
#define RUDDERQT_TEST_READONLYMOUNT_H

#include <QtCore/qprocess.h>
#include <QtCore/qstringlist.h>

// As long as it lives a folder is read-only, for root too, as a container or a service manager can
// make it. What is open stays as it is.
class ReadOnlyMount
{
public:
    explicit ReadOnlyMount(const QString &folder) : m_folder(folder)
    {
        m_isMounted = execute(QStringLiteral("mount"), {QStringLiteral("--bind"), folder, folder});
        m_isReadOnly = m_isMounted
                && execute(QStringLiteral("mount"),
                           {QStringLiteral("-o"), QStringLiteral("remount,bind,ro"), folder});
    }
    ~ReadOnlyMount() { end(); }
    Q_DISABLE_COPY_MOVE(ReadOnlyMount)

    bool isReadOnly() const { return m_isReadOnly; }
    bool end()
    {
        if (!m_isMounted)
            return false;
        m_isMounted = false;
        m_isReadOnly = false;
        return execute(QStringLiteral("umount"), {QStringLiteral("-l"), m_folder});
    }

private:
    static bool execute(const QString &program, const QStringList &arguments)
    {
        return QProcess::execute(program, arguments) == 0;
    }

    QString m_folder;
    bool m_isMounted = false;
    bool m_isReadOnly = false;
};

#endif
