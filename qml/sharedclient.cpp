// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sharedclient_p.h"

#include "windowwatcher_p.h"

#include <QtCore/qcoreapplication.h>

namespace Rudder {

SharedClient::SharedClient() = default;

SharedClient::~SharedClient()
{
    // Reached with a client of ours only when the process ends without ~QCoreApplication.
    if (m_owned)
        m_owned->disconnect(this);
    delete m_owned.data();
}

SharedClient &SharedClient::instance()
{
    static SharedClient shared;
    return shared;
}

void SharedClient::setClient(Analytics *client)
{
    if (client == m_client)
        return;
    // The engines must have let go of the old client before it is destroyed.
    const QPointer<Analytics> owned = std::exchange(m_owned, nullptr);
    follow(client);
    delete owned.data();
}

void SharedClient::makeClient(const Configuration &configuration)
{
    m_owned = new Analytics(configuration);
    // Nobody else destroys it, and it must store what is in memory while the application is there.
    qAddPostRoutine([] { SharedClient::instance().destroyOwned(); });
    follow(m_owned);
}

void SharedClient::destroyOwned()
{
    if (m_owned)
        setClient(nullptr);
}

void SharedClient::follow(Analytics *client)
{
    if (m_client)
        m_client->disconnect(this);
    delete m_windows.data();
    m_client = client;
    if (client) {
        connect(client, &QObject::destroyed, this, &SharedClient::changed);
        m_windows = new WindowWatcher(client);
    }
    Q_EMIT changed();
}

} // namespace Rudder
