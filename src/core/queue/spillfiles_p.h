// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SPILLFILES_P_H
#define RUDDERQT_SPILLFILES_P_H

#include "configuration.h"
#include "error.h"
#include "private_export_p.h"
#include "queue/eventstore_p.h"

#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <functional>
#include <optional>
#include <vector>

namespace Rudder {

struct Spill;

// The files beside the queue named "n" that a client leaves which ends while the database can't
// take what is in memory: n.spill-<time>-<number>. They go with the owner's queue: the next client
// of that owner reads them, or the one that takes its queue over.
class RUDDERQT_CORE_PRIVATE_EXPORT SpillFiles
{
public:
    // Where the events go.
    struct Taker
    {
        // Stores them, and that it did, by the mark: a second time it does nothing.
        std::function<Error(const QString &mark, const std::vector<ImportedEvent> &events)> take;
        // The file is gone, and with it all that could be taken a second time.
        std::function<void(const QString &mark)> forget;
        // Whether another owner has a queue of its own, which its files wait for.
        std::function<Error(const QByteArray &owner, bool *hasQueue)> lookForQueueOf;
    };

    SpillFiles(const QString &folder, const QString &queueName,
               Configuration::Durability durability);

    Error write(const QByteArray &owner, const std::vector<ImportedEvent> &events) const;
    // Removes the oldest files, but for the newest one, until all have no more bytes than that. Says
    // how many events went with them.
    qint64 dropOldest(qint64 maxBytes) const;

    // What the owner's files hold, and those of owners without a queue, oldest first; a file that
    // was taken is removed. One that another client is taking is waited for, a while: what is newer
    // must not come before it. Ends with the first error. Adds to warnings what the application
    // should know: a damaged file.
    Error takeAll(const QByteArray &owner, const Taker &taker, std::vector<Error> *warnings) const;
    qint64 bytes() const;

    // What there is now, whole or not, damaged or not: erase() knows it again, whatever becomes of it.
    QStringList names() const;
    // These, or all; an error, why one is still there. Adds how many events went that nobody has taken.
    Error erase(const std::optional<QStringList> &names, qint64 *count) const;

private:
    QString newName() const;
    QString nameOf(const QString &path) const;
    QStringList paths() const;
    Error eraseOne(const QString &path, qint64 *count) const;
    static Error decide(const Spill &spill, const QByteArray &owner, const Taker &taker,
                        bool *isToBeTaken);
    Error takeOne(const QString &path, const QByteArray &owner, const Taker &taker,
                  std::vector<Error> *warnings) const;
    Error takeOver(const QString &path, const Spill &spill, const Taker &taker,
                   std::vector<Error> *warnings) const;
    // Says under which name.
    QString keepDamaged(const QString &path) const;

    const QString m_folder;
    const QString m_stem;
    const Configuration::Durability m_durability;
};

} // namespace Rudder

#endif
