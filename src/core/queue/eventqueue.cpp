// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventqueue_p.h"

#include "hurry_p.h"
#include "queue/eventage_p.h"
#include "queue/memoryeventstore_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qfileinfo.h>
#include <QtCore/qjsonobject.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

template <typename Events> qint64 bytesOf(const Events &events)
{
    qint64 bytes = 0;
    for (const RecordedEvent &event : events)
        bytes += event.bytes.size();
    return bytes;
}

} // namespace

EventQueue::EventQueue(const Configuration &configuration, const QString &folder, Inbox *inbox)
    : m_configuration(configuration), m_folder(folder), m_inbox(inbox),
      m_identityFile(folder, configuration.queueName()),
      m_spillFiles(folder, configuration.queueName(), configuration.durability()),
      m_erasure(configuration, folder)
{
}

EventQueue::~EventQueue() = default;

Error EventQueue::open(const QByteArray &owner, const QByteArray &bootId)
{
    m_owner = owner;
    m_bootId = bootId;
    m_hadFolder = m_hadFolder || QFileInfo::exists(m_folder);
    Error error;
    if (auto database = openDatabase(&error)) {
        useDatabase(std::move(database));
        return {};
    }
    useMemory();
    return Error(Error::Code::StorageUnavailable,
                 u"Events are kept in memory only, until this is mended: "_s + error.message());
}

Error EventQueue::makeFolder()
{
    const Error error = makeStorageFolder(m_folder);
    m_hadFolder = m_hadFolder || !error.isError();
    return error;
}

std::unique_ptr<SqlEventStore> EventQueue::openDatabase(Error *error)
{
    *error = SqlConnection::obstacle();
    if (!error->isError())
        *error = makeFolder();
    if (!error->isError() && m_erasure.isWanted())
        *error = m_erasure.carryOut(m_owner);
    if (error->isError())
        return nullptr;
    const bool sparesFlash = m_configuration.commitInterval().count() > 0;
    auto file = std::make_unique<QueueFile>(
            m_folder, m_configuration.queueName(), m_configuration.durability(),
            m_configuration.maxStoredBytes(),
            sparesFlash ? SqlConnection::Pages::Small : SqlConnection::Pages::Large);
    auto store = file->open(m_owner, error);
    if (store)
        store->setEachSends(m_configuration.isMultiProcessor());
    if (store)
        *error = takeSpilled(store.get(), *file);
    if (error->isError() && !(store && store->isDamaged())) // then rescue() comes first
        store.reset();
    if (store)
        m_queueFile = std::move(file);
    return store;
}

void EventQueue::useDatabase(std::unique_ptr<SqlEventStore> database)
{
    m_memory = nullptr;
    m_database = database.get();
    m_store = std::move(database);
}

// Before anything newer is stored. An owner whose file was taken over has none any more, and its
// spills follow; whatever ends the process meanwhile, the next one sees the same.
Error EventQueue::takeSpilled(SqlEventStore *database, const QueueFile &file)
{
    return m_spillFiles.takeAll(
            m_owner,
            {[database](const QString &mark, const std::vector<ImportedEvent> &events) {
                 return database->importOnce(mark, events);
             },
             [database](const QString &mark) { database->forgetImport(mark); },
             [&file](const QByteArray &owner, bool *hasQueue) {
                 return file.lookFor(owner, hasQueue);
             }},
            &m_spillWarnings);
}

void EventQueue::useMemory()
{
    auto memory = std::make_unique<MemoryEventStore>();
    m_memory = memory.get();
    m_database = nullptr;
    m_store = std::move(memory);
}

Error EventQueue::reopen()
{
    Error error;
    auto before = std::move(m_queueFile);
    auto database = openDatabase(&error);
    if (database)
        error = moveTo(database.get());
    if (database && database->isDamaged()) { // which shows only where it is read or written
        database.reset();                    // closes the file
        database = rescueFile(&error);
        if (database && !error.isError())
            error = moveTo(database.get());
    }
    if (error.isError()) {
        database.reset();
        m_queueFile = std::move(before);
        return error;
    }
    useDatabase(std::move(database));
    m_inMemory = 0;
    return {};
}

