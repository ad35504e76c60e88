// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventqueue_p.h"
#include "queue/filelock_p.h"
#include "queue/processidentity_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Rudder;
using namespace Qt::StringLiterals;

// Several clients with one file, each with a connection of its own, as processes have.
class tst_SharedQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void allRecordAndNoIdIsGivenTwice();
    void oneSendsForAll();
    void aLeaseEnds();
    void aLeaseIsRenewed();
    void aDeadProcessLosesItsClaimAtOnce();
    void whoClosesHandsOver();
    void whatADeadOneWasSendingGoesFirst();
    void anothersBackoffIsHeeded();
    void anothersOwnerLeavesNoBackoff();
    void eachSendsWhatItRecorded();
    void whatOneLeftIsInheritedByOneAlone_data();
    void whatOneLeftIsInheritedByOneAlone();
    void whoWasTakenForDeadHasItsOwnAgain();
    void nobodysEventsAreSentByOneAlone();
    void whatWasDeliveredInPiecesIsNotClaimed();
    void whatAnotherSendsIsNotDropped();
    void whatOthersDidIsCounted();
    void aChangeOfFailedEventsCountsItsOwn();
    void aChangeThatFailsIsNoDoingOfOthers();
    void aClaimIsHadOnADiskThatTakesNothing();
    void onADiskThatTakesNothingOneSendsForAllToo();
    void whoSentForAllOnSuchADiskLetsOthersSendAgain();
    void onSuchADiskWhatTheGoneLeftIsSentByOneAlone();
    void whatAClientBringsIsItsOwn();
    void whatOneThatSendsForAllStoredIsFound();
    void whatOneThatSendsForAllIsSendingIsLeftToIt();
    void whoEndsWhileTheFileIsLockedIsGone();
    void whoHasNothingIsWaitedForByNobody();

    void aChangeOfOwnerLeavesAFileOfThatNameAlone();
    void aFileThatVanishesIsMadeAnewWithItsEvents();
    void twoThatLoseTheirFileMakeOne();
    void whatAnotherBroughtAndDeliveredComesNoMore();
    void aFileWhoseFactsAreDamagedIsRescued();
    void aDamagedFileOfAnotherOwnerThatLivesIsLeftToIt();
    void whatIsStoredAfterAnothersRescueIsNotLost();
    void whoEndsAfterAnothersRescueLeavesItsEventsToTheNext_data();
    void whoEndsAfterAnothersRescueLeavesItsEventsToTheNext();
    void aClientThatChangesItsOwnerLeavesTheOthersAlone();
    void whatAnotherIsTakingOverComesBeforeWhatIsNewer();
    void aNewKeyTakesOverWhatTheOldOneSpilled();
    void aTakeoverOfWhatWasSpilledIsFinishedAfterAKill();
    void anOwnerThatIsAliveKeepsWhatItSpilled();
    void anOldKeyThatComesBackFindsNothingASecondTime();
    void aClientThatIsGivenAnotherKeyTakesItsSpillsAlong();

    void thisProcessIsAlive();
    void aProcessThatEndedIsNot();

private:
    QString path() const { return m_folder->filePath(u"q.sqlite"_s); }
    QStringList spillFiles() const
    {
        return QDir(m_folder->path()).entryList({u"*.spill-*"_s}, QDir::Files);
    }
    std::unique_ptr<SqlEventStore> open() const
    {
        auto store = std::make_unique<SqlEventStore>();
        const Error error = store->open(path(), Configuration::Durability::Normal);
        if (error.isError())
            qFatal("%s", qPrintable(error.message()));
        return store;
    }
    std::unique_ptr<SqlEventStore> openForOwn() const
    {
        auto store = open();
        store->setEachSends(true);
        return store;
    }
    void execute(const QString &statement) const { execute(statement, path()); }
    static void damageInTheMiddle(const QString &path);
    static void execute(const QString &statement, const QString &path)
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(statement));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
    }

    static QString queuePath(const QString &folder)
    {
        return folder + u"/rudderEventsQueue.sqlite"_s;
    }
    // Of a table, on the disk; not what a connection has in its memory.
    static void zeroRootOf(const QString &table, const QString &path)
    {
        qint64 root = 0;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
            QVERIFY(query.exec(u"SELECT rootpage FROM sqlite_master WHERE name = '%1'"_s.arg(table))
                    && query.next());
            root = query.value(0).toLongLong();
        }
        QSqlDatabase::removeDatabase(u"test"_s);
        QFile file(path);
        constexpr qint64 pageSize = 4096;
        QVERIFY(root > 1 && file.open(QIODevice::ReadWrite) && file.seek((root - 1) * pageSize));
        QCOMPARE(file.write(QByteArray(pageSize, '\0')), pageSize);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

static std::vector<RecordedEvent> events(const QByteArrayList &names)
{
    std::vector<RecordedEvent> result;
    for (const QByteArray &name : names) {
        RecordedEvent event;
        event.bytes = name;
        event.messageId = name;
        result.push_back(event);
    }
    return result;
}

static ClaimRequest request(int maxEvents, qint64 bootClock = 1000)
{
    ClaimRequest request;
    request.maxEvents = maxEvents;
    request.maxBytes = 1'000'000;
    request.bootClock = bootClock;
    request.lease = 60'000;
    return request;
}

