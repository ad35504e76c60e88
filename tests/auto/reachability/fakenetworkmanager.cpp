// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Says on the system bus, which is the test's own, what Qt asks NetworkManager: that the network is
// there, by a device of the type that was last read from the standard input.

#include <QtCore/qcoreapplication.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qvariant.h>
#include <QtDBus/qdbusargument.h>
#include <QtDBus/qdbusconnection.h>
#include <QtDBus/qdbusextratypes.h>
#include <QtDBus/qdbusmessage.h>
#include <QtDBus/qdbusvirtualobject.h>

#include <cstdio>
#include <iostream>
#include <string>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

const QString service = u"org.freedesktop.NetworkManager"_s;
const QString root = u"/org/freedesktop/NetworkManager"_s;
const QString properties = u"org.freedesktop.DBus.Properties"_s;

class FakeNetworkManager : public QDBusVirtualObject
{
    Q_OBJECT

public:
    // Each type has a connection and a device that are named after it.
    void setDeviceType(const QString &type)
    {
        m_type = type;
        QDBusMessage change = QDBusMessage::createSignal(root, properties, u"PropertiesChanged"_s);
        change << service << ofManager() << QStringList();
        QDBusConnection::systemBus().send(change);
    }

    QString introspect(const QString &path) const override
    {
        if (path.contains(u"/ActiveConnection/"_s))
            return u"<interface name='%1.Connection.Active'>"
                   "<property name='Devices' type='ao' access='read'/></interface>"_s.arg(service);
        if (path.contains(u"/Devices/"_s))
            return u"<interface name='%1.Device'>"
                   "<property name='DeviceType' type='u' access='read'/>"
                   "<property name='Metered' type='u' access='read'/></interface>"_s.arg(service);
        return {};
    }

    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        if (message.interface() != properties)
            return false;
        const QVariantMap all = ofPath(message.path());
        if (message.member() == u"GetAll")
            return connection.send(message.createReply(QVariant(all)));
        const QVariant one = all.value(message.arguments().value(1).toString());
        return connection.send(message.createReply(QVariant::fromValue(QDBusVariant(one))));
    }

private:
    QVariantMap ofManager() const
    {
        constexpr uint connectedGlobally = 70;
        constexpr uint full = 4;
        return {{u"State"_s, connectedGlobally},
                {u"Connectivity"_s, full},
                {u"PrimaryConnection"_s,
                 QVariant::fromValue(QDBusObjectPath(root + u"/ActiveConnection/"_s + m_type))}};
    }
    QVariantMap ofPath(const QString &path) const
    {
        const QString type = path.section(u'/', -1);
        if (path.contains(u"/ActiveConnection/"_s)) {
            const QDBusObjectPath device(root + u"/Devices/"_s + type);
            return {{u"Devices"_s, QVariant::fromValue(QList<QDBusObjectPath>{device})}};
        }
        if (path.contains(u"/Devices/"_s))
            return {{u"DeviceType"_s, type.toUInt()}, {u"Metered"_s, 4U}};
        return ofManager();
    }

    QString m_type = u"0"_s;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QDBusConnection bus = QDBusConnection::systemBus();
    FakeNetworkManager manager;
    if (!bus.registerVirtualObject(root, &manager, QDBusConnection::SubPath)
        || !bus.registerService(service))
        return 1;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &manager, [&manager] {
        std::string line;
        if (std::getline(std::cin, line))
            manager.setDeviceType(QString::fromStdString(line));
        else
            QCoreApplication::quit();
    });
    std::printf("ready\n");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

#include "fakenetworkmanager.moc"
