// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/livingclients_p.h"

#include "perprocess_p.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace Rudder {

namespace {

using Client = std::pair<FileIdentity, qint64>;

struct LivingClients
{
    std::mutex mutex;
    std::vector<Client> clients;
};

LivingClients &livingClients()
{
    static constinit PerProcess<LivingClients> ofThisProcess;
    return ofThisProcess.get();
}

} // namespace

LivingClient::LivingClient(const FileIdentity &file, qint64 client) : m_file(file), m_client(client)
{
    LivingClients &living = livingClients();
    const std::lock_guard guard(living.mutex);
    living.clients.emplace_back(m_file, m_client);
}

LivingClient::~LivingClient()
{
    LivingClients &living = livingClients();
    const std::lock_guard guard(living.mutex);
    const auto found =
            std::find(living.clients.begin(), living.clients.end(), Client(m_file, m_client));
    if (found != living.clients.end()) // else it lives in the process that this one was forked from
        living.clients.erase(found);
}

bool livesInThisProcess(const FileIdentity &file, qint64 client)
{
    LivingClients &living = livingClients();
    const std::lock_guard guard(living.mutex);
    return std::find(living.clients.begin(), living.clients.end(), Client(file, client))
            != living.clients.end();
}

} // namespace Rudder
