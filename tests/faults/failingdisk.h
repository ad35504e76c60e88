// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_FAILINGDISK_H
#define RUDDERQT_TEST_FAILINGDISK_H

#include <QtCore/qstring.h>

// A disk with a file system that turns read-only by itself when it finds an error, under whatever is
// open on it.
class FailingDisk
{
public:
    // image: the file that it is made in.
    FailingDisk(const QString &image, const QString &folder);
    ~FailingDisk();
    Q_DISABLE_COPY_MOVE(FailingDisk)

    bool isMounted() const { return m_isMounted; }
    bool fail() const;
    // By what is on it, once, checked and mended. Who has a file open on the one that failed keeps
    // that.
    bool replace();

private:
    bool mount(const QString &image) const;

    QString m_image;
    QString m_folder;
    bool m_isMounted = false;
};

#endif