static ClaimRequest sharedRequest(int maxEvents)
{
    ClaimRequest own = request(maxEvents);
    own.isExclusive = false;
    return own;
}

static QByteArrayList bytesOf(const std::vector<StoredEvent> &events)
{
    QByteArrayList bytes;
    for (const StoredEvent &event : events)
        bytes.append(event.bytes);
    return bytes;
}

static std::vector<qint64> idsOf(const std::vector<StoredEvent> &events)
{
    std::vector<qint64> ids;
    ids.reserve(events.size());
    for (const StoredEvent &event : events)
        ids.push_back(event.id);
    return ids;
}

static QByteArrayList all(EventStore *store)
{
    Error error;
    return bytesOf(store->oldest(0, 1000, 1'000'000, &error));
}

void tst_SharedQueue::allRecordAndNoIdIsGivenTwice()
{
    const auto a = open();
    const auto b = open();
    QVERIFY(!a->append(events({"1", "2"}), "boot").isError());
    QVERIFY(!b->append(events({"3"}), "boot").isError());
    QVERIFY(!a->append(events({"4"}), "boot").isError());
    QCOMPARE(all(a.get()), QByteArrayList({"1", "2", "3", "4"}));
    QCOMPARE(a->count(), 4);
    b->refresh();
    QCOMPARE(b->count(), 4);
    QCOMPARE(b->lastId(), a->lastId());
}

