// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUEUEERASURE_P_H
#define RUDDERQT_QUEUEERASURE_P_H

#include "configuration.h"
#include "consentdecision.h"
#include "error.h"
#include "identity/identityfile_p.h"
#include "private_export_p.h"
#include "queue/spillfiles_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <optional>
#include <utility>

namespace Rudder {

// Takes all that a queue's name has on the disk from there, the remembered user too: at once, or as
// soon as the disk lets it, in the next process if need be. A note beside the queue, n.erase, is written
// first and removed last; until then nothing newer goes to the disk, but for a spill at the end, and
// what the user decides, which the note holds.
class RUDDERQT_CORE_PRIVATE_EXPORT QueueErasure
{
public:
    QueueErasure(const Configuration &configuration, const QString &folder);

    // All that is there now. A denial stands; of another decision a later one may be on the disk.
    void want(const ConsentDecision &decision = {});
    // Decided while it is wanted.
    void decide(const ConsentDecision &decision);
    // By this client, or by one whose process ended before it was done.
    bool isWanted() const;
    // Not while this client has the queue open. An error says why something is still there.
    Error carryOut(const QByteArray &owner);
    // How many events it has taken from the disk since it was asked last.
    qint64 takeCount() { return std::exchange(m_count, 0); }

private:
    struct Wish
    {
        QByteArray mark;                   // tells it from others
        std::optional<QStringList> spills; // else all
        ConsentDecision decision;          // outlives what is erased
    };

    static QByteArray toBytes(const Wish &wish);
    static Wish fromBytes(const QByteArray &bytes);
    std::optional<Wish> readNote() const;
    void note(const Wish &wish) const;
    void removeNote() const;

    const Configuration m_configuration;
    const QString m_folder;
    const QString m_path;
    const IdentityFile m_identityFile;
    const SpillFiles m_spillFiles;
    std::optional<Wish> m_wish;
    qint64 m_count = 0;
};

// Where a client notes that it erases that queue. What is there beside the note is not to be used.
RUDDERQT_CORE_PRIVATE_EXPORT QString erasureNotePath(const QString &folder,
                                                     const QString &queueName);
// What the user decided, by such a note; none: there is no note.
std::optional<ConsentDecision> notedDecision(const QString &path);

} // namespace Rudder

#endif
