// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUEUEFILE_P_H
#define RUDDERQT_QUEUEFILE_P_H

#include "configuration.h"
#include "error.h"
#include "private_export_p.h"
#include "queue/filelock_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qstringlist.h>

#include <memory>
#include <utility>
#include <vector>

namespace Rudder {

// A client's queue on disk.
//
// A queue named "n" has the files n.sqlite, n.2.sqlite, …: one for each owner that has clients which
// are alive at once. A client shares the one that records its own owner; else it takes one that
// nobody has open; else a new one. What clients with the same owner left in further files is taken
// over. Files are opened, rescued and taken over by one client at a time, under a lock that ends
// with its process.
class RUDDERQT_CORE_PRIVATE_EXPORT QueueFile
{
public:
    QueueFile(const QString &folder, const QString &queueName, Configuration::Durability durability,
              qint64 maxBytes = SqlEventStore::anySize,
              SqlConnection::Pages pages = SqlConnection::Pages::Large);
    ~QueueFile();
    Q_DISABLE_COPY_MOVE(QueueFile)

    // The opened store, or none and why.
    std::unique_ptr<SqlEventStore> open(const QByteArray &owner, Error *error);
    // The opened store turned out to be damaged, and was closed: one with what could be saved.
    std::unique_ptr<SqlEventStore> rescue(const QByteArray &owner, Error *error);
    // The file was rescued by another client, and this one ends, or may, before it has seen what it
    // stored there meanwhile: then that is for the next client of its owner.
    void leaveToNext(const QByteArray &owner) const;
    // Whether another file than this client's records that owner, or may do so: it can't be read.
    Error lookFor(const QByteArray &owner, bool *isFound) const;
    // All that is kept under this queue's name, whoever recorded it, but for what other owners have
    // open; an error, why some is still there. See SqlEventStore::erase(). Not while this one is open.
    Error erase(const QByteArray &owner, const QByteArray &mark, qint64 *count) const;
    // What the application should know although all went well: a file left alone, one rescued.
    std::vector<Error> takeWarnings() { return std::exchange(m_warnings, {}); }

private:
    struct Slot
    {
        QString path;
        std::unique_ptr<SqlEventStore> store;
    };

    QString slotPath(int number) const;
    std::unique_ptr<FileLock> lock(Error *error) const;
    bool mayBeOf(const QByteArray &owner, const QString &path) const;
    Slot findSlot(const QByteArray &owner, Error *error);
    Error openStore(const QString &path, SqlEventStore *store);
    Error rescueStore(const QString &path, SqlEventStore *store);
    std::unique_ptr<SqlEventStore> followRescue(const QByteArray &owner, Error *error);
    void salvageUnread(const QByteArray &owner, SqlEventStore *store);
    void adoptOrphan(const QString &path, const QByteArray &owner, SqlEventStore *store);
    void adoptOrphans(const QByteArray &owner, SqlEventStore *store);

    QStringList slotPaths() const;
    Error eraseSlot(const QString &path, const QByteArray &owner, const QByteArray &mark,
                    qint64 *count) const;
    Error eraseStore(const QString &path, const QByteArray &owner, const QByteArray &mark,
                     bool *isToGo, qint64 *count) const;

    QString m_stem;
    Configuration::Durability m_durability;
    qint64 m_maxBytes;
    SqlConnection::Pages m_pages;
    QString m_path;
    FileIdentity m_file;
    std::vector<Error> m_warnings;
};

// What a queue records as its owner: a hash of write key and data plane.
RUDDERQT_CORE_PRIVATE_EXPORT QByteArray queueOwner(const QString &writeKey, const QUrl &dataPlane);

} // namespace Rudder

#endif
