// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_SMALLDISK_H
#define RUDDERQT_TEST_SMALLDISK_H

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>

#include <algorithm>

// A small disk of our own, that can be filled.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &folder) : m_folder(folder)
    {
        QDir().mkpath(folder);
        m_isMounted = QProcess::execute(QStringLiteral("mount"),
                                        {QStringLiteral("-t"), QStringLiteral("tmpfs"),
                                         QStringLiteral("-o"), QStringLiteral("size=8m"),
                                         QStringLiteral("tmpfs"), folder})
                == 0;
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

private:
    QString m_folder;
    bool m_isMounted = false;
};

#endif