void tst_SharedQueue::oneSendsForAll()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1", "2", "3"}), "boot");
    Error error;
    const Claim first = a->claim(request(2), &error);
    QCOMPARE(bytesOf(first.events), QByteArrayList({"1", "2"}));
    const Claim none = b->claim(request(2), &error);
    QVERIFY(none.events.empty());
    QCOMPARE(none.heldUntil, std::optional<qint64>(61'000));
    QVERIFY(!error.isError());

    // It goes on where it was, and the other one waits a little.
    QVERIFY(!a->settle(idsOf(first.events), 3000).isError());
    QCOMPARE(b->claim(request(2), &error).heldUntil, std::optional<qint64>(3000));
    QCOMPARE(bytesOf(a->claim(request(2), &error).events), QByteArrayList({"3"}));

    // With nothing left it stands in nobody's way.
    QVERIFY(!a->settle({3}, 3000).isError());
    b->append(events({"4"}), "boot");
    QCOMPARE(bytesOf(b->claim(request(2), &error).events), QByteArrayList({"4"}));
}

void tst_SharedQueue::aLeaseEnds()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1"}), "boot");
    Error error;
    a->claim(request(1), &error);
    QVERIFY(b->claim(request(1, 60'999), &error).events.empty());
    QCOMPARE(bytesOf(b->claim(request(1, 61'000), &error).events), QByteArrayList({"1"}));
    // Late, but it was delivered.
    QVERIFY(!a->settle({1}).isError());
    QCOMPARE(a->count(), 0);
}

void tst_SharedQueue::aLeaseIsRenewed()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1", "2"}), "boot");
    Error error;
    const Claim claim = a->claim(request(2), &error);
    QVERIFY(!a->renewClaim({claim.events.front().id, claim.events.back().id}, 91'000).isError());
    QVERIFY(b->claim(request(2, 90'999), &error).events.empty());
    QCOMPARE(bytesOf(b->claim(request(2, 91'000), &error).events), QByteArrayList({"1", "2"}));
}

void tst_SharedQueue::aDeadProcessLosesItsClaimAtOnce()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1"}), "boot");
    Error error;
    a->claim(request(1), &error);
    QList<QByteArray> parts = processIdentity().split(' ');
    parts[3] = "1"; // the number is given to another process now
    execute(u"UPDATE claims SET process = CAST('%1' AS BLOB)"_s.arg(
            QString::fromLatin1(parts.join(' '))));
    QCOMPARE(bytesOf(b->claim(request(1), &error).events), QByteArrayList({"1"}));
}

void tst_SharedQueue::whoClosesHandsOver()
{
    auto a = open();
    const auto b = open();
    a->append(events({"1"}), "boot");
    Error error;
    a->claim(request(1), &error);
    a.reset();
    QCOMPARE(bytesOf(b->claim(request(1), &error).events), QByteArrayList({"1"}));
}

void tst_SharedQueue::whatADeadOneWasSendingGoesFirst()
{
    auto a = open();
    const auto b = open();
    b->append(events({"1", "2", "3", "4"}), "boot");
    Error error;
    a->claim(request(2), &error);
    a.reset();
    QCOMPARE(bytesOf(b->claim(request(3), &error).events), QByteArrayList({"1", "2", "3"}));
}

void tst_SharedQueue::anothersBackoffIsHeeded()
{
    auto a = open();
    const auto b = open();
    a->append(events({"1"}), "boot");
    Error error;
    ClaimRequest withRecord = request(1);
    withRecord.backoffRecord = "of a";
    a->claim(withRecord, &error);
    a.reset();
    const Claim none = b->claim(request(1), &error);
    QVERIFY(none.hasOthersBackoff);
    QVERIFY(none.events.empty());
    QCOMPARE(b->backoffRecord(), QByteArray("of a"));
    const Claim claim = b->claim(request(1), &error); // it knows now
    QVERIFY(!claim.hasOthersBackoff);
    QCOMPARE(bytesOf(claim.events), QByteArrayList({"1"}));
}

// How one data plane was doing says nothing of another.
void tst_SharedQueue::anothersOwnerLeavesNoBackoff()
{
    {
        const auto store = open();
        store->setOwner("one");
        store->setBackoffRecord("wait");
        store->setOwner("one");
        QCOMPARE(store->backoffRecord(), "wait");
        store->setOwner("another");
        QCOMPARE(store->backoffRecord(), QByteArray());
    }
    QCOMPARE(open()->backoffRecord(), QByteArray());
}

// As on a full disk, where what was delivered can't be removed.
void tst_SharedQueue::whatWasDeliveredInPiecesIsNotClaimed()
{
    const auto store = openForOwn();
    store->append(events({"1", "2", "3", "4", "5", "6"}), "boot");
    Error error;
    ClaimRequest claim = sharedRequest(2);
    claim.done = {1, 2, 5, 6};
    QCOMPARE(bytesOf(store->claim(claim, &error).events), QByteArrayList({"3", "4"}));
    claim.done = {1, 2, 3, 4, 5, 6};
    QVERIFY(store->claim(claim, &error).events.empty());
}

void tst_SharedQueue::eachSendsWhatItRecorded()
{
    const auto a = openForOwn();
    const auto b = openForOwn();
    a->append(events({"a1", "a2"}), "boot");
    b->append(events({"b1"}), "boot");
    a->append(events({"a3"}), "boot");
    b->append(events({"b2", "b3"}), "boot");
    Error error;
    const Claim ofA = a->claim(sharedRequest(2), &error);
    const Claim ofB = b->claim(sharedRequest(2), &error);
    QCOMPARE(bytesOf(ofA.events), QByteArrayList({"a1", "a2"}));
    QCOMPARE(bytesOf(ofB.events), QByteArrayList({"b1", "b2"}));
    QVERIFY(!b->settle(idsOf(ofB.events)).isError());
    QCOMPARE(bytesOf(b->claim(sharedRequest(2), &error).events), QByteArrayList({"b3"}));
    QCOMPARE(b->countUpTo(b->lastId()), 1); // without those of a
    QVERIFY(!a->append(events({"a4", "a5"}), "boot").isError());
    QCOMPARE(b->countUpTo(b->lastId()), 1); // nor what came since b last looked
    // One that has none may look again later; what failed for another stays with that.
    const auto c = openForOwn();
    const Claim ofC = c->claim(sharedRequest(2), &error);
    QVERIFY(ofC.events.empty());
    QVERIFY(ofC.heldUntil.has_value());
    QCOMPARE(bytesOf(a->claim(sharedRequest(9), &error).events),
             QByteArrayList({"a1", "a2", "a3", "a4", "a5"}));
    // One that wants to send for all waits for all of them.
    QVERIFY(open()->claim(request(1), &error).heldUntil.has_value());
}

void tst_SharedQueue::whatOneLeftIsInheritedByOneAlone_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("closed") << QString();
    QTest::newRow("killed") << u"UPDATE claims SET process = 'no such process' WHERE until > 1"_s;
    QTest::newRow("killed, its row lost") << u"DELETE FROM claims WHERE until > 1"_s;
}

// In its order, and before what the heir recorded itself.
void tst_SharedQueue::whatOneLeftIsInheritedByOneAlone()
{
    QFETCH(QString, end);
    auto a = openForOwn();
    a->append(events({"a1", "a2", "a3"}), "boot");
    Error error;
    QCOMPARE(a->claim(sharedRequest(2), &error).events.size(), size_t(2));
    if (end.isEmpty())
        a.reset();
    else
        execute(end);
    auto b = openForOwn();
    const auto c = openForOwn();
    b->append(events({"b1"}), "boot");
    c->append(events({"c1"}), "boot");
    const Claim ofB = b->claim(sharedRequest(2), &error);
    QCOMPARE(bytesOf(ofB.events), QByteArrayList({"a1", "a2"}));
    QCOMPARE(bytesOf(c->claim(sharedRequest(9), &error).events), QByteArrayList({"c1"}));
    b->settle(idsOf(ofB.events));
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events), QByteArrayList({"a3"}));
    b.reset(); // the next in line
    QByteArrayList left;
    for (int i = 0; i < 3; ++i) {
        const Claim ofC = c->claim(sharedRequest(9), &error);
        left += bytesOf(ofC.events);
        c->settle(idsOf(ofC.events));
    }
    QCOMPARE(left.takeLast(), QByteArray("c1"));
    QVERIFY(left.contains("a3") && left.contains("b1"));
}

// As in another container, whose processes can't be asked.
void tst_SharedQueue::whoWasTakenForDeadHasItsOwnAgain()
{
    QByteArrayList elsewhere = processIdentity().split(' ');
    elsewhere[1] = "another_namespace";
    const QString thatOne = u"UPDATE claims SET process = '%1', until = %2 WHERE client = "
                            "(SELECT client FROM events WHERE bytes = x'6131')"_s.arg(
                                    QString::fromUtf8(elsewhere.join(' ')));
    const auto a = openForOwn();
    const auto b = openForOwn();
    a->append(events({"a1", "a2"}), "boot");
    b->append(events({"b1"}), "boot");
    Error error;
    execute(thatOne.arg(999)); // its lease has ended by now
    QCOMPARE(bytesOf(b->claim(sharedRequest(1), &error).events), QByteArrayList({"a1"}));
    execute(thatOne.arg(2000)); // it sends again
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events), QByteArrayList({"b1"}));
}

// As what one recorded that sends for all, or what failed and is queued again.
void tst_SharedQueue::nobodysEventsAreSentByOneAlone()
{
    open()->append(events({"1", "2", "3"}), "boot");
    const auto a = openForOwn();
    const auto b = openForOwn();
    Error error;
    QCOMPARE(bytesOf(a->claim(sharedRequest(2), &error).events), QByteArrayList({"1", "2"}));
    QVERIFY(b->claim(sharedRequest(2), &error).events.empty());
    a->setAside({1, 2}, {});
    a->settle({3});
    b->append(events({"b1"}), "boot");
    qint64 count = 0;
    b->requeue({}, &count);
    QCOMPARE(count, 2);
    QVERIFY(a->claim(sharedRequest(9), &error).events.empty()); // they are b's now
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events), QByteArrayList({"1", "2", "b1"}));
}

void tst_SharedQueue::whatAnotherSendsIsNotDropped()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1", "2", "3", "4"}), "boot");
    Error error;
    a->claim(request(2), &error);
    QCOMPARE(b->drop({1, 2, 3}), 1);
    QCOMPARE(b->dropOldest(3, 0, 0).waiting, 1);
    QCOMPARE(all(b.get()), QByteArrayList({"1", "2"}));
}

void tst_SharedQueue::whatOthersDidIsCounted()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1", "2", "3"}), "boot");
    b->append(events({"4"}), "boot");
    b->takeElsewhere();
    a->settle({1, 2});
    qint64 setAside = 0;
    QVERIFY(!a->setAside({3}, Failure{FailedEvent::Reason::Refused, u"no"_s, 1}).isError());
    a->append(events({"5", "6"}), "boot");
    b->refresh();
    Elsewhere others = b->takeElsewhere();
    QCOMPARE(others.delivered, 2);
    QCOMPARE(others.failed, 1);
    QCOMPARE(others.requeued, 0);
    QCOMPARE(b->count(), 3);
    QCOMPARE(b->failedCount(), 1);

    QVERIFY(!a->requeue({}, &setAside).isError());
    b->refresh();
    others = b->takeElsewhere();
    QCOMPARE(others.requeued, 1);
    QCOMPARE(others.delivered, 0);
    a->refresh();
    QCOMPARE(a->takeElsewhere().delivered, 0); // its own doings are none of others
}

void tst_SharedQueue::aChangeOfFailedEventsCountsItsOwn()
{
    const auto a = open();
    const auto b = open();
    a->append(events({"1", "2", "3", "4", "5"}), "boot");
    a->setAside({1, 2, 3, 4}, {}); // b has not looked since
    qint64 count = -1;
    QVERIFY(!b->requeue({std::vector<qint64>{1}, std::nullopt}, &count).isError());
    QCOMPARE(count, 1);
    a->setAside({5}, {});
    QVERIFY(!b->purge({std::vector<qint64>{}, std::nullopt}, &count).isError());
    QCOMPARE(count, 0);
    QVERIFY(!b->purge({}, &count).isError());
    QCOMPARE(count, 4);
    QCOMPARE(b->failedCount(), 0);
}

void tst_SharedQueue::aChangeThatFailsIsNoDoingOfOthers()
{
    const auto store = open();
    store->append(events({"1"}), "boot");
    execute(u"CREATE TRIGGER full BEFORE INSERT ON events WHEN new.bytes = x'33' "
            "BEGIN SELECT RAISE(FAIL, 'full'); END"_s);
    QVERIFY(store->append(events({"2", "3"}), "boot").isError());
    const Elsewhere others = store->takeElsewhere();
    QCOMPARE(others.requeued, 0);
    QCOMPARE(others.delivered, 0);
    QVERIFY(!store->append(events({"4"}), "boot").isError());
    QCOMPARE(store->lastId(), 2);
}

// Else a full disk would never be emptied.
void tst_SharedQueue::aClaimIsHadOnADiskThatTakesNothing()
{
    const auto a = open();
    a->append(events({"1"}), "boot");
    execute(u"CREATE TRIGGER full BEFORE INSERT ON claims BEGIN SELECT RAISE(FAIL, 'full'); END"_s);
    Error error;
    QCOMPARE(bytesOf(a->claim(request(1), &error).events), QByteArrayList({"1"}));
    QVERIFY(!error.isError());
}

// Or each event would be sent by all.
void tst_SharedQueue::onADiskThatTakesNothingOneSendsForAllToo()
{
    auto a = open();
    const auto b = open();
    a->append(events({"1", "2"}), "boot");
    execute(u"CREATE TRIGGER full BEFORE INSERT ON claims BEGIN SELECT RAISE(FAIL, 'full'); END"_s);
    Error error;
    QCOMPARE(bytesOf(a->claim(request(1), &error).events), QByteArrayList({"1"}));
    const Claim ofB = b->claim(request(2), &error);
    QVERIFY(ofB.events.empty());
    QVERIFY(ofB.heldUntil.has_value());
    execute(u"DROP TRIGGER full"_s);
    QVERIFY(b->claim(request(2), &error).events.empty()); // a's request is still in flight
    a.reset();
    QCOMPARE(bytesOf(b->claim(request(2), &error).events), QByteArrayList({"1", "2"}));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.lock"_s}, QDir::Files), QStringList());
}

namespace {

std::vector<ImportedEvent> imported(const QByteArrayList &names)
{
    std::vector<ImportedEvent> result;
    for (const QByteArray &name : names)
        result.push_back({{0, name, {}, {}, 0, 0}, std::nullopt});
    return result;
}

struct Client
{
    explicit Client(const QString &folder, const QByteArray &owner = "owner")
        : queue(Configuration(), folder, &inbox), openError(queue.open(owner, "boot"))
    {
    }
    void take(const QByteArrayList &names)
    {
        for (const RecordedEvent &event : events(names))
            inbox.push(RecordedEvent(event));
        Inbox::Contents contents = inbox.take();
        queue.take(std::move(contents.events), nullptr);
    }
    EventQueue::Commit record(const QByteArrayList &names)
    {
        take(names);
        return queue.commit();
    }
    // Ends without time for the database.
    void spill(const QByteArrayList &names)
    {
        take(names);
        qint64 dropped = 0;
        if (const Error error = queue.spill(&dropped); error.isError())
            qFatal("%s", qPrintable(error.message()));
        queue.close();
    }
    QByteArrayList waiting()
    {
        Error error;
        const QByteArrayList bytes = bytesOf(queue.claim(1000, 1000, "b", &error).events);
        if (error.isError())
            qInfo("%s", qPrintable(error.message()));
        queue.dropClaim();
        return bytes;
    }

    Inbox inbox{1000, 1'000'000};
    EventQueue queue;
    const Error openError;
};

} // namespace

void tst_SharedQueue::whoSentForAllOnSuchADiskLetsOthersSendAgain()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client a(folder);
    Client b(folder);
    a.record({"1"});
    execute(u"CREATE TRIGGER full BEFORE INSERT ON claims BEGIN SELECT RAISE(FAIL, 'full'); END"_s,
            queuePath(folder));
    Error error;
    QCOMPARE(bytesOf(a.queue.claim(10, 1000, "b", &error).events), QByteArrayList({"1"}));
    execute(u"DROP TRIGGER full"_s, queuePath(folder));
    QVERIFY(!a.queue.settleClaim(1000).isError());
    b.record({"2"});
    QCOMPARE(b.waiting(), QByteArrayList({"2"}));
}

void tst_SharedQueue::onSuchADiskWhatTheGoneLeftIsSentByOneAlone()
{
    openForOwn()->append(events({"1", "2"}), "boot");
    const auto a = openForOwn();
    const auto b = openForOwn();
    execute(u"CREATE TRIGGER full BEFORE INSERT ON claims BEGIN SELECT RAISE(FAIL, 'full'); END"_s);
    Error error;
    QCOMPARE(bytesOf(a->claim(sharedRequest(9), &error).events), QByteArrayList({"1", "2"}));
    const Claim ofB = b->claim(sharedRequest(9), &error);
    QVERIFY(ofB.events.empty());
    QVERIFY(ofB.heldUntil.has_value()); // else it would ask without end
    execute(u"DROP TRIGGER full"_s);
    QVERIFY(b->claim(sharedRequest(9), &error).events.empty()); // a's request is still in flight
    a->letGo();
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events), QByteArrayList({"1", "2"}));
}

// Whoever takes care of nobody's events, which they would be.
void tst_SharedQueue::whatAClientBringsIsItsOwn()
{
    const auto a = openForOwn();
    const auto b = openForOwn();
    a->append(events({"a1", "a2"}), "boot");
    Error error;
    QCOMPARE(bytesOf(a->claim(sharedRequest(1), &error).events), QByteArrayList({"a1"}));
    qint64 count = 0;
    QVERIFY(!b->importBehind(imported({"b1"}), &count).isError());
    QVERIFY(!b->importOnce(u"mark"_s, imported({"b2"})).isError());
    b->append(events({"b3"}), "boot");
    QCOMPARE(bytesOf(a->claim(sharedRequest(9), &error).events), QByteArrayList({"a1", "a2"}));
    const Claim ofB = b->claim(sharedRequest(9), &error);
    QCOMPARE(bytesOf(ofB.events), QByteArrayList({"b1", "b2", "b3"}));
    QCOMPARE(b->countUpTo(b->lastId()), 3);

    // What failed for it, and comes back, too.
    QVERIFY(!b->setAside(idsOf(ofB.events), Failure()).isError());
    QVERIFY(!b->requeue({}, &count).isError());
    QCOMPARE(count, 3);
    QCOMPARE(bytesOf(a->claim(sharedRequest(9), &error).events), QByteArrayList({"a1", "a2"}));
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events),
             QByteArrayList({"b1", "b2", "b3"}));
}

