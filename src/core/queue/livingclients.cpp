// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/livingclients_p.h"

#include "perprocess_p.h"
#include "queue/presentvalues_p.h"

#include <utility>

namespace Rudder {

namespace {

PresentValues<std::pair<FileIdentity, qint64>> &livingClients()
{
    static constinit PerProcess<PresentValues<std::pair<FileIdentity, qint64>>> ofThisProcess;
    return ofThisProcess.get();
}

} // namespace

LivingClient::LivingClient(const FileIdentity &file, qint64 client) : m_file(file), m_client(client)
{
    livingClients().add({m_file, m_client});
}

LivingClient::~LivingClient()
{
    livingClients().remove({m_file, m_client});
}

bool livesInThisProcess(const FileIdentity &file, qint64 client)
{
    return livingClients().contains({file, client});
}

} // namespace Rudder
