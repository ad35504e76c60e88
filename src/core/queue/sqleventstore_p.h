// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLEVENTSTORE_P_H
#define RUDDERQT_SQLEVENTSTORE_P_H

#include "configuration.h"
#include "queue/eventstore_p.h"
#include "queue/filelock_p.h"
#include "queue/sqlclaims_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/sqldiskspace_p.h"
#include "queue/sqlfailedevents_p.h"

#include <QtCore/qstring.h>
#include <QtSql/qsqlquery.h>

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace Rudder {

// The queue on disk: one SQLite file in WAL mode, that several clients may have open at once, in
// one process or several. What others did is seen with the next change, or by refresh().
class RUDDERQT_CORE_PRIVATE_EXPORT SqlEventStore final : public EventStore
{
public:
    SqlEventStore();
    ~SqlEventStore() override;

    static constexpr qint64 anySize = std::numeric_limits<qint64>::max();

    Error open(const QString &path, Configuration::Durability durability, qint64 maxBytes = anySize,
               SqlConnection::Pages pages = SqlConnection::Pages::Large);
    void close();
    bool isOpen() const { return m_statements.has_value(); }

    QByteArray owner() const; // empty: nobody's yet
    void forgetDeadClients();
    Error setOwner(const QByteArray &owner) override;
    // Why open() failed, or what was found since.
    bool isDamaged() const override { return m_connection.isDamaged(); }
    bool isOfNewerVersion() const { return m_isOfNewerVersion; }
    bool isDetached() const override { return m_isDetached; }
    // Each client of the queue sends what it recorded itself, in place of one for all.
    void setEachSends(bool eachSends);
    bool isInPlace() const { return m_connection.isInPlace(); }
    // No other client has it open, or could.
    bool isAlone() const { return m_connection.isAlone(); }
    FileIdentity file() const { return m_connection.file(); }

    // Behind all that is here, in pieces that the log on disk has room for. Says how many of them
    // are here now; an error, why not all.
    Error importBehind(const std::vector<ImportedEvent> &events, qint64 *imported);
    // The same, once for each mark.
    Error importOnce(const QString &mark, const std::vector<ImportedEvent> &events);
    void forgetImport(const QString &mark);
    // Of the file that was this queue's before: in their old places, and once, whoever brings them.
    // Of those that wait and of those that failed the ids rise from one call to the next.
    Error importFrom(const FileIdentity &source, const std::vector<ImportedEvent> &events);
    // All events of another queue, whose file may have no name any more, but for these. The ids rise.
    Error mergeFrom(SqlEventStore *other, const std::vector<qint64> &delivered);
    // Those of them that are here as well, for this file may be a copy of the other.
    Error settleAsIn(SqlEventStore *other, const std::vector<qint64> &delivered);
    // No event that is recorded from now on has an id of one that was lost.
    Error skipLostIds();
    // Moves all events of another queue, that nobody else has open, behind those of this one.
    Error adopt(SqlEventStore *orphan);

    // All events that are here when it is called first with that mark, waiting or failed, whoever
    // sends them; what tells of them too. No byte of what was deleted is left in the file or its log.
    // Adds how many went.
    Error erase(const QByteArray &mark, qint64 *count);

    Error append(const std::vector<RecordedEvent> &events, const QByteArray &bootId) override;
    std::vector<StoredEvent> oldest(qint64 after, int maxEvents, qint64 maxBytes,
                                    Error *error) override;
    Claim claim(const ClaimRequest &request, Error *error) override;
    Error renewClaim(const IdRange &range, qint64 until) override;
    Error settle(const std::vector<qint64> &ids, qint64 heldUntil = 0) override;
    Dropped dropOldest(qint64 count, qint64 keepFrom, qint64 keepTo) override;
    qint64 drop(const std::vector<qint64> &ids) override;
    Error countAttempt(const std::vector<qint64> &ids, int maxAttempts, const Failure &failure,
                       qint64 *setAside) override;
    Error setAside(const std::vector<qint64> &ids, const Failure &failure) override;
    std::vector<FailedEvent> failedEvents(qint64 after, int limit, Error *error) const override;
    std::vector<ImportedEvent> failedToExport(qint64 after, int limit, Error *error) const override;
    Error requeue(const FailedFilter &filter, qint64 *count) override;
    Error purge(const FailedFilter &filter, qint64 *count) override;
    QByteArray backoffRecord() const override;
    Error setBackoffRecord(const QByteArray &record) override;
    QByteArray sourceRecord() const override;
    Error setSourceRecord(const QByteArray &record) override;
    void letGo() override { m_unclaimedLock.reset(); }

    void refresh() override;
    Elsewhere takeElsewhere() override { return std::exchange(m_elsewhere, {}); }
    qint64 excessWith(qint64 bytes) override { return m_space.excessWith(bytes); }
    qint64 diskBytesOf(qint64 bytes) const override { return SqlDiskSpace::worstBytesOf(bytes); }
    qint64 bytesPerEvent() override;
    qint64 transactionBytes() const override { return m_space.transactionBytes(); }
    void giveBack() override;
    qint64 bytesOnDisk() const { return m_space.bytesOnDisk(); }

    qint64 count() const override { return m_counts.waiting; }
    qint64 failedCount() const override { return m_counts.failed; }
    qint64 exhaustedCount() const override { return m_counts.exhausted; }
    qint64 lastId() const override { return m_lastId; }
    // Of those that wait; where each client sends its own, without those of others.
    qint64 countUpTo(qint64 id) const;

private:
    struct Statements
    {
        explicit Statements(const QSqlDatabase &database);
        QSqlQuery append;
        QSqlQuery oldest;
        QSqlQuery oldestOfClient;
        QSqlQuery oldestOfNobody;
        QSqlQuery settle;
        QSqlQuery settleRange;
        QSqlQuery readCounts;
        QSqlQuery addCounts;
        QSqlQuery import;
        QSqlQuery importFailed;
        QSqlQuery bytesAt;
    };

    Error prepareStatements();
    Error readCounts();
    Error recount();
    Error insert(const std::vector<RecordedEvent> &events, const QByteArray &bootId);
    Error importPieces(const QString &mark, const std::vector<ImportedEvent> &events, qint64 *done);
    Error importAll(const std::vector<ImportedEvent> &events, EventCounts *difference);
    Error importOne(const ImportedEvent &event, EventCounts *difference);
    // Of the event that has this id, waiting or failed; null: none has.
    std::optional<QByteArray> bytesAt(qint64 id, Error *error);
    template <typename Visit> Error forEach(Visit &&visit);
    // From the first that nobody sends up to the next that somebody does.
    std::vector<StoredEvent> firstFree(const ClaimRequest &request, std::vector<IdRange> taken,
                                       Error *error);
    std::vector<StoredEvent> read(QSqlQuery *query, qint64 maxBytes, Error *error) const;
    // Those of that client which are not done, and not sent by one that sends for all.
    std::vector<StoredEvent> nextOf(qint64 client, const ClaimRequest &request,
                                    const std::vector<IdRange> &taken, Error *error);
    // Of whom there are any first: nobody's, those inherited, its own.
    std::vector<StoredEvent> nextOwn(const std::set<qint64> &inherited, const ClaimRequest &request,
                                     const std::vector<IdRange> &taken, Error *error);
    // Says whether there are any.
    bool lookForNobodys();
    Claim claimOwn(const ClaimRequest &request, Error *error);
    Error claimOwnInTransaction(const ClaimRequest &request, bool mayInherit, Claim *claim,
                                std::set<qint64> *inherited);
    Claim ownWithoutClaim(const ClaimRequest &request, Error *error);
    Claim claimForAll(const ClaimRequest &request, Error *error);
    // Of events that come now.
    QVariant whose() const;
    Error enrol(qint64 bootClock);
    QString unclaimedLockPath() const;
    bool isUnclaimedSentElsewhere() const;
    bool lockUnclaimed();
    Error claimInTransaction(const ClaimRequest &request, Claim *claim);
    bool isAll(const std::vector<qint64> &ids) const;
    Error remove(const std::vector<qint64> &ids, qint64 *removed);
    // In a transaction of its own: what work does, and how that changes the counts.
    using Work = std::function<Error(EventCounts *difference)>;
    Error change(const Work &work);
    Error changeInTransaction(const Work &work);
    Error changeFailed(const Work &work, qint64 *count);
    Error beginErasing(const QByteArray &mark, qint64 *upTo);
    Error eraseUpTo(qint64 id, qint64 *count);
    Error erasePiece(qint64 upTo, qint64 events, qint64 *count);
    Error eraseWithoutZeros(qint64 upTo, qint64 *count);
    Error eraseInTransaction(qint64 *count, const Work &work);
    Error findLast(qint64 events, qint64 *last) const;
    qint64 newestId() const;

    Error readFact(const QString &name, QByteArray *value) const;
    QByteArray fact(const QString &name) const;
    Error setFact(const QString &name, const QByteArray &value);
    Error forgetBackoff();

    SqlConnection m_connection;
    SqlFailedEvents m_failed{&m_connection};
    std::optional<Statements> m_statements;
    SqlClaims m_claims{&m_connection};
    SqlDiskSpace m_space{&m_connection};
    EventCounts m_counts;
    qint64 m_lastId = 0;       // that was given
    qint64 m_storedLastId = 0; // as this client read or wrote it last
    Elsewhere m_elsewhere;
    QByteArray m_backoffRecord; // as this client knows it
    bool m_hasClaim = false;
    std::unique_ptr<FileLock> m_unclaimedLock; // sends for all although no claim can be written
    bool m_eachSends = false;
    bool m_isEnrolled = false;
    bool m_isEnrolling = false;   // in the transaction that is open
    bool m_hasNobodys = true;     // perhaps
    qint64 m_nobodysSoughtAt = 0; // how far the ids were
    std::set<qint64> m_inherited; // clients that are gone
    bool m_isDetached = false;
    bool m_isOfNewerVersion = false;
};

} // namespace Rudder

#endif