void tst_SharedQueue::whatOneThatSendsForAllStoredIsFound()
{
    const auto own = openForOwn();
    auto forAll = open();
    Error error;
    own->append(events({"1"}), "boot");
    QCOMPARE(bytesOf(own->claim(sharedRequest(9), &error).events), QByteArrayList({"1"}));
    forAll->append(events({"2"}), "boot");
    QVERIFY(!own->settle({1}).isError());
    QCOMPARE(bytesOf(own->claim(sharedRequest(9), &error).events), QByteArrayList({"2"}));
}

void tst_SharedQueue::whatOneThatSendsForAllIsSendingIsLeftToIt()
{
    const auto own = openForOwn();
    auto forAll = open();
    forAll->append(events({"1", "2"}), "boot");
    Error error;
    QCOMPARE(bytesOf(forAll->claim(request(9), &error).events), QByteArrayList({"1", "2"}));
    own->append(events({"3"}), "boot");
    QCOMPARE(bytesOf(own->claim(sharedRequest(9), &error).events), QByteArrayList({"3"}));
    QVERIFY(!own->settle({3}).isError());
    const Claim none = own->claim(sharedRequest(9), &error);
    QVERIFY(none.events.empty());
    QVERIFY(none.heldUntil.has_value());
    forAll.reset();
    QCOMPARE(bytesOf(own->claim(sharedRequest(9), &error).events), QByteArrayList({"1", "2"}));
}