Error EventQueue::moveTo(SqlEventStore *database)
{
    if (m_database) {
        m_storedRevision = 0; // the identity went with the folder
        m_identityFile.startOver();
        settleDelivered(); // for others who have it open; it may be on a disk that failed
    }
    if (const Error error = storeIdentity(); error.isError())
        return error;
    if (m_memory)
        return moveToDisk(database);
    Error error = database->mergeFrom(m_database, m_delivered);
    if (!error.isError())
        error = database->settleAsIn(m_database, m_delivered);
    if (!error.isError())
        m_delivered.clear();
    return error;
}

Error EventQueue::moveToDisk(SqlEventStore *database)
{
    const std::vector<ImportedEvent> events = m_memory->all();
    qint64 imported = 0;
    const Error error = database->importBehind(events, &imported);
    m_memory->forgetFirst(imported);
    releaseHeld();
    return error;
}

std::unique_ptr<SqlEventStore> EventQueue::rescueFile(Error *error)
{
    auto database = m_queueFile->rescue(m_owner, error);
    if (!database)
        return nullptr;
    database->setEachSends(m_configuration.isMultiProcessor());
    *error = takeSpilled(database.get(), *m_queueFile);
    return database;
}

Error EventQueue::rescue()
{
    m_store.reset(); // closes the file
    Error error;
    if (auto database = rescueFile(&error)) { // what could not be brought waits for the next client
        useDatabase(std::move(database));
        return {};
    }
    m_queueFile.reset();
    m_claimed.clear(); // in memory ids begin anew
    m_delivered.clear();
    useMemory();
    return error;
}

std::vector<Error> EventQueue::takeWarnings()
{
    std::vector<Error> warnings = std::exchange(m_spillWarnings, {});
    if (auto warning = m_identityFile.takeWarning())
        warnings.push_back(*std::move(warning));
    if (m_queueFile) {
        for (Error &warning : m_queueFile->takeWarnings())
            warnings.push_back(std::move(warning));
    }
    return warnings;
}

void EventQueue::releaseHeld()
{
    if (!m_memory)
        return;
    const qint64 events = m_memory->count() + m_memory->failedCount();
    const qint64 bytes = m_memory->bytes();
    m_inbox->release(m_heldEvents - events, m_heldBytes - bytes);
    m_heldEvents = events;
    m_heldBytes = bytes;
}

bool EventQueue::isShared() const
{
    return m_database && !m_database->isAlone();
}

Error EventQueue::setOwner(const QByteArray &owner)
{
    m_owner = owner;
    if (m_database && !m_database->isInPlace()) // what it holds would be lost with it
        return reopen();
    if (!isShared()) {
        const Error error = m_store->setOwner(owner);
        return error.isError() || !m_database ? error : takeSpilled(m_database, *m_queueFile);
    }
    // The others stay with what waits there, and with the owner that it has.
    m_store.reset();
    m_database = nullptr;
    m_claimed.clear();
    m_delivered.clear();
    m_queueFile.reset();
    return open(owner, m_bootId);
}

void EventQueue::close()
{
    if (m_database && m_queueFile && !m_database->isInPlace())
        m_queueFile->leaveToNext(m_owner);
    m_claimed.clear();
    m_memory = nullptr;
    m_database = nullptr;
    m_store.reset();
    m_queueFile.reset();
}

void EventQueue::take(std::vector<RecordedEvent> &&events,
                      std::shared_ptr<const IdentityRecord> identity)
{
    if (identity) {
        m_identity = std::move(identity);
        if (m_erasure.isWanted()) // which may take longer than this process lives
            m_erasure.decide(decisionIn(m_identity->bytes));
    }
    std::move(events.begin(), events.end(), std::back_inserter(m_taken));
}

// To open the file is to carry out what is to be erased, now as after a restart.
Error EventQueue::erase(const QByteArray &owner, std::shared_ptr<const IdentityRecord> identity)
{
    const bool isToOpen = isOpen();
    m_erased += uncommitted() + (m_memory ? count() + failedCount() : 0);
    m_settled += m_database ? qint64(m_delivered.size()) : 0;
    m_inbox->release(uncommitted() + m_heldEvents, bytesOf(m_taken) + m_heldBytes);
    close();
    m_taken.clear();
    m_delivered.clear();
    m_heldEvents = 0;
    m_heldBytes = 0;
    m_inMemory = 0;
    m_identity = std::move(identity);
    m_storedRevision = 0;
    m_identityFile.startOver();
    if (m_hadFolder || QFileInfo::exists(m_folder)) // else there is nothing, whatever comes later
        m_erasure.want(m_identity ? decisionIn(m_identity->bytes) : ConsentDecision());
    return isToOpen ? open(owner, m_bootId) : finishErasing(owner);
}

