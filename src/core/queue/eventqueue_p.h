// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_EVENTQUEUE_P_H
#define RUDDERQT_EVENTQUEUE_P_H

#include "configuration.h"
#include "error.h"
#include "identity/identityfile_p.h"
#include "private_export_p.h"
#include "queue/inbox_p.h"
#include "queue/queueerasure_p.h"
#include "queue/queuefile_p.h"
#include "queue/spillfiles_p.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

namespace Rudder {

class MemoryEventStore;

// What waits to be delivered: taken from the inbox, committed to the store, claimed for a batch,
// settled. On the pipeline's thread. No clock of its own.
class RUDDERQT_CORE_PRIVATE_EXPORT EventQueue
{
public:
    struct Commit
    {
        Error error; // set: nothing was stored, what there is room for is kept for the next commit
        Error settleError; // set: delivered events are still on disk
        qint64 stored = 0;
        QByteArray storedUpTo;
        qint64 waitedBefore = 0;     // how many events the store had
        qint64 oldestRecordedAt = 0; // by the boot clock
        qint64 droppedNew = 0;       // for which there was no room
        Dropped droppedStored;       // which made room
    };

    EventQueue(const Configuration &configuration, const QString &folder, Inbox *inbox);
    ~EventQueue();
    Q_DISABLE_COPY_MOVE(EventQueue)

    // An error says why the store is in memory.
    Error open(const QByteArray &owner, const QByteArray &bootId);
    // Tries again to have it on disk, where what is in memory, or in a file that has lost its name,
    // then goes, behind what is there. Not while there is a claim.
    Error reopen();
    // The newest event that was not safe on disk until it moved there, and how many those are that
    // wait before reopen().
    QByteArray movedUpTo() const { return m_inMemoryUpTo; }
    qint64 inMemory() const { return std::min(m_inMemory, count()); }
    // The file that holds the events can't be found again: somebody removed it, or its folder.
    bool isDetached() const { return m_store->isDetached(); }
    // The store on disk turned out to be damaged. An error says why the store is in memory now.
    bool isDamaged() const { return m_store->isDamaged(); }
    Error rescue();
    std::vector<Error> takeWarnings();
    bool isOpen() const { return m_store != nullptr; }
    bool isDatabase() const { return m_queueFile && !isDetached(); }
    // Other clients have it open too.
    bool isShared() const;
    // Brings what an earlier client of that owner left. Of a shared one this client takes leave, and
    // of its claim.
    Error setOwner(const QByteArray &owner);
    void close();

    void take(std::vector<RecordedEvent> &&events, std::shared_ptr<const IdentityRecord> identity);
    // All that was recorded, wherever it is, and the remembered user on disk. Open again afterwards, if
    // it was; an error, as from open(). While it isErasing(), something is still on the disk, or may be:
    // reopen() tries again first of all; where the queue is not open, that is for finishErasing(). What
    // the user decided, by the identity that is left, is on the disk first of all.
    Error erase(const QByteArray &owner, std::shared_ptr<const IdentityRecord> identity = {});
    Error finishErasing(const QByteArray &owner);
    // What the user decided is kept where nothing else is: the queue need not be open.
    Error storeIdentityAlone();
    bool isErasing() const { return m_erasure.isWanted(); }
    // How many events went since it was asked last.
    qint64 takeErased();
    // What was delivered is still on disk: commit() tries again to remove it.
    bool hasUnsettled() const { return !m_delivered.empty(); }
    // In memory, and so still within the inbox's bounds.
    qint64 heldInInbox() const { return m_heldEvents; }
    qint64 uncommitted() const { return qint64(m_taken.size()); }
    Commit commit();
    // At the end, what commit() and reopen() have not got to disk, or would be too slow for, goes to
    // a file that the next client reads. Such files keep to maxStoredBytes: how many events went for
    // it.
    bool isQuickToCommit() const;
    Error spill(qint64 *dropped);
    qint64 count() const // others may have erased what is to be settled
    {
        return std::max<qint64>(0, m_store->count() - qint64(m_delivered.size()));
    }
    // Of those that wait now; later it tells how many of them still do. Zero: of none.
    qint64 lastId() const { return m_database ? m_store->lastId() : 0; }
    qint64 countUpTo(qint64 id) const;
    // Each client of the queue sends its own events, and waits for no others.
    bool eachSends() const { return m_database && m_configuration.isMultiProcessor(); }
    qint64 countToFlush() const;