// Its process lives on, which is all that its row tells.
void tst_SharedQueue::whoEndsWhileTheFileIsLockedIsGone()
{
    Error error;
    auto a = openForOwn();
    a->append(events({"1"}), "boot");
    a->claim(sharedRequest(9), &error);
    auto forAll = open();
    const auto b = openForOwn();
    b->append(events({"2"}), "boot");
    {
        SqlConnection other;
        QVERIFY(!other.open(path(), Configuration::Durability::Normal).isError());
        QVERIFY(!other.execute(u"BEGIN IMMEDIATE"_s).isError());
        a.reset();
        QVERIFY(!other.execute(u"ROLLBACK"_s).isError());
    }
    const Claim ofA = b->claim(sharedRequest(9), &error);
    QCOMPARE(bytesOf(ofA.events), QByteArrayList({"1"}));
    QVERIFY(!b->settle(idsOf(ofA.events)).isError());
    QCOMPARE(bytesOf(b->claim(sharedRequest(9), &error).events), QByteArrayList({"2"}));
}

void tst_SharedQueue::whoHasNothingIsWaitedForByNobody()
{
    const auto own = openForOwn();
    qint64 count = 0;
    QVERIFY(!own->requeue({}, &count).isError());
    const auto forAll = open();
    forAll->append(events({"1"}), "boot");
    Error error;
    QCOMPARE(bytesOf(forAll->claim(request(9), &error).events), QByteArrayList({"1"}));
}

