// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_CRASHEDDISK_H
#define RUDDERQT_TEST_CRASHEDDISK_H

#include "diskrecording.h"

#include <QtCore/qmap.h>
#include <QtCore/qset.h>

#include <random>

// A folder as a journalling file system may have it after the power went.
//
// What is certain. All of a file that came before an fsync or fdatasync of it, its size included
// (fdatasync(2): what is needed to read the data back). All entries of folders that came before an
// fsync of a folder. And the creation of a file that was synced, with all entries that came before:
// POSIX doesn't promise it, but ext4, XFS and btrfs write a new file's entry with the file
// (Documentation/filesystems/ in Linux; "Strictly Ordered Metadata Consistency"; Pillai et al., "All
// File Systems Are Not Created Equal", OSDI 2014).
//
// What is not. Of the writes and truncations of a file since, any are there and any are not, in any
// combination; of a write any of its sectors of 512 bytes (SQLite asks for no more: "Atomic Commit In
// SQLite", and its default of powersafe overwrite: sectors that are not written to don't change); a
// write behind the end that is lost may still have grown the file, by zeros. Of the later entries of
// folders, the first few are there, for a journal is played in order. That a file of which a
// rename was recorded is synced later says nothing about the rename.
class CrashedDisk
{
public:
    using Tree = QMap<QByteArray, QByteArray>; // path → content; a folder's ends with /

    // The next of what was recorded.
    void apply(const DiskOperation &operation);

    // One of the folders that there may be now.
    Tree afterPowerLoss(std::mt19937 &random) const;
    // What there is while the power stays.
    Tree whole() const;

private:
    using Names = QMap<QByteArray, quint32>;
    struct File
    {
        QByteArray synced;
        std::vector<DiskOperation> unsynced;
    };

    static void changeEntry(Names *names, const DiskOperation &operation);
    static void changeContent(QByteArray *content, const DiskOperation &operation);
    static QByteArray contentAfterPowerLoss(const File &file, std::mt19937 &random);
    void syncEntries(qsizetype count);

    QMap<quint32, File> m_files;
    Names m_syncedNames;
    std::vector<DiskOperation> m_unsyncedEntries;
};

// As it is; the folder must be empty.
bool writeTree(const CrashedDisk::Tree &tree, const QString &folder);

#endif
