// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queuefile_p.h"

#include "hurry_p.h"
#include "queue/keptfiles_p.h"
#include "queue/openfiles_p.h"
#include "queue/queuerescue_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qfile.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qurl.h>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcQueueFile, "rudder.queue", QtWarningMsg)

namespace {

// More owners than this on one queue name are a mistake in the application.
constexpr int maxSlots = 256;

constexpr int lockPatience = 1000; // ms; to open a queue takes some 20

// Or was, when a process ended that put a new file in its place.
bool isThere(const QString &path)
{
    return QFile::exists(path) || QFile::exists(path + u".rescued"_s);
}

// Damage may show only where it is read. Found while events are moved, it would keep those from being
// removed that were moved already, and bring them a second time.
void readThrough(SqlEventStore *store)
{
    constexpr int atOnce = 500;
    Error error;
    for (qint64 after = 0; !isHurried();) {
        const auto events = store->oldest(after, atOnce, store->transactionBytes(), &error);
        if (events.empty())
            break;
        after = events.back().id;
    }
    for (qint64 after = 0; !isHurried();) {
        const auto events = store->failedEvents(after, atOnce, &error);
        if (events.empty())
            break;
        after = events.back().id();
    }
}

void removeQueueFile(const QString &path)
{
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(path + suffix);
}

} // namespace

QByteArray queueOwner(const QString &writeKey, const QUrl &dataPlane)
{
    const QByteArray what = writeKey.toUtf8() + '\n'
            + dataPlane.toEncoded(QUrl::RemoveUserInfo | QUrl::StripTrailingSlash);
    return QCryptographicHash::hash(what, QCryptographicHash::Sha256);
}

QueueFile::QueueFile(const QString &folder, const QString &queueName,
                     Configuration::Durability durability, qint64 maxBytes,
                     SqlConnection::Pages pages)
    : m_stem(folder + u'/' + queueFileStem(queueName)), m_durability(durability),
      m_maxBytes(maxBytes), m_pages(pages)
{
}

QueueFile::~QueueFile() = default;

QString QueueFile::slotPath(int number) const
{
    // No name of a queue brings a dot into the stem.
    return m_stem + (number == 1 ? u".sqlite"_s : u".%1.sqlite"_s.arg(number));
}

std::unique_ptr<FileLock> QueueFile::lock(Error *error) const
{
    auto lock = lockFileOf(m_stem, lockPatience);
    if (!lock) {
        *error = Error(Error::Code::StorageUnavailable,
                       u"The queue %1 is being opened or mended by another client, or its folder "
                       "can't be written to."_s.arg(m_stem));
    }
    return lock;
}

// Damaged, it is rescued first; but not under another client that has it open, which may be of
// another owner, and will find the damage itself: StorageDamaged. The caller holds the lock.
Error QueueFile::openStore(const QString &path, SqlEventStore *store)
{
    if (const Error error = finishRescue(path); error.isError())
        return error;
    if (!hasLostItsBeginning(path)) {
        const Error error = store->open(path, m_durability, m_maxBytes, m_pages);
        if (!store->isDamaged())
            return error;
        store->close();
    }
    return isOpenAnywhere(path)
            ? Error(Error::Code::StorageDamaged,
                    u"The queue %1 is damaged, and another client has it open."_s.arg(path))
            : rescueStore(path, store);
}

Error QueueFile::rescueStore(const QString &path, SqlEventStore *store)
{
    store->close();
    QString keptAs;
    qint64 saved = 0;
    if (const Error error = rescueQueue(path, &saved, &keptAs); error.isError())
        return error;
    m_warnings.push_back(Error(
            Error::Code::StorageDamaged,
            u"The queue %1 was damaged. %2 events were saved from it; the damaged file is kept as %3."_s
                    .arg(path)
                    .arg(saved)
                    .arg(keptAs)));
    return store->open(path, m_durability, m_maxBytes, m_pages);
}

std::unique_ptr<SqlEventStore> QueueFile::rescue(const QByteArray &owner, Error *error)
{
    const auto held = lock(error);
    if (!held)
        return nullptr;
    if (fileIdentity(m_path) != m_file)
        return followRescue(owner, error);
    auto store = std::make_unique<SqlEventStore>();
    *error = rescueStore(m_path, store.get());
    if (!error->isError())
        *error = store->setOwner(owner);
    m_file = fileIdentity(m_path);
    return error->isError() ? nullptr : std::move(store);
}

// Another client was here first, of this owner or another one.
std::unique_ptr<SqlEventStore> QueueFile::followRescue(const QByteArray &owner, Error *error)
{
    const QString kept = keptPathOf(m_path, m_file);
    Slot slot = findSlot(owner, error);
    if (!error->isError() && slot.store)
        *error = slot.store->setOwner(owner);
    // What this client stored in the damaged file after the other one had read it.
    if (!kept.isEmpty())
        leaveToNext(owner);
    if (!error->isError() && slot.store && !kept.isEmpty())
        *error = salvageInto(kept, slot.store.get());
    if (error->isError() || !slot.store)
        return nullptr;
    if (!kept.isEmpty())
        QFile::remove(unreadMark(kept));
    m_path = slot.path;
    m_file = slot.store->file();
    return std::move(slot.store);
}