    // The oldest events, for one batch; they are not dropped while they are claimed. With them is
    // noted how sending stands, for the next process.
    Claim claim(int maxEvents, qint64 bootClock, const QByteArray &backoffRecord, Error *error);
    // How long others leave the claimed events alone, in ms, and that long again from now on.
    qint64 lease() const;
    Error renewClaim(qint64 bootClock);
    bool hasClaim() const { return !m_claimed.empty(); }
    qint64 claimed() const { return qint64(m_claimed.size()); }

    // What became of the claimed events; each ends the claim.
    //
    // Delivered. With an error they are still on disk, but are not sent again by this process.
    Error settleClaim(qint64 bootClock);
    // One attempt more; says how many are set aside as exhausted.
    Error countAttempt(const Failure &failure, qint64 *setAside);
    Error setClaimAside(const Failure &failure);
    void dropClaim();

    // The events that were set aside.
    std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const;
    Error requeue(const FailedFilter &filter, qint64 *count);
    Error purge(const FailedFilter &filter, qint64 *count);
    qint64 failedCount() const { return m_store->failedCount(); }
    qint64 exhaustedCount() const { return m_store->exhaustedCount(); }

    // Drops what is past the limits although nothing came: what was taken over is not asked whether
    // there is room for it. Nothing, where the newest are to be dropped: these are not.
    Dropped keepLimits();
    // Drops what waits for longer than the application wants it, the failed ones too.
    Dropped dropTooOld(qint64 bootClock, qint64 wallClock);
    // Looks for what other clients of this queue did.
    void refresh() { m_store->refresh(); }
    Elsewhere takeElsewhere() { return m_store->takeElsewhere(); }

    QByteArray backoffRecord() const { return m_store->backoffRecord(); }
    Error setBackoffRecord(const QByteArray &record) { return m_store->setBackoffRecord(record); }
    QByteArray sourceRecord() const { return m_store->sourceRecord(); }
    Error setSourceRecord(const QByteArray &record) { return m_store->setSourceRecord(record); }

private:
    Error makeFolder();
    std::unique_ptr<SqlEventStore> openDatabase(Error *error);
    std::unique_ptr<SqlEventStore> rescueFile(Error *error);
    void useDatabase(std::unique_ptr<SqlEventStore> database);
    void useMemory();
    Error moveTo(SqlEventStore *database);
    Error moveToDisk(SqlEventStore *database);
    Error takeSpilled(SqlEventStore *database, const QueueFile &file);
    std::vector<ImportedEvent> allInMemory() const;
    // Lets go of what has left the store in memory.
    void releaseHeld();
    Error storeIdentity();
    Error writeIdentity();
    Error settleDelivered(qint64 heldUntil = 0);
    void letGo();
    void append(Commit *commit);
    std::vector<RecordedEvent> nextToAppend();
    qint64 dropNewest();
    Dropped makeRoomOnDisk(qint64 bytes);
    Dropped makeRoom();
    Dropped dropOldest(qint64 count);

    const Configuration m_configuration;
    const QString m_folder;
    bool m_hadFolder = false; // or something in its place
    Inbox *const m_inbox;
    IdentityFile m_identityFile;
    const SpillFiles m_spillFiles;
    std::vector<Error> m_spillWarnings;
    QueueErasure m_erasure;

    std::unique_ptr<QueueFile> m_queueFile; // holds the lock of the store's file
    std::unique_ptr<EventStore> m_store;
    MemoryEventStore *m_memory = nullptr; // the store, when it is in memory
    SqlEventStore *m_database = nullptr;  // the store, when it is on disk
    qint64 m_heldEvents = 0;
    qint64 m_heldBytes = 0;
    QByteArray m_inMemoryUpTo;
    qint64 m_inMemory = 0; // or in a file that nobody will find again
    QByteArray m_owner;
    QByteArray m_bootId;
    std::deque<RecordedEvent> m_taken;
    std::shared_ptr<const IdentityRecord> m_identity; // the newest
    quint64 m_storedRevision = 1;                     // of the identity; the first is as read
    qint64 m_erased = 0;                              // of those in memory
    qint64 m_settled = 0;                             // of those on the disk that is to be erased
    std::vector<qint64> m_claimed;
    // Delivered, but still in the store, for it could not be written: all that is in front.
    std::vector<qint64> m_delivered;
};

} // namespace Rudder

#endif