Error EventQueue::finishErasing(const QByteArray &owner)
{
    m_owner = owner;
    return m_erasure.carryOut(owner);
}

qint64 EventQueue::takeErased()
{
    const qint64 fromDisk = m_erasure.takeCount();
    const qint64 settled = std::min(fromDisk, m_settled); // they count as delivered
    m_settled -= settled;
    return std::exchange(m_erased, 0) + fromDisk - settled;
}

EventQueue::Commit EventQueue::commit()
{
    Commit commit;
    // First: an event that is reported stored must not turn up under an identity that is forgotten.
    commit.error = storeIdentity();
    commit.settleError = settleDelivered();
    if (commit.error.isError() || m_taken.empty())
        return commit;

    commit.droppedNew = dropNewest();
    commit.waitedBefore = count();
    append(&commit);
    if (commit.error.isError())
        return commit;
    commit.droppedStored += makeRoom();
    releaseHeld();
    return commit;
}

// In pieces that the log on disk has room for.
void EventQueue::append(Commit *commit)
{
    while (!m_taken.empty()) {
        std::vector<RecordedEvent> events = nextToAppend();
        commit->droppedStored += makeRoomOnDisk(bytesOf(events));
        commit->error = m_store->append(events, m_bootId);
        if (commit->error.isError()) {
            m_taken.insert(m_taken.begin(), std::make_move_iterator(events.begin()),
                           std::make_move_iterator(events.end()));
            return;
        }
        if (commit->stored == 0)
            commit->oldestRecordedAt = events.front().bootMilliseconds;
        commit->stored += qint64(events.size());
        commit->storedUpTo = events.back().messageId;
        if (m_memory) {
            m_heldEvents += qint64(events.size());
            m_heldBytes += bytesOf(events);
        } else {
            m_inbox->release(qint64(events.size()), bytesOf(events));
        }
        if (!isDatabase()) {
            m_inMemoryUpTo = commit->storedUpTo;
            m_inMemory += qint64(events.size());
        }
    }
}

std::vector<RecordedEvent> EventQueue::nextToAppend()
{
    const qint64 limit = m_store->transactionBytes();
    qint64 bytes = 0;
    auto end = m_taken.begin();
    for (; end != m_taken.end() && (bytes == 0 || bytes + end->bytes.size() <= limit); ++end)
        bytes += end->bytes.size();
    std::vector<RecordedEvent> events(std::make_move_iterator(m_taken.begin()),
                                      std::make_move_iterator(end));
    m_taken.erase(m_taken.begin(), end);
    return events;
}

qint64 EventQueue::countUpTo(qint64 id) const
{
    if (!m_database)
        return 0;
    return m_database->countUpTo(id)
            - std::count_if(m_delivered.begin(), m_delivered.end(),
                            [id](qint64 delivered) { return delivered <= id; });
}

qint64 EventQueue::countToFlush() const
{
    return eachSends() ? countUpTo(lastId()) : count();
}

bool EventQueue::isQuickToCommit() const
{
    return isQuickToStore(uncommitted() + m_heldEvents, bytesOf(m_taken) + m_heldBytes);
}

std::vector<ImportedEvent> EventQueue::allInMemory() const
{
    std::vector<ImportedEvent> events = m_memory ? m_memory->all() : std::vector<ImportedEvent>();
    events.reserve(events.size() + m_taken.size());
    for (const RecordedEvent &event : m_taken) {
        events.push_back({{0, event.bytes, event.anonymousId, m_bootId, event.bootMilliseconds, 0},
                          std::nullopt});
    }
    return events;
}

Error EventQueue::spill(qint64 *dropped)
{
    *dropped = 0;
    const std::vector<ImportedEvent> all = allInMemory();
    if (all.empty())
        return {};
    if (const Error error = makeFolder(); error.isError())
        return error;
    storeIdentity();
    if (!m_erasure.isWanted()) // it would be erased with what is there
        writeIdentity();       // where that fails the events still carry theirs
    const qint64 maxBytes = m_configuration.maxStoredBytes();
    const bool mayDropOld = m_configuration.overflow() == Configuration::Overflow::DropOldest;
    const qint64 bytes = bytesOf(m_taken) + m_heldBytes;
    if (const qint64 before = m_spillFiles.bytes();
        before > 0 && !mayDropOld && before + bytes > maxBytes) {
        *dropped = qint64(all.size());
        return storageError(u"Events can't be kept for the next start"_s,
                            u"earlier runs have left as many as maxStoredBytes allows"_s);
    }
    if (const Error error = m_spillFiles.write(m_owner, all); error.isError())
        return error;
    if (mayDropOld)
        *dropped = m_spillFiles.dropOldest(maxBytes);
    m_inbox->release(uncommitted() + m_heldEvents, bytes);
    if (!m_taken.empty())
        m_inMemoryUpTo = m_taken.back().messageId;
    m_taken.clear();
    m_heldEvents = 0;
    m_heldBytes = 0;
    return {};
}

