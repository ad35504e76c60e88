// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identityfile_p.h"

#include "identity/consent_p.h"
#include "queue/erasefile_p.h"
#include "queue/eventstore_p.h"
#include "queue/keptfiles_p.h"
#include "queue/queueerasure_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qsavefile.h>
#include <QtCore/qtemporaryfile.h>

#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

Error cantWrite(const QString &path, const QString &why)
{
    return Error(Error::Code::StorageFailed,
                 u"The identity can't be written to %1: %2"_s.arg(path, why));
}

// Of each part what changed since base, which both began with; ours, where both did. A denial leaves
// nothing of whoever has not heard of it.
IdentityValues merged(const IdentityValues &base, const IdentityValues &ours,
                      const IdentityValues &theirs)
{
    IdentityValues both = ours;
    if (ours.consent == base.consent)
        both.consent = theirs.consent;
    else if (theirs.consent != base.consent)
        both.consent = laterDecision(theirs.consent, ours.consent);
    if (both.consent.state() == ConsentDecision::State::Denied && ours.consent != theirs.consent)
        return both.consent == ours.consent ? ours : theirs;
    const bool isYielding = ours.mayYield && !theirs.anonymousId.isEmpty()
            && theirs.anonymousId != base.anonymousId;
    if (isYielding || ours.anonymousId == base.anonymousId)
        both.anonymousId = theirs.anonymousId;
    if (ours.userId == base.userId && ours.traits == base.traits) {
        both.userId = theirs.userId;
        both.traits = theirs.traits;
    }
    if (ours.groupId == base.groupId && ours.groupTraits == base.groupTraits) {
        both.groupId = theirs.groupId;
        both.groupTraits = theirs.groupTraits;
    }
    if (ours.session == base.session)
        both.session = theirs.session;
    if (ours.application == base.application)
        both.application = theirs.application;
    return both;
}

IdentityValues valuesOf(const QByteArray &bytes)
{
    return identityFromBytes(bytes).value_or(IdentityValues());
}

} // namespace

IdentityFile::IdentityFile(const QString &folder, const QString &queueName)
    : m_stem(folder + u'/' + queueFileStem(queueName)), m_path(m_stem + u".identity.json"_s),
      m_erasureNote(erasureNotePath(folder, queueName))
{
}

IdentityFile::Found IdentityFile::look(IdentityValues *values) const
{
    const auto decision = notedDecision(m_erasureNote);
    if (!decision)
        return lookIntoFile(values);
    values->consent = *decision;
    return Found::Somebody;
}

IdentityFile::Found IdentityFile::lookIntoFile(IdentityValues *values) const
{
    constexpr qint64 plausibleSize = 64 * 1024 * 1024;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return QFileInfo::exists(m_path) ? Found::Damaged : Found::Nothing;
    if (file.size() > plausibleSize)
        return Found::Damaged;
    const auto read = identityFromBytes(file.readAll());
    if (!read)
        return Found::Damaged;
    *values = *read;
    return Found::Somebody;
}

IdentityValues IdentityFile::read() const
{
    IdentityValues values;
    look(&values);
    values.mayYield = values.anonymousId.isEmpty();
    return values;
}

// Another client may have changed the file since this one read it, and may be about to.
Error IdentityFile::write(const IdentityRecord &record)
{
    if (!m_base)
        m_base = valuesOf(record.loaded);
    IdentityValues ours = valuesOf(record.bytes);
    ours.mayYield = record.mayYield;
    const auto held = lock();
    // Where the lock can't be had, others come and go between the look and the write: a few rounds end
    // that.
    for (int round = 0; round < 3; ++round) {
        IdentityValues theirs;
        switch (look(&theirs)) {
        case Found::Nothing: {
            bool isTaken = false;
            const Error error = writeNew(record.bytes, &isTaken);
            if (!isTaken)
                return stored(ours, error);
            break;
        }
        case Found::Somebody: {
            const QByteArray both = identityToBytes(merged(*m_base, ours, theirs));
            return both == identityToBytes(theirs) ? Error() : stored(ours, replace(both));
        }
        case Found::Damaged:
            if (const Error error = keepDamaged(); error.isError())
                return error;
            break;
        }
    }
    return stored(ours, replace(record.bytes));
}

Error IdentityFile::stored(const IdentityValues &ours, const Error &error)
{
    if (!error.isError())
        m_base = ours;
    return error;
}

// The queue's, which is held for a moment only; a decision can't wait for longer.
std::unique_ptr<FileLock> IdentityFile::lock() const
{
    constexpr int patience = 200; // ms
    return lockFileOf(m_stem, patience);
}

// Unlike a replacement it fails where another process was faster.
Error IdentityFile::writeNew(const QByteArray &bytes, bool *isTaken) const
{
    QTemporaryFile file(m_path + u".XXXXXX"_s); // made with mode 0600
    if (!file.open() || file.write(bytes) != bytes.size() || !syncFile(&file))
        return cantWrite(m_path, file.errorString());
    if (file.rename(m_path)) {
        file.setAutoRemove(false);
        syncFolder(QFileInfo(m_path).path());
        return {};
    }
    *isTaken = QFileInfo::exists(m_path);
    return cantWrite(m_path, file.errorString());
}

Error IdentityFile::replace(const QByteArray &bytes) const
{
    QSaveFile file(m_path);
    // QSaveFile makes its temporary file with mode 0600 where the target is new, and with the
    // target's mode where it is not.
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return cantWrite(m_path, file.errorString());
    }
    // The file is on the disk before its new name is, which an event under this identity must not
    // outrun.
    syncFolder(QFileInfo(m_path).path());
    return {};
}

Error IdentityFile::keepDamaged()
{
    const QString kept = nameToKeep(m_path);
    if (!QFile::rename(m_path, kept)) {
        return QFileInfo::exists(m_path)
                ? cantWrite(m_path, u"the damaged file there can't be put aside"_s)
                : Error();
    }
    removeOldestKept(m_path);
    m_warning =
            Error(Error::Code::StorageDamaged,
                  u"The remembered user could not be read from %1: the client began as new. The "
                  "file is kept as %2."_s.arg(m_path, kept));
    return {};
}

std::optional<Error> IdentityFile::takeWarning()
{
    return std::exchange(m_warning, {});
}

Error IdentityFile::erase() const
{
    return eraseFiles(filesBeginningWith(m_path));
}

// Beside what another client has stored since.
Error IdentityFile::keepDecision(const ConsentDecision &decision) const
{
    IdentityValues ours;
    ours.consent = decision;
    IdentityValues theirs;
    const auto held = lock();
    lookIntoFile(&theirs);
    const QByteArray both = identityToBytes(merged({}, ours, theirs));
    return both == identityToBytes(theirs) ? Error() : replace(both);
}

} // namespace Rudder
