// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_SMALLDISK_H
#define RUDDERQT_TEST_SMALLDISK_H

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qstringlist.h>

#include <algorithm>

// A small disk of our own, that can be filled, or made read-only.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &folder) : m_folder(folder)
    {
        QDir().mkpath(folder);
        m_isMounted = mount({QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                             QStringLiteral("size=8m"), QStringLiteral("tmpfs"), folder});
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            QProcess::execute(QStringLiteral("umount"), {QStringLiteral("-l"), m_folder});
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool isMounted() const { return m_isMounted; }
    // Leaves about so many bytes.
    bool fill(qint64 leave = 0) const
    {
        QFile filler(m_folder + QStringLiteral("/filler"));
        if (!filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return false;
        while (filler.write(QByteArray(4096, 'x')) == 4096) { }
        return filler.resize(std::max<qint64>(0, filler.size() - leave));
    }
    bool freeUp() const { return QFile::remove(m_folder + QStringLiteral("/filler")); }
    // The system refuses as long as a file on it is open for writing.
    bool makeReadOnly() const { return remount(QStringLiteral("remount,ro")); }
    bool makeWritable() const { return remount(QStringLiteral("remount,rw")); }

private:
    static bool mount(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("mount"), arguments);
        return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
                && process.exitCode() == 0;
    }
    bool remount(const QString &option) const
    {
        return mount({QStringLiteral("-o"), option, m_folder});
    }

    QString m_folder;
    bool m_isMounted = false;
};

#endif
