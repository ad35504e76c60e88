// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SHAREDCLIENT_P_H
#define RUDDERQT_SHAREDCLIENT_P_H

#include <RudderQt/Analytics>

#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>

namespace Rudder {

class WindowWatcher;

// The one client that the QML engines of this process share, from C++ or made by setup().
class SharedClient : public QObject
{
    Q_OBJECT

public:
    static SharedClient &instance();
    ~SharedClient() override;

    Analytics *client() const { return m_client; }
    void setClient(Analytics *client);
    void makeClient(const Configuration &configuration);

Q_SIGNALS:
    void changed();

private:
    SharedClient();
    void follow(Analytics *client);
    void destroyOwned();

    QPointer<Analytics> m_client;
    // Only a client that setup() made.
    QPointer<Analytics> m_owned;
    // A child of the client.
    QPointer<WindowWatcher> m_windows;
};

} // namespace Rudder

#endif