Error EventQueue::storeIdentity()
{
    for (const RecordedEvent &event : m_taken) {
        if (event.identity && (!m_identity || event.identity->revision > m_identity->revision))
            m_identity = event.identity;
    }
    return m_queueFile ? writeIdentity() : Error(); // else by reopen(), or at the end
}

Error EventQueue::storeIdentityAlone()
{
    if (!m_identity || m_identity->revision <= m_storedRevision)
        return {};
    Error error = makeFolder();
    if (!error.isError() && m_erasure.isWanted()) // it would be erased with the rest
        error = m_erasure.carryOut(m_owner);
    return error.isError() ? error : writeIdentity();
}

Error EventQueue::writeIdentity()
{
    if (m_identity && m_identity->revision > m_storedRevision) {
        if (const Error error = m_identityFile.write(*m_identity); error.isError())
            return error;
        m_storedRevision = m_identity->revision;
    }
    return {};
}

qint64 EventQueue::dropNewest()
{
    if (m_configuration.overflow() != Configuration::Overflow::DropNewest)
        return 0;
    const qint64 room =
            std::max<qint64>(0, m_configuration.maxStoredEvents() - count() - failedCount());
    qint64 surplus = std::max<qint64>(0, uncommitted() - room);
    qint64 bytes = bytesOf(m_taken);
    qint64 excess = m_store->excessWith(bytes);
    for (qint64 left = uncommitted(); excess > 0 && left > 0; --left) {
        excess -= m_store->diskBytesOf(m_taken[size_t(left - 1)].bytes.size());
        surplus = std::max(surplus, uncommitted() - left + 1);
    }
    if (surplus == 0)
        return 0;
    const std::vector<RecordedEvent> dropped(std::make_move_iterator(m_taken.end() - surplus),
                                             std::make_move_iterator(m_taken.end()));
    m_taken.erase(m_taken.end() - surplus, m_taken.end());
    m_inbox->release(surplus, bytesOf(dropped));
    return surplus;
}

Dropped EventQueue::makeRoomOnDisk(qint64 bytes)
{
    Dropped dropped;
    while (const qint64 excess = m_store->excessWith(bytes)) {
        // A few more than need be, so that it is not done for each commit.
        const qint64 atLeast = std::min<qint64>(100, (count() + failedCount()) / 20);
        const Dropped more = dropOldest(std::max(atLeast, excess / m_store->bytesPerEvent() + 1));
        if (more.waiting + more.failed == 0)
            break;
        dropped += more;
    }
    if (dropped.waiting + dropped.failed > 0)
        m_store->giveBack();
    return dropped;
}

Dropped EventQueue::makeRoom()
{
    const qint64 surplus = count() + failedCount() - m_configuration.maxStoredEvents();
    return surplus > 0 ? dropOldest(surplus) : Dropped();
}

Dropped EventQueue::dropOldest(qint64 count)
{
    // What is delivered, but still on disk, comes before what is claimed.
    const auto &first = m_delivered.empty() ? m_claimed : m_delivered;
    const auto &last = m_claimed.empty() ? m_delivered : m_claimed;
    return m_store->dropOldest(count, first.empty() ? 0 : first.front(),
                               last.empty() ? 0 : last.back());
}

Dropped EventQueue::keepLimits()
{
    Dropped dropped;
    if (m_configuration.overflow() == Configuration::Overflow::DropOldest) {
        dropped = makeRoomOnDisk(0);
        dropped += makeRoom();
    }
    return dropped;
}

