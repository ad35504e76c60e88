// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventqueue_p.h"

#include "queue/memoryeventstore_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

qint64 bytesOf(const std::vector<RecordedEvent> &events)
{
    qint64 bytes = 0;
    for (const RecordedEvent &event : events)
        bytes += event.bytes.size();
    return bytes;
}

} // namespace

EventQueue::EventQueue(const Configuration &configuration, const QString &folder, Inbox *inbox)
    : m_configuration(configuration), m_folder(folder), m_inbox(inbox),
      m_identityFile(folder, configuration.queueName())
{
}

EventQueue::~EventQueue() = default;

Error EventQueue::open(const QByteArray &owner, const QByteArray &bootId)
{
    m_owner = owner;
    m_bootId = bootId;
    Error error;
    m_store = openDatabase(&error);
    if (m_store)
        return {};
    useMemory();
    return Error(Error::Code::StorageUnavailable,
                 u"Events are kept in memory only, until this is mended: "_s + error.message());
}

std::unique_ptr<SqlEventStore> EventQueue::openDatabase(Error *error)
{
    if (!SqlConnection::isDriverAvailable()) {
        *error = Error(Error::Code::StorageUnavailable,
                       u"Qt's SQLite driver (QSQLITE) is missing."_s);
        return nullptr;
    }
    *error = makeStorageFolder(m_folder);
    if (error->isError())
        return nullptr;
    m_queueFile = std::make_unique<QueueFile>(m_folder, m_configuration.queueName(),
                                              m_configuration.durability());
    auto store = m_queueFile->open(m_owner, error);
    if (!store)
        m_queueFile.reset();
    return store;
}

void EventQueue::useMemory()
{
    auto memory = std::make_unique<MemoryEventStore>();
    m_memory = memory.get();
    m_store = std::move(memory);
}

Error EventQueue::reopen()
{
    Error error;
    auto database = openDatabase(&error);
    if (!database)
        return error;
    error = moveToDisk(database.get());
    if (error.isError()) {
        database.reset();
        m_queueFile.reset();
        return error;
    }
    m_memory = nullptr;
    m_store = std::move(database);
    return {};
}

Error EventQueue::moveToDisk(SqlEventStore *database)
{
    if (const Error error = storeIdentity(); error.isError())
        return error;
    std::vector<ImportedEvent> events = m_memory->all();
    for (ImportedEvent &event : events)
        event.event.id += database->lastId();
    if (const Error error = database->import(events); error.isError())
        return error;
    m_inbox->release(m_heldEvents, m_heldBytes);
    m_heldEvents = 0;
    m_heldBytes = 0;
    return {};
}

Error EventQueue::rescue()
{
    m_store.reset(); // closes the file
    Error error;
    m_store = m_queueFile->rescue(m_owner, &error);
    if (m_store)
        return {};
    m_queueFile.reset();
    m_claimed.clear(); // in memory ids begin anew
    m_delivered.clear();
    useMemory();
    return error;
}

std::vector<Error> EventQueue::takeWarnings()
{
    return m_queueFile ? m_queueFile->takeWarnings() : std::vector<Error>();
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

Error EventQueue::setOwner(const QByteArray &owner)
{
    m_owner = owner;
    return m_store->setOwner(owner);
}

void EventQueue::close()
{
    m_claimed.clear();
    m_memory = nullptr;
    m_store.reset();
    m_queueFile.reset();
}

void EventQueue::take(std::vector<RecordedEvent> &&events,
                      std::shared_ptr<const IdentityRecord> identity)
{
    if (identity)
        m_identity = std::move(identity);
    if (m_taken.empty()) {
        m_taken = std::move(events);
    } else {
        m_taken.insert(m_taken.end(), std::make_move_iterator(events.begin()),
                       std::make_move_iterator(events.end()));
    }
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
    commit.error = m_store->append(m_taken, m_bootId);
    if (commit.error.isError())
        return commit;

    const std::vector<RecordedEvent> stored = std::exchange(m_taken, {});
    if (!stored.empty()) {
        commit.stored = qint64(stored.size());
        commit.storedUpTo = stored.back().messageId;
        commit.oldestRecordedAt = stored.front().bootMilliseconds;
        if (m_memory) {
            m_heldEvents += commit.stored;
            m_heldBytes += bytesOf(stored);
            m_inMemoryUpTo = commit.storedUpTo;
        } else {
            m_inbox->release(commit.stored, bytesOf(stored));
        }
    }
    commit.droppedStored = makeRoom();
    releaseHeld();
    return commit;
}

Error EventQueue::storeIdentity()
{
    std::shared_ptr<const IdentityRecord> newest = m_identity;
    for (const RecordedEvent &event : m_taken) {
        if (event.identity && (!newest || event.identity->revision > newest->revision))
            newest = event.identity;
    }
    if (!m_queueFile) {
        m_identity = newest; // for reopen()
        return {};
    }
    if (newest && newest->revision > m_storedRevision) {
        if (const Error error = m_identityFile.write(newest->bytes); error.isError())
            return error;
        m_storedRevision = newest->revision;
    }
    m_identity.reset();
    return {};
}

qint64 EventQueue::dropNewest()
{
    const qint64 room = std::max<qint64>(0, m_configuration.maxStoredEvents() - count());
    const qint64 surplus = uncommitted() - room;
    if (m_configuration.overflow() != Configuration::Overflow::DropNewest || surplus <= 0)
        return 0;
    const std::vector<RecordedEvent> dropped(std::make_move_iterator(m_taken.end() - surplus),
                                             std::make_move_iterator(m_taken.end()));
    m_taken.erase(m_taken.end() - surplus, m_taken.end());
    m_inbox->release(surplus, bytesOf(dropped));
    return surplus;
}

qint64 EventQueue::makeRoom()
{
    const qint64 surplus = count() - m_configuration.maxStoredEvents();
    if (surplus <= 0)
        return 0;
    const qint64 keepFrom = m_claimed.empty() ? 0 : m_claimed.front();
    const qint64 keepTo = m_claimed.empty() ? 0 : m_claimed.back();
    return m_store->dropOldest(surplus, keepFrom, keepTo);
}

std::vector<StoredEvent> EventQueue::claim(int maxEvents, Error *error)
{
    const qint64 after = m_delivered.empty() ? 0 : m_delivered.back();
    std::vector<StoredEvent> events =
            m_store->claim(after, maxEvents, m_configuration.maxBatchBytes(), error);
    for (const StoredEvent &event : events)
        m_claimed.push_back(event.id);
    return events;
}

Error EventQueue::settleClaim()
{
    m_delivered.insert(m_delivered.end(), m_claimed.begin(), m_claimed.end());
    m_claimed.clear();
    return settleDelivered();
}

Error EventQueue::settleDelivered()
{
    const Error error = m_store->settle(m_delivered);
    if (!error.isError())
        m_delivered.clear();
    releaseHeld();
    return error;
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
    return error;
}

} // namespace Rudder
