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

// What the first process stored, with what this one came to know since.
IdentityValues merged(IdentityValues theirs, const IdentityValues &ours)
{
    if (theirs.anonymousId.isEmpty())
        theirs.anonymousId = ours.anonymousId;
    if (!ours.userId.isEmpty() || !ours.traits.isEmpty()) {
        theirs.userId = ours.userId;
        theirs.traits = ours.traits;
    }
    if (!ours.groupId.isEmpty()) {
        theirs.groupId = ours.groupId;
        theirs.groupTraits = ours.groupTraits;
    }
    if (ours.session.id != 0)
        theirs.session = ours.session;
    if (ours.application)
        theirs.application = ours.application;
    if (ours.consent.state() != ConsentDecision::State::Unknown)
        theirs.consent = ours.consent;
    return theirs;
}

} // namespace

IdentityFile::IdentityFile(const QString &folder, const QString &queueName)
    : m_path(folder + u'/' + queueFileStem(queueName) + u".identity.json"_s),
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

Error IdentityFile::write(const IdentityRecord &record)
{
    const Error error = m_isWritten ? replace(asFirstWriter(record)) : writeFirst(record);
    m_isWritten = m_isWritten || !error.isError();
    return error;
}

QByteArray IdentityFile::asFirstWriter(const IdentityRecord &record) const
{
    if (!record.mayYield || m_firstAnonymousId.isEmpty())
        return record.bytes;
    IdentityValues values = identityFromBytes(record.bytes).value_or(IdentityValues());
    values.anonymousId = m_firstAnonymousId;
    return identityToBytes(values);
}

Error IdentityFile::writeFirst(const IdentityRecord &record)
{
    // Others come and go between the look and the write: a few rounds end that.
    for (int round = 0; round < 3; ++round) {
        IdentityValues theirs;
        switch (look(&theirs)) {
        case Found::Nothing: {
            bool isTaken = false;
            const Error error = writeNew(record.bytes, &isTaken);
            if (!isTaken)
                return error;
            break;
        }
        case Found::Somebody: {
            if (!record.mayYield)
                return replace(record.bytes);
            const auto ours = identityFromBytes(record.bytes).value_or(IdentityValues());
            const IdentityValues both = merged(theirs, ours);
            m_firstAnonymousId = both.anonymousId;
            return replace(identityToBytes(both));
        }
        case Found::Damaged:
            if (const Error error = keepDamaged(); error.isError())
                return error;
            break;
        }
    }
    return replace(record.bytes);
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
    IdentityValues values;
    lookIntoFile(&values);
    if (laterDecision(values.consent, decision) == values.consent)
        return {};
    if (decision.state() == ConsentDecision::State::Denied)
        values = {};
    values.consent = decision;
    return replace(identityToBytes(values));
}

} // namespace Rudder
