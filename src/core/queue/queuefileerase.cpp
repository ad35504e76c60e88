// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// How all files of a queue are emptied or removed.

#include "queue/queuefile_p.h"

#include "queue/erasefile_p.h"
#include "queue/openfiles_p.h"
#include "queue/queuerescue_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qregularexpression.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

void keepFirst(const Error &error, Error *first)
{
    if (!first->isError())
        *first = error;
}

// Of a database file, with its logs. A client may have it open still, though another one has put a new
// file in its place.
Error eraseUnlessOpen(const QString &path)
{
    if (isOpenAnywhere(path)) {
        return storageError(
                u"%1 can't be erased"_s.arg(path),
                u"a client has it open, and it is damaged or of a newer version of this library"_s);
    }
    Error first;
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u""_s}) {
        const QString file = path + suffix;
        keepFirst(eraseFiles({file, file + u".erasing"_s}), &first);
    }
    return first;
}

// The database files that were kept because they are damaged.
QStringList keptBeside(const QString &path)
{
    const QString end = u"(-wal|-shm)?(\\.erasing)?$"_s;
    QStringList kept = filesBeginningWith(path + u".damaged-"_s);
    kept.replaceInStrings(QRegularExpression(end), QString());
    kept.removeDuplicates();
    return kept;
}

} // namespace

// Also of such as only something beside them is left of.
QStringList QueueFile::slotPaths() const
{
    const QRegularExpression slot(QRegularExpression::anchoredPattern(
            u"("_s + QRegularExpression::escape(m_stem) + u"(\\.[0-9]+)?\\.sqlite).*"_s));
    QStringList paths;
    const QStringList files = filesBeginningWith(m_stem);
    for (const QString &file : files) {
        if (const auto match = slot.match(file); match.hasMatch())
            paths.append(match.captured(1));
    }
    paths.removeDuplicates();
    return paths;
}

Error QueueFile::erase(const QByteArray &owner, const QByteArray &mark, qint64 *count) const
{
    if (slotPaths().isEmpty())
        return {};
    Error first = SqlConnection::obstacle();
    if (first.isError())
        return first;
    const auto held = lock(&first);
    if (!held)
        return first;
    const QStringList paths = slotPaths();
    for (const QString &path : paths)
        keepFirst(eraseSlot(path, owner, mark, count), &first);
    return first;
}

Error QueueFile::eraseSlot(const QString &path, const QByteArray &owner, const QByteArray &mark,
                           qint64 *count) const
{
    Error first;
    const QStringList kept = keptBeside(path);
    for (const QString &file : kept)
        keepFirst(eraseUnlessOpen(file), &first);
    if (!QFile::exists(path)) {
        keepFirst(eraseUnlessOpen(path), &first); // logs of the old file
        keepFirst(finishRescue(path), &first);    // the new one goes on with its ids
    }
    keepFirst(eraseUnlessOpen(path + u".rescued"_s), &first);
    if (!QFile::exists(path))
        return first;
    bool isToGo = false;
    keepFirst(eraseStore(path, owner, mark, &isToGo, count), &first);
    if (isToGo)
        keepFirst(eraseUnlessOpen(path), &first);
    return first;
}

// By SQLite, for other clients may have it open. To go is what SQLite can't read, and an empty file of
// an owner that has no client; this one's stays, so that no id is given twice.
Error QueueFile::eraseStore(const QString &path, const QByteArray &owner, const QByteArray &mark,
                            bool *isToGo, qint64 *count) const
{
    *isToGo = hasLostItsBeginning(path);
    if (*isToGo)
        return {};
    SqlEventStore store;
    Error error = store.open(path, m_durability, m_maxBytes);
    bool isOwn = true;
    if (!error.isError()) {
        const QByteArray found = store.owner();
        isOwn = found.isEmpty() || found == owner;
        if (!isOwn && !store.isAlone())
            return {};
        error = store.erase(mark, count);
    }
    *isToGo = store.isDamaged() || store.isOfNewerVersion() || (!isOwn && !error.isError());
    return *isToGo ? Error() : error;
}

} // namespace Rudder
