// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_IDENTITYFILE_P_H
#define RUDDERQT_IDENTITYFILE_P_H

#include "error.h"
#include "identity/identityvalues_p.h"
#include "private_export_p.h"
#include "queue/filelock_p.h"

#include <QtCore/qstring.h>

#include <memory>
#include <optional>

namespace Rudder {

struct IdentityRecord;

// The remembered user on disk: one small file beside the queue, mode 0600, replaced whole. The
// clients of the queue share it.
class RUDDERQT_CORE_PRIVATE_EXPORT IdentityFile
{
public:
    IdentityFile(const QString &folder, const QString &queueName);

    // Nobody, where there is no such file, or none that can be read. Where it is to be erased, what was
    // decided is in the note of that.
    IdentityValues read() const;
    // What this client changed since it loaded or stored it: the rest may be another client's by now. A
    // denial of another client stands until somebody decides later. A file that can't be read is kept beside
    // it under another name first, which is the warning.
    Error write(const IdentityRecord &record);
    std::optional<Error> takeWarning();
    // What this client stored is gone: all that it knows from now on is a change.
    void startOver() { m_base.emplace(); }
    // With what was kept beside it, or left by a process that was killed while it wrote.
    Error erase() const;
    // What is left of the user who was erased.
    Error keepDecision(const ConsentDecision &decision) const;

private:
    enum class Found { Nothing, Somebody, Damaged };

    Found look(IdentityValues *values) const;
    Found lookIntoFile(IdentityValues *values) const;
    std::unique_ptr<FileLock> lock() const;
    Error stored(const IdentityValues &ours, const Error &error);
    Error writeNew(const QByteArray &bytes, bool *isTaken) const;
    Error replace(const QByteArray &bytes) const;
    Error keepDamaged();

    QString m_stem;
    QString m_path;
    QString m_erasureNote;
    std::optional<IdentityValues> m_base; // as this client loaded or stored it last
    std::optional<Error> m_warning;
};

} // namespace Rudder

#endif
