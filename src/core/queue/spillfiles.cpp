// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/spillfiles_p.h"

#include "hurry_p.h"
#include "queue/erasefile_p.h"
#include "queue/filelock_p.h"
#include "queue/spillbytes_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qrandom.h>
#include <QtCore/qregularexpression.h>

#include <algorithm>
#include <cstdlib>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// A disk that damages a file a day must not fill up with them.
constexpr qsizetype mostKept = 3;
// What a living process needs to write one is much less; past that, its writer was killed.
constexpr qint64 abandonedAfterSeconds = 60;
constexpr int timeDigits = 13;     // of the ms since 1970
constexpr int lockPatience = 1000; // ms; to store what memory held takes some 300

QString partSuffix()
{
    return u".part"_s;
}

QString lockSuffix()
{
    return u".lock"_s;
}

bool isBeingWritten(const QFileInfo &file)
{
    const qint64 age = file.lastModified().secsTo(QDateTime::currentDateTimeUtc());
    // As far ahead of the clock it is none of now: the clock was set back.
    return file.fileName().endsWith(partSuffix()) && std::abs(age) < abandonedAfterSeconds;
}

// So much was lost that it can't be told whose it was.
bool isNobodys(const Spill &spill)
{
    return spill.owner.isEmpty() && !spill.isWhole;
}

Error cantWrite(const QFile &file)
{
    return storageError(u"Events can't be written to %1"_s.arg(file.fileName()),
                        file.errorString());
}

} // namespace

SpillFiles::SpillFiles(const QString &folder, const QString &queueName,
                       Configuration::Durability durability)
    : m_folder(folder), m_stem(queueFileStem(queueName) + u".spill-"_s), m_durability(durability)
{
}

// Behind those that are there, whatever the clock says: it may have been set back.
QString SpillFiles::newName() const
{
    qint64 time = QDateTime::currentMSecsSinceEpoch();
    if (const QStringList found = paths(); !found.isEmpty()) {
        const QString newest = QFileInfo(found.last()).fileName();
        time = std::max(time, newest.sliced(m_stem.size(), timeDigits).toLongLong() + 1);
    }
    return m_stem
            + u"%1-%2"_s.arg(time, timeDigits, 10, QLatin1Char('0'))
                      .arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'));
}

qint64 SpillFiles::dropOldest(qint64 maxBytes) const
{
    QStringList found = paths();
    qint64 tooMany = bytes() - maxBytes;
    qint64 dropped = 0;
    while (tooMany > 0 && found.size() > 1) {
        QFile file(found.takeFirst());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const qint64 size = file.size();
        const Spill spill = spillFromBytes(file.readAll());
        if (file.remove()) {
            tooMany -= size;
            dropped += qint64(spill.events.size());
        }
    }
    return dropped;
}

Error SpillFiles::write(const QByteArray &owner, const std::vector<ImportedEvent> &events) const
{
    const QString path = m_folder + u'/' + newName();
    QFile file(path + partSuffix());
    const QByteArray bytes = spillToBytes(owner, events);
    const bool isDurable = m_durability == Configuration::Durability::Full;
    const bool isWritten =
            file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered,
                      QFileDevice::ReadOwner | QFileDevice::WriteOwner)
            && file.write(bytes) == bytes.size() && (!isDurable || syncFile(&file));
    file.close();
    if (isWritten && file.rename(path)) {
        if (isDurable)
            syncFolder(m_folder);
        return {};
    }
    const Error error = cantWrite(file);
    file.remove();
    return error;
}

QStringList SpillFiles::paths() const
{
    const QDir folder(m_folder);
    const QRegularExpression isSpill(QRegularExpression::anchoredPattern(
            QRegularExpression::escape(m_stem)
            + u"\\d{%1}-[0-9a-f]{16}(\\.part)?"_s.arg(timeDigits)));
    QStringList found;
    const QFileInfoList files =
            folder.entryInfoList({m_stem + u'*'}, QDir::Files | QDir::NoSymLinks, QDir::Name);
    for (const QFileInfo &file : files) {
        if (isSpill.match(file.fileName()).hasMatch() && !isBeingWritten(file))
            found.append(file.filePath());
    }
    return found;
}

qint64 SpillFiles::bytes() const
{
    qint64 sum = 0;
    for (const QString &path : paths())
        sum += QFileInfo(path).size();
    return sum;
}

Error SpillFiles::takeAll(const QByteArray &owner, const Taker &taker,
                          std::vector<Error> *warnings) const
{
    const QStringList found = paths();
    if (found.isEmpty())
        return {};
    if (isHurried() && !isQuickToStore(0, bytes())) {
        return storageError(u"Events of an earlier run can't be taken over"_s,
                            u"there is no time for it"_s);
    }
    for (const QString &path : found) {
        if (const Error error = takeOne(path, owner, taker, warnings); error.isError())
            return error;
    }
    return {};
}

