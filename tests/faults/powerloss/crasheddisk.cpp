// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "crasheddisk.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace {

constexpr qsizetype sectorSize = 512;

bool happens(double probability, std::mt19937 &random)
{
    return std::bernoulli_distribution(probability)(random);
}

void writeAt(QByteArray *content, qint64 offset, const char *data, qsizetype size)
{
    if (content->size() < offset + size)
        content->resize(offset + size, '\0');
    std::memcpy(content->data() + offset, data, size_t(size));
}

// Those of its sectors that came to the disk.
void writeTorn(QByteArray *content, const DiskOperation &write, std::mt19937 &random)
{
    const qint64 end = write.offset + write.data.size();
    for (qint64 at = write.offset; at < end;) {
        const qint64 next = std::min(end, (at / sectorSize + 1) * sectorSize);
        if (happens(0.5, random))
            writeAt(content, at, write.data.constData() + (at - write.offset), next - at);
        at = next;
    }
}

} // namespace

void CrashedDisk::changeEntry(Names *names, const DiskOperation &operation)
{
    switch (operation.kind) {
    case DiskOperation::Create:
        names->insert(operation.data, operation.file);
        break;
    case DiskOperation::MakeFolder:
        names->insert(operation.data + '/', 0);
        break;
    case DiskOperation::Rename:
        names->insert(operation.to(), names->take(operation.from()));
        break;
    case DiskOperation::Remove:
        names->remove(operation.data);
        names->remove(operation.data + '/');
        break;
    default:
        break;
    }
}

void CrashedDisk::changeContent(QByteArray *content, const DiskOperation &operation)
{
    if (operation.kind == DiskOperation::Truncate)
        content->resize(operation.offset, '\0');
    else
        writeAt(content, operation.offset, operation.data.constData(), operation.data.size());
}

void CrashedDisk::syncEntries(qsizetype count)
{
    const auto end = m_unsyncedEntries.begin() + count;
    std::for_each(m_unsyncedEntries.begin(), end,
                  [this](const DiskOperation &entry) { changeEntry(&m_syncedNames, entry); });
    m_unsyncedEntries.erase(m_unsyncedEntries.begin(), end);
}

void CrashedDisk::apply(const DiskOperation &operation)
{
    if (operation.isOfFolder())
        m_unsyncedEntries.push_back(operation);
    switch (operation.kind) {
    case DiskOperation::Write:
    case DiskOperation::Truncate:
        m_files[operation.file].unsynced.push_back(operation);
        break;
    case DiskOperation::SyncFile: {
        File &file = m_files[operation.file];
        for (const DiskOperation &change : file.unsynced)
            changeContent(&file.synced, change);
        file.unsynced.clear();
        const auto created = std::find_if(m_unsyncedEntries.begin(), m_unsyncedEntries.end(),
                                          [&operation](const DiskOperation &entry) {
                                              return entry.kind == DiskOperation::Create
                                                      && entry.file == operation.file;
                                          });
        if (created != m_unsyncedEntries.end())
            syncEntries(created - m_unsyncedEntries.begin() + 1);
        break;
    }
    case DiskOperation::SyncFolder:
        syncEntries(qsizetype(m_unsyncedEntries.size()));
        break;
    default:
        break;
    }
}

QByteArray CrashedDisk::contentAfterPowerLoss(const File &file, std::mt19937 &random)
{
    // Disks that had time for hardly anything, for nearly all, and all between.
    constexpr std::array<double, 6> shares = {0, 0.1, 0.5, 0.9, 0.99, 1};
    const double share =
            shares[std::uniform_int_distribution<size_t>(0, shares.size() - 1)(random)];
    const bool isInOrder = happens(0.3, random);
    QByteArray content = file.synced;
    for (const DiskOperation &change : file.unsynced) {
        if (happens(share, random)) {
            changeContent(&content, change);
            continue;
        }
        if (change.kind == DiskOperation::Write) {
            const qint64 end = change.offset + change.data.size();
            if (end > content.size() && happens(0.5, random))
                content.resize(end, '\0');
            if (happens(0.5, random))
                writeTorn(&content, change, random);
        }
        if (isInOrder)
            break;
    }
    return content;
}

CrashedDisk::Tree CrashedDisk::afterPowerLoss(std::mt19937 &random) const
{
    Names names = m_syncedNames;
    const auto count = std::uniform_int_distribution<size_t>(0, m_unsyncedEntries.size())(random);
    std::for_each_n(m_unsyncedEntries.begin(), count,
                    [&names](const DiskOperation &entry) { changeEntry(&names, entry); });
    Tree tree;
    for (auto it = names.cbegin(); it != names.cend(); ++it) {
        tree.insert(it.key(),
                    it.value() ? contentAfterPowerLoss(m_files.value(it.value()), random)
                               : QByteArray());
    }
    return tree;
}

CrashedDisk::Tree CrashedDisk::whole() const
{
    Names names = m_syncedNames;
    for (const DiskOperation &entry : m_unsyncedEntries)
        changeEntry(&names, entry);
    Tree tree;
    for (auto it = names.cbegin(); it != names.cend(); ++it) {
        const File file = m_files.value(it.value());
        QByteArray content = file.synced;
        for (const DiskOperation &change : file.unsynced)
            changeContent(&content, change);
        tree.insert(it.key(), content);
    }
    return tree;
}

bool writeTree(const CrashedDisk::Tree &tree, const QString &folder)
{
    const QDir dir(folder);
    for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
        const QString path = dir.filePath(QString::fromUtf8(it.key()));
        if (it.key().endsWith('/')) {
            if (!dir.mkpath(path))
                return false;
            continue;
        }
        QFile file(path);
        if (!file.open(QFile::WriteOnly | QFile::NewOnly) || file.write(it.value()) != it->size())
            return false;
    }
    return true;
}
