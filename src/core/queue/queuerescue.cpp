// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queuerescue_p.h"

#include "hurry_p.h"
#include "queue/keptfiles_p.h"
#include "queue/salvage_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qfileinfo.h>

#include <algorithm>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

QString rescuedPath(const QString &path)
{
    return path + u".rescued"_s;
}

Error failedTo(const QString &what, const QString &path)
{
    return storageError(u"The damaged queue %1 can't be rescued"_s.arg(path), what);
}

Error copyEvents(const QString &from, const QString &to, qint64 *saved)
{
    SqlEventStore store;
    if (const Error error = store.open(to, Configuration::Durability::Full); error.isError())
        return error;
    const Error error = salvageInto(from, &store);
    *saved = store.count() + store.failedCount();
    return error;
}

} // namespace

Error salvageInto(const QString &from, SqlEventStore *store)
{
    constexpr size_t eventsAtOnce = 500;
    const FileIdentity source = fileIdentity(from);
    Error error;
    std::vector<ImportedEvent> batch;
    const auto import = [&] {
        if (!error.isError() && isHurried())
            error = failedTo(u"the client ended meanwhile"_s, from);
        if (!error.isError())
            error = store->importFrom(source, std::exchange(batch, {}));
        batch.clear();
        return !error.isError();
    };
    const Error readError = salvageEvents(from, [&](SalvagedEvent &&event) {
        ImportedEvent imported;
        imported.event = {
                event.id,      event.bytes, event.anonymousId, event.bootId, event.bootMilliseconds,
                event.attempts};
        if (event.failure) {
            imported.failure = Failure{FailedEvent::Reason(event.failure->reason),
                                       event.failure->message, event.failure->at};
        }
        batch.push_back(std::move(imported));
        return batch.size() < eventsAtOnce || import();
    });
    import();
    if (!error.isError())
        error = store->skipLostIds();
    return error.isError() ? error : readError;
}

QString keptPathOf(const QString &path, const FileIdentity &file)
{
    const QStringList kept = keptPaths(path);
    const auto found = std::find_if(kept.begin(), kept.end(), [&file](const QString &name) {
        return fileIdentity(name) == file;
    });
    return found == kept.end() ? QString() : *found;
}

bool hasLostItsBeginning(const QString &path)
{
    const QFileInfo file(path);
    return file.exists() && file.size() == 0 && QFileInfo(path + u"-wal"_s).size() > 0;
}

Error rescueQueue(const QString &path, qint64 *saved, QString *keptAs)
{
    const QString rescued = rescuedPath(path);
    removeWithLogs(rescued);
    if (const Error error = copyEvents(path, rescued, saved); error.isError()) {
        removeWithLogs(rescued); // a full disk needs the room
        return error;
    }
    // From here on the new file is whole: whatever ends the process, finishRescue() goes on.
    *keptAs = nameToKeep(path);
    if (!QFile::rename(path, *keptAs))
        return failedTo(u"it can't be renamed"_s, path);
    QFile::rename(path + u"-wal"_s, *keptAs + u"-wal"_s);
    // What other clients stored while it was read. From now on they see that the file has gone.
    qint64 savedInAll = 0;
    if (const Error error = copyEvents(*keptAs, rescued, &savedInAll); !error.isError())
        *saved = savedInAll;
    removeOldestKept(path);
    return finishRescue(path);
}

Error finishRescue(const QString &path)
{
    const QString rescued = rescuedPath(path);
    if (!QFile::exists(rescued))
        return {};
    if (QFile::exists(path)) {
        removeWithLogs(rescued); // it may not be whole: the damaged one is still there
        return {};
    }
    // A log of the old file would be played into the new one.
    QFile::remove(path + u"-wal"_s);
    QFile::remove(path + u"-shm"_s);
    return QFile::rename(rescued, path) ? Error() : failedTo(u"no file can take its place"_s, path);
}

} // namespace Rudder
