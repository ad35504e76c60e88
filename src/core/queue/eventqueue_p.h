// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTQUEUE_P_H
#define RUDDERQT_EVENTQUEUE_P_H

#include "configuration.h"
#include "error.h"
#include "identity/identityfile_p.h"
#include "private_export_p.h"
#include "queue/inbox_p.h"
#include "queue/queuefile_p.h"

#include <memory>
#include <vector>

namespace Rudder {

// What waits to be delivered: taken from the inbox, committed to the store, claimed for a batch,
// settled. On the pipeline's thread. No clock of its own.
class RUDDERQT_CORE_PRIVATE_EXPORT EventQueue
{
public:
    struct Commit
    {
        Error error; // set: nothing was stored, what there is room for is kept for the next commit
        qint64 stored = 0;
        QByteArray storedUpTo;
        qint64 waitedBefore = 0;     // how many events the store had
        qint64 oldestRecordedAt = 0; // by the boot clock
        qint64 droppedNew = 0;       // for which there was no room
        qint64 droppedStored = 0;    // which made room
    };

    EventQueue(const Configuration &configuration, const QString &folder, Inbox *inbox);
    Q_DISABLE_COPY_MOVE(EventQueue)

    // An error says why the store is in memory.
    Error open(const QByteArray &owner, const QByteArray &bootId);
    bool isOpen() const { return m_store != nullptr; }
    bool isDatabase() const { return m_queueFile != nullptr; }
    Error setOwner(const QByteArray &owner);
    void close();

    void take(std::vector<RecordedEvent> &&events, std::shared_ptr<const IdentityRecord> identity);
    qint64 uncommitted() const { return qint64(m_taken.size()); }
    Commit commit();
    qint64 count() const { return m_store->count(); }

    // The oldest events, for one batch; they are not dropped while they are claimed.
    std::vector<StoredEvent> claim(Error *error);
    bool hasClaim() const { return !m_claimed.empty(); }
    // How many were delivered; with an error they are still there.
    qint64 settleClaim(Error *error);
    void dropClaim() { m_claimed.clear(); }

private:
    Error storeIdentity();
    qint64 dropNewest();
    qint64 makeRoom();

    const Configuration m_configuration;
    const QString m_folder;
    Inbox *const m_inbox;
    const IdentityFile m_identityFile;

    std::unique_ptr<QueueFile> m_queueFile; // holds the lock of the store's file
    std::unique_ptr<EventStore> m_store;
    QByteArray m_bootId;
    std::vector<RecordedEvent> m_taken;
    std::shared_ptr<const IdentityRecord> m_identity;
    quint64 m_storedRevision = 0; // of the identity
    std::vector<qint64> m_claimed;
};

} // namespace Rudder

#endif