// SQLite finds a file's logs by their names.
void tst_SharedQueue::aChangeOfOwnerLeavesAFileOfThatNameAlone()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client a(folder);
    a.record({"old"});
    QVERIFY(QDir(folder).removeRecursively());
    Client b(folder);
    b.record({"new"});
    QVERIFY(a.queue.isShared());
    QVERIFY(QFile::exists(queuePath(folder) + u"-wal"_s));
    QVERIFY(!a.queue.setOwner("another").isError());
    QCOMPARE(a.waiting(), QByteArrayList({"old"}));
    QVERIFY(QFile::exists(queuePath(folder) + u"-wal"_s));
    b.queue.close();
    QCOMPARE(Client(folder).waiting(), QByteArrayList({"new"}));
}

void tst_SharedQueue::aFileThatVanishesIsMadeAnewWithItsEvents()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client client(folder);
    client.record({"1"});
    QVERIFY(client.queue.isDatabase());
    QVERIFY(QDir(folder).removeRecursively());

    client.record({"2"});
    QVERIFY(client.queue.isDetached());
    QVERIFY(!client.queue.isDatabase()); // so that nothing is said to be stored
    QCOMPARE(client.queue.count(), 2);
    QCOMPARE(client.queue.movedUpTo(), QByteArray("2"));

    QVERIFY(!client.queue.reopen().isError());
    QVERIFY(client.queue.isDatabase());
    QCOMPARE(client.waiting(), QByteArrayList({"1", "2"}));
    client.record({"3"});
    client.queue.close();
    Client next(folder);
    QCOMPARE(next.waiting(), QByteArrayList({"1", "2", "3"}));
}

void tst_SharedQueue::twoThatLoseTheirFileMakeOne()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client a(folder);
    Client b(folder);
    a.record({"1"});
    b.record({"2"});
    QVERIFY(QDir(folder).removeRecursively());
    Client stranger(folder); // which finds nothing, and begins anew
    stranger.record({"s"});
    a.record({"3"});
    b.record({"4"});
    QVERIFY(!a.queue.reopen().isError());
    QVERIFY(!b.queue.reopen().isError());
    QByteArrayList found = b.waiting();
    std::sort(found.begin(), found.end());
    QCOMPARE(found, QByteArrayList({"1", "2", "3", "4", "s"}));
}

void tst_SharedQueue::whatAnotherBroughtAndDeliveredComesNoMore()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client a(folder);
    Client b(folder);
    a.record({"1", "2"});
    QVERIFY(QDir(folder).removeRecursively());
    a.record({"3"});
    QVERIFY(!a.queue.reopen().isError());
    Error error;
    QCOMPARE(a.queue.claim(1000, 1000, "b", &error).events.size(), size_t(3));
    QVERIFY(!a.queue.settleClaim(1000).isError());

    b.record({"4"});
    QVERIFY(b.queue.isDetached());
    QVERIFY(!b.queue.reopen().isError());
    QCOMPARE(b.waiting(), QByteArrayList({"4"}));
}