Dropped EventQueue::dropTooOld(qint64 bootClock, qint64 wallClock)
{
    constexpr int atOnce = 100;
    const qint64 age = m_configuration.maxEventAge().count();
    Dropped dropped;
    if (age == 0 || hasClaim())
        return dropped;
    const auto isTooOld = [&](const StoredEvent &event) {
        return !m_bootId.isEmpty() && event.bootId == m_bootId
                ? bootClock - event.bootMilliseconds > age
                : isLongerAgo(originalTimestamp(event.bytes), age, wallClock);
    };
    for (qint64 after = 0;;) {
        Error error;
        std::vector<qint64> ids;
        const auto events = m_store->oldest(after, atOnce, m_configuration.maxBatchBytes(), &error);
        for (const StoredEvent &event : events) {
            if (isTooOld(event))
                ids.push_back(event.id);
        }
        const qint64 count = ids.empty() || isHurried() ? 0 : m_store->drop(ids);
        if (count == 0)
            break;
        dropped.waiting += count;
        after = events.back().id;
    }
    for (qint64 after = 0;;) {
        Error error;
        std::vector<qint64> ids;
        const auto events = m_store->failedToExport(after, atOnce, &error);
        for (const ImportedEvent &failed : events) {
            if (isTooOld(failed.event))
                ids.push_back(failed.event.id);
        }
        qint64 count = 0;
        if (ids.empty() || isHurried() || m_store->purge({ids, std::nullopt}, &count).isError()) {
            break;
        }
        dropped.failed += count;
        after = events.back().event.id;
    }
    releaseHeld();
    if (dropped.count() > 0)
        m_store->giveBack();
    return dropped;
}

Claim EventQueue::claim(int maxEvents, qint64 bootClock, const QByteArray &backoffRecord,
                        Error *error)
{
    ClaimRequest request;
    request.maxEvents = maxEvents;
    request.maxBytes = m_configuration.maxBatchBytes();
    request.done = m_delivered;
    request.isExclusive = !m_configuration.isMultiProcessor();
    request.bootClock = bootClock;
    request.lease = lease();
    request.backoffRecord = backoffRecord;
    Claim claim = m_store->claim(request, error);
    for (const StoredEvent &event : claim.events)
        m_claimed.push_back(event.id);
    return claim;
}

qint64 EventQueue::lease() const
{
    // For a request to end that makes no progress, and some more.
    constexpr qint64 margin = 30'000;
    return m_configuration.requestTimeout().count() + margin;
}

Error EventQueue::renewClaim(qint64 bootClock)
{
    return m_claimed.empty()
            ? Error()
            : m_store->renewClaim({m_claimed.front(), m_claimed.back()}, bootClock + lease());
}

Error EventQueue::settleClaim(qint64 bootClock)
{
    // Who has more to send goes on, on the connection that is open.
    constexpr qint64 untilNextBatch = 2'000;
    const auto middle = m_delivered.insert(m_delivered.end(), m_claimed.begin(), m_claimed.end());
    std::inplace_merge(m_delivered.begin(), middle, m_delivered.end());
    m_claimed.clear();
    const Error error =
            settleDelivered(m_configuration.isMultiProcessor() ? 0 : bootClock + untilNextBatch);
    if (!error.isError())
        m_store->giveBack();
    return error;
}

Error EventQueue::settleDelivered(qint64 heldUntil)
{
    const Error error = m_store->settle(m_delivered, heldUntil);
    if (!error.isError())
        m_delivered.clear();
    letGo();
    releaseHeld();
    return error;
}

void EventQueue::letGo()
{
    if (m_claimed.empty() && m_delivered.empty())
        m_store->letGo();
}

Error EventQueue::countAttempt(const Failure &failure, qint64 *setAside)
{
    return m_store->countAttempt(std::exchange(m_claimed, {}), m_configuration.maxAttempts(),
                                 failure, setAside);
}

Error EventQueue::setClaimAside(const Failure &failure)
{
    return m_store->setAside(std::exchange(m_claimed, {}), failure);
}

void EventQueue::dropClaim()
{
    m_claimed.clear();
    letGo();
}

std::vector<FailedEvent> EventQueue::failedEvents(qint64 after, int limit, Error *error) const
{
    return m_store->failedEvents(after, limit, error);
}

Error EventQueue::requeue(const FailedFilter &filter, qint64 *count)
{
    // They come back in front, where only what is delivered may be.
    const Error error = settleDelivered();
    return error.isError() ? error : m_store->requeue(filter, count);
}

Error EventQueue::purge(const FailedFilter &filter, qint64 *count)
{
    const Error error = m_store->purge(filter, count);
    releaseHeld();
    if (*count > 0)
        m_store->giveBack();
    return error;
}

} // namespace Rudder