Error SpillFiles::decide(const Spill &spill, const QByteArray &owner, const Taker &taker,
                         bool *isToBeTaken)
{
    *isToBeTaken = spill.owner == owner || isNobodys(spill);
    if (*isToBeTaken)
        return {};
    bool hasQueue = false;
    const Error error = taker.lookForQueueOf(spill.owner, &hasQueue);
    *isToBeTaken = !error.isError() && !hasQueue;
    return error;
}

Error SpillFiles::takeOne(const QString &path, const QByteArray &owner, const Taker &taker,
                          std::vector<Error> *warnings) const
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (file.exists()) {
            warnings->push_back(
                    storageError(u"Events of an earlier run can't be read from %1"_s.arg(path),
                                 file.errorString()));
        }
        return {};
    }
    const Spill spill = spillFromBytes(file.readAll()); // nobody writes to it any more
    file.close();
    bool isToBeTaken = false;
    if (const Error error = decide(spill, owner, taker, &isToBeTaken);
        error.isError() || !isToBeTaken) {
        return error;
    }
    const auto lock = lockFileOf(path, lockPatience);
    if (!file.exists()) // another client has taken it
        return {};
    if (!lock) {
        // What this client records would come before it.
        return storageError(u"Events of an earlier run can't be taken over from %1"_s.arg(path),
                            u"another client is taking them"_s);
    }
    return takeOver(path, spill, taker, warnings);
}

// The caller holds the lock.
Error SpillFiles::takeOver(const QString &path, const Spill &spill, const Taker &taker,
                           std::vector<Error> *warnings) const
{
    const QString mark = QFileInfo(path).fileName();
    if (!isNobodys(spill)) {
        if (const Error error = taker.take(mark, spill.events); error.isError())
            return error;
    }
    if (spill.isWhole) {
        if (QFile::remove(path))
            taker.forget(mark);
        return {};
    }
    const qsizetype saved = isNobodys(spill) ? 0 : qsizetype(spill.events.size());
    const QString keptAs = keepDamaged(path);
    taker.forget(mark);
    warnings->push_back(
            Error(Error::Code::StorageDamaged,
                  u"%1 was damaged. %2 events were saved from it; the damaged file is kept as %3."_s
                          .arg(path)
                          .arg(saved)
                          .arg(keptAs)));
    return {};
}

QString SpillFiles::keepDamaged(const QString &path) const
{
    const QString keptAs =
            path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    QFile::rename(path, keptAs);
    const QDir folder(m_folder);
    QStringList kept = folder.entryList({m_stem + u"*.damaged-*"_s}, QDir::Files, QDir::Name);
    while (kept.size() > mostKept)
        QFile::remove(folder.filePath(kept.takeFirst()));
    return keptAs;
}

// Without what is put behind it.
QString SpillFiles::nameOf(const QString &path) const
{
    constexpr int randomDigits = 16;
    return QFileInfo(path).fileName().left(m_stem.size() + timeDigits + 1 + randomDigits);
}

QStringList SpillFiles::names() const
{
    QStringList names;
    const QStringList files = filesBeginningWith(m_folder + u'/' + m_stem);
    for (const QString &path : files)
        names.append(nameOf(path));
    names.removeDuplicates();
    return names;
}

Error SpillFiles::erase(const std::optional<QStringList> &names, qint64 *count) const
{
    Error first;
    const QStringList files = filesBeginningWith(m_folder + u'/' + m_stem);
    for (const QString &path : files) {
        if (path.endsWith(lockSuffix()) || (names && !names->contains(nameOf(path))))
            continue;
        if (const Error error = eraseOne(path, count); error.isError() && !first.isError())
            first = error;
    }
    return first;
}

Error SpillFiles::eraseOne(const QString &path, qint64 *count) const
{
    const QString name = QFileInfo(path).fileName();
    const bool isWhole = name == nameOf(path);
    const auto lock = lockFileOf(m_folder + u'/' + nameOf(path), lockPatience);
    QFile file(path);
    if (!lock || isBeingWritten(QFileInfo(path))) {
        return file.exists() ? storageError(u"%1 can't be erased"_s.arg(path),
                                            u"another client is at work on it"_s)
                             : Error();
    }
    qint64 events = 0;
    if (isWhole && file.open(QIODevice::ReadOnly))
        events = qint64(spillFromBytes(file.readAll()).events.size());
    file.close();
    const Error error = eraseFile(path);
    if (!error.isError())
        *count += events;
    return error;
}

} // namespace Rudder