// Events as they are in life, for a rescue looks at their beginning.
static QByteArray plausibleEvent(int number)
{
    return R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
           R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":")"
            + QByteArray::number(number) + R"(","filler":")" + QByteArray(700, 'x') + R"("})";
}

void tst_SharedQueue::aFileWhoseFactsAreDamagedIsRescued()
{
    const QString folder = m_folder->filePath(u"f"_s);
    {
        Client client(folder);
        client.record({plausibleEvent(1), plausibleEvent(2)});
    }
    zeroRootOf(u"facts"_s, queuePath(folder));
    Client client(folder);
    QVERIFY2(!client.openError.isError(), qPrintable(client.openError.message()));
    QCOMPARE(client.waiting(), QByteArrayList({plausibleEvent(1), plausibleEvent(2)}));
    QCOMPARE(client.queue.takeWarnings().size(), size_t(1));
}

// It would be sent to the wrong data plane.
void tst_SharedQueue::aDamagedFileOfAnotherOwnerThatLivesIsLeftToIt()
{
    const QString folder = m_folder->filePath(u"f"_s);
    Client a(folder, "A");
    a.record({plausibleEvent(1), plausibleEvent(2)});
    zeroRootOf(u"facts"_s, queuePath(folder));
    Client b(folder, "B");
    QVERIFY2(!b.openError.isError(), qPrintable(b.openError.message()));
    QCOMPARE(b.waiting(), QByteArrayList());
    b.record({"b1"});
    QVERIFY(b.queue.isDatabase());
    a.record({plausibleEvent(3)});
    a.waiting(); // which finds the damage
    QVERIFY(a.queue.isDamaged());
    QVERIFY(!a.queue.rescue().isError());
    a.record({});
    QCOMPARE(a.waiting(),
             QByteArrayList({plausibleEvent(1), plausibleEvent(2), plausibleEvent(3)}));
    QCOMPARE(b.waiting(), QByteArrayList({"b1"}));
}

// Of a file that holds the events 0 to 99 by now.
void tst_SharedQueue::damageInTheMiddle(const QString &path)
{
    execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 place = file.readAll().indexOf(R"("messageId":"50")") / 4096 * 4096;
    QVERIFY(file.seek(place) && file.write(QByteArray(4096, '\0')) == 4096);
}

static QByteArrayList hundredEvents()
{
    QByteArrayList events;
    for (int i = 0; i < 100; ++i)
        events.append(plausibleEvent(i));
    return events;
}

void tst_SharedQueue::whatIsStoredAfterAnothersRescueIsNotLost()
{
    Client a(m_folder->path());
    Client b(m_folder->path());
    a.record(hundredEvents());
    damageInTheMiddle(queuePath(m_folder->path()));

    QVERIFY(!a.queue.rescue().isError());
    b.record({plausibleEvent(100)});
    QVERIFY(b.queue.isDetached());
    if (b.queue.reopen().isError())
        QVERIFY(!b.queue.rescue().isError());
    a.record({plausibleEvent(101)});
    const QByteArrayList waiting = b.waiting();
    QVERIFY(waiting.size() > 90 && waiting.size() < 102);
    QCOMPARE(waiting.count(plausibleEvent(100)), 1);
    QCOMPARE(waiting.count(plausibleEvent(101)), 1);
    QCOMPARE(QSet<QByteArray>(waiting.begin(), waiting.end()).size(), waiting.size());
}

void tst_SharedQueue::whoEndsAfterAnothersRescueLeavesItsEventsToTheNext_data()
{
    QTest::addColumn<bool>("triesToRescue");
    QTest::newRow("before it has looked") << false;
    QTest::newRow("while it looks") << true;
}

void tst_SharedQueue::whoEndsAfterAnothersRescueLeavesItsEventsToTheNext()
{
    QFETCH(bool, triesToRescue);
    const QString folder = m_folder->path();
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        Client a(folder);
        Client b(folder);
        a.record(hundredEvents());
        damageInTheMiddle(queuePath(folder));
        QVERIFY(!a.queue.rescue().isError());
        b.record({plausibleEvent(100)});
        QVERIFY(b.queue.isDetached());
        QThread::currentThread()->requestInterruption(); // the client ends
        if (triesToRescue)
            QVERIFY(b.queue.rescue().isError());
        b.queue.close();
    }));
    thread->start();
    QVERIFY(thread->wait());

    QCOMPARE(QDir(folder).entryList({u"*.unread"_s}).size(), 1);
    QVERIFY(!Client(folder, "another").waiting().contains(plausibleEvent(100)));
    for (int i = 0; i < 2; ++i)
        QCOMPARE(Client(folder).waiting().count(plausibleEvent(100)), 1);
    QCOMPARE(QDir(folder).entryList({u"*.unread"_s}), QStringList());
}