void QueueFile::leaveToNext(const QByteArray &owner) const
{
    const QString kept = keptPathOf(m_path, m_file);
    if (kept.isEmpty())
        return;
    QFile mark(unreadMark(kept));
    if (!mark.open(QIODevice::WriteOnly) || mark.write(owner) != owner.size())
        qCWarning(lcQueueFile).noquote() << mark.fileName() << mark.errorString();
}

// What an earlier client left to the next one of its owner.
void QueueFile::salvageUnread(const QByteArray &owner, SqlEventStore *store)
{
    const QStringList keptFiles = keptPaths(m_path);
    for (const QString &kept : keptFiles) {
        QFile mark(unreadMark(kept));
        if (!mark.open(QIODevice::ReadOnly) || mark.readAll() != owner)
            continue;
        mark.close();
        const Error error = salvageInto(kept, store);
        if (error.isError())
            m_warnings.push_back(error);
        if (!isHurried())
            mark.remove();
    }
}

QueueFile::Slot QueueFile::findSlot(const QByteArray &owner, Error *error)
{
    Slot unused; // another owner's, who is not alive
    for (int number = 1; number <= maxSlots; ++number) {
        Slot slot{slotPath(number), std::make_unique<SqlEventStore>()};
        const bool isNew = !isThere(slot.path);
        if (isNew && unused.store)
            return unused;
        *error = openStore(slot.path, slot.store.get());
        if (slot.store->isOfNewerVersion()) {
            m_warnings.push_back(
                    Error(Error::Code::StorageFailed,
                          u"The queue %1 was written by a newer version of this "
                          "library and is left alone; another file is used."_s.arg(slot.path)));
            *error = Error();
            continue;
        }
        if (error->code() == Error::Code::StorageDamaged) {
            *error = Error();
            continue;
        }
        if (error->isError())
            return {};
        const QByteArray found = slot.store->owner();
        if (isNew || found.isEmpty() || found == owner)
            return slot;
        if (!unused.store && slot.store->isAlone())
            unused = std::move(slot);
    }
    if (!unused.store) {
        *error = Error(Error::Code::StorageUnavailable,
                       u"All queues named %1 are in use."_s.arg(m_stem));
    }
    return unused;
}

bool QueueFile::mayBeOf(const QByteArray &owner, const QString &path) const
{
    if (!QFile::exists(path) || hasLostItsBeginning(path)) // SQLite would make a new one of it
        return true;
    SqlEventStore store;
    return store.open(path, m_durability).isError() || store.owner() == owner;
}

Error QueueFile::lookFor(const QByteArray &owner, bool *isFound) const
{
    *isFound = false;
    Error error;
    const auto held = lock(&error);
    if (!held)
        return error;
    for (int number = 1; number <= maxSlots && !*isFound; ++number) {
        const QString path = slotPath(number);
        *isFound = path != m_path && isThere(path) && mayBeOf(owner, path);
    }
    return {};
}

void QueueFile::adoptOrphan(const QString &path, const QByteArray &owner, SqlEventStore *store)
{
    SqlEventStore orphan;
    if (const Error error = openStore(path, &orphan); error.isError()) {
        const bool isDamaged = orphan.isDamaged() || hasLostItsBeginning(path);
        if (isDamaged && error.code() != Error::Code::StorageDamaged)
            m_warnings.push_back(error);
        return;
    }
    const QByteArray found = orphan.owner(); // none: it was lost with the rest
    if ((!found.isEmpty() && found != owner) || !orphan.isAlone())
        return;
    readThrough(&orphan);
    if (orphan.isDamaged()) {
        if (const Error error = rescueStore(path, &orphan); error.isError()) {
            m_warnings.push_back(error);
            return;
        }
    }
    const Error error = store->adopt(&orphan);
    orphan.close();
    if (error.isError())
        qCWarning(lcQueueFile).noquote() << error.message();
    else
        removeQueueFile(path);
}

void QueueFile::adoptOrphans(const QByteArray &owner, SqlEventStore *store)
{
    int missing = 0;
    for (int number = 1; number <= maxSlots && missing < 2; ++number) {
        const QString path = slotPath(number);
        if (path == m_path)
            continue;
        if (isThere(path))
            adoptOrphan(path, owner, store);
        else
            ++missing;
    }
}

std::unique_ptr<SqlEventStore> QueueFile::open(const QByteArray &owner, Error *error)
{
    *error = Error();
    const auto held = lock(error);
    if (!held)
        return nullptr;
    Slot slot = findSlot(owner, error);
    if (error->isError() || !slot.store)
        return nullptr;
    m_path = slot.path;
    m_file = slot.store->file();
    *error = slot.store->setOwner(owner);
    if (error->isError())
        return slot.store->isDamaged() ? std::move(slot.store) : nullptr; // then rescue() comes
    slot.store->forgetDeadClients();
    adoptOrphans(owner, slot.store.get());
    salvageUnread(owner, slot.store.get());
    return std::move(slot.store);
}

} // namespace Rudder
