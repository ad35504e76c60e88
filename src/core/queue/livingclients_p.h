// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_LIVINGCLIENTS_P_H
#define RUDDERQT_LIVINGCLIENTS_P_H

#include "queue/fileidentity_p.h"

#include <QtCore/qglobal.h>

namespace Rudder {

// One that this process has on that queue file, or takes care of. What it wrote there of itself says
// only that the process lives.
class LivingClient
{
public:
    LivingClient(const FileIdentity &file, qint64 client);
    ~LivingClient();
    Q_DISABLE_COPY_MOVE(LivingClient)

private:
    const FileIdentity m_file;
    const qint64 m_client;
};

bool livesInThisProcess(const FileIdentity &file, qint64 client);

} // namespace Rudder

#endif