void tst_SharedQueue::aClientThatChangesItsOwnerLeavesTheOthersAlone()
{
    Client a(m_folder->path());
    Client b(m_folder->path());
    a.record({"1"});
    QVERIFY(a.queue.isShared());
    QVERIFY(!a.queue.setOwner("another").isError());
    a.record({"of another"});
    QCOMPARE(b.waiting(), QByteArrayList({"1"}));
    QCOMPARE(a.waiting(), QByteArrayList({"of another"}));
    QVERIFY(!b.queue.isShared());
}

void tst_SharedQueue::whatAnotherIsTakingOverComesBeforeWhatIsNewer()
{
    Client(m_folder->path()).spill({"1"});
    auto another = lockFileOf(m_folder->filePath(spillFiles().value(0)));
    QVERIFY(another);

    Client client(m_folder->path());
    QCOMPARE(client.openError.code(), Error::Code::StorageUnavailable);
    client.record({"2"});
    QVERIFY(!client.queue.isDatabase());

    another.reset(); // it was killed
    QVERIFY(!client.queue.reopen().isError());
    QVERIFY(client.queue.isDatabase());
    QCOMPARE(client.waiting(), QByteArrayList({"1", "2"}));
}

void tst_SharedQueue::aNewKeyTakesOverWhatTheOldOneSpilled()
{
    {
        Client old(m_folder->path(), "old key");
        old.record({"1"});
        old.spill({"2"});
    }
    Client client(m_folder->path(), "new key");
    QCOMPARE(client.queue.count(), 2);
    client.record({"3"});
    QCOMPARE(client.waiting(), QByteArrayList({"1", "2", "3"}));
    QCOMPARE(spillFiles(), QStringList());
}

// The file records the new owner before what was spilled is read.
void tst_SharedQueue::aTakeoverOfWhatWasSpilledIsFinishedAfterAKill()
{
    Client(m_folder->path(), "old key").spill({"1"});
    {
        QueueFile killed(m_folder->path(), Configuration().queueName(),
                         Configuration::Durability::Normal);
        Error error;
        QCOMPARE(killed.open("new key", &error)->owner(), QByteArray("new key"));
    }
    Client client(m_folder->path(), "new key");
    client.record({"2"});
    QCOMPARE(client.waiting(), QByteArrayList({"1", "2"}));
}

void tst_SharedQueue::anOwnerThatIsAliveKeepsWhatItSpilled()
{
    Client a(m_folder->path(), "a");
    Client b(m_folder->path(), "b");
    Client(m_folder->path(), "a").spill({"of a"});
    Client(m_folder->path(), "b").spill({"of b"});
    {
        Client stranger(m_folder->path(), "c");
        QVERIFY(!stranger.openError.isError());
        QCOMPARE(stranger.waiting(), QByteArrayList());
    }
    QCOMPARE(spillFiles().size(), 2);
    // It is no matter which one comes first.
    Client nextB(m_folder->path(), "b");
    Client nextA(m_folder->path(), "a");
    QCOMPARE(nextA.waiting(), QByteArrayList({"of a"}));
    QCOMPARE(nextB.waiting(), QByteArrayList({"of b"}));
    QCOMPARE(spillFiles(), QStringList());
}

void tst_SharedQueue::anOldKeyThatComesBackFindsNothingASecondTime()
{
    Client(m_folder->path(), "old key").spill({"1"});
    Client client(m_folder->path(), "new key");
    Client old(m_folder->path(), "old key");
    QCOMPARE(old.waiting(), QByteArrayList());
    // What it spills from now on is its own again.
    old.spill({"2"});
    QCOMPARE(Client(m_folder->path(), "new key").queue.count(), 1);
    QCOMPARE(client.waiting(), QByteArrayList({"1"}));
    QCOMPARE(Client(m_folder->path(), "old key").waiting(), QByteArrayList({"2"}));
}

void tst_SharedQueue::aClientThatIsGivenAnotherKeyTakesItsSpillsAlong()
{
    Client client(m_folder->path(), "old key");
    Client(m_folder->path(), "old key").spill({"1"});
    QVERIFY(!client.queue.setOwner("new key").isError());
    QCOMPARE(client.waiting(), QByteArrayList({"1"}));
}

void tst_SharedQueue::thisProcessIsAlive()
{
    QVERIFY(mayBeAlive(processIdentity()));
    QVERIFY(!mayBeAlive("nonsense"));
    QList<QByteArray> parts = processIdentity().split(' ');
    parts[0] = "another boot";
    QVERIFY(!mayBeAlive(parts.join(' ')));
}

void tst_SharedQueue::aProcessThatEndedIsNot()
{
    QProcess process;
    process.start(u"sleep"_s, {u"60"_s});
    QVERIFY(process.waitForStarted());
    QList<QByteArray> parts = processIdentity().split(' ');
    parts[2] = QByteArray::number(process.processId());
    QFile stat(u"/proc/%1/stat"_s.arg(process.processId()));
    if (!stat.open(QIODevice::ReadOnly))
        QSKIP("There is no /proc here.");
    const QByteArray line = stat.readAll();
    parts[3] = line.mid(line.lastIndexOf(')') + 2).split(' ').at(19);
    QVERIFY(mayBeAlive(parts.join(' ')));
    process.kill();
    QVERIFY(process.waitForFinished());
    QVERIFY(!mayBeAlive(parts.join(' ')));
}

QTEST_GUILESS_MAIN(tst_SharedQueue)
#include "tst_sharedqueue.moc"
