// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "childprocess.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qnetworkinformation.h>
#include <QtTest/qtest.h>

#include <optional>

using namespace Rudder;
using namespace Qt::StringLiterals;

// With a bus of its own, on which a program of ours plays NetworkManager.
class tst_NetworkMedium : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void eachEventSaysOverWhichMediumTheNetworkIs();

private:
    QByteArray storedNetworkOf(const QByteArray &event) const;

    QTemporaryDir m_folder;
    QProcess m_bus;
    std::optional<ChildProcess> m_manager;
};

void tst_NetworkMedium::initTestCase()
{
    QFile configuration(m_folder.filePath(u"bus.conf"_s));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write("<busconfig><listen>unix:dir=" + QFile::encodeName(m_folder.path())
                        + "</listen><policy context='default'><allow own='*'/>"
                          "<allow send_destination='*'/><allow receive_sender='*'/></policy>"
                          "</busconfig>");
    configuration.close();
    m_bus.start(u"dbus-daemon"_s,
                {u"--nofork"_s, u"--print-address"_s,
                 u"--config-file=%1"_s.arg(configuration.fileName())});
    if (!m_bus.waitForStarted())
        QSKIP("There is no dbus-daemon here.");
    QVERIFY(m_bus.waitForReadyRead());
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_bus.readLine().trimmed());
    if (!QNetworkInformation::availableBackends().contains(u"networkmanager"))
        QSKIP("Qt has no backend for NetworkManager here.");
    m_manager.emplace(QStringLiteral(FAKE_NETWORKMANAGER));
    m_manager->start();
    QTRY_VERIFY(!m_manager->linesAfter(u"ready"_s).isEmpty());
}

void tst_NetworkMedium::cleanupTestCase()
{
    m_manager.reset();
    m_bus.terminate();
    m_bus.waitForFinished();
}

// Events are stored as they are to be sent.
QByteArray tst_NetworkMedium::storedNetworkOf(const QByteArray &event) const
{
    const QByteArray begins = "\"event\":\"" + event + '"';
    const QDir folder(m_folder.filePath(u"store"_s));
    const QStringList names = folder.entryList({u"*.sqlite*"_s}, QDir::Files);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        const qsizetype place = bytes.indexOf(begins);
        if (place < 0)
            continue;
        const qsizetype another = bytes.indexOf("{\"originalTimestamp\"", place);
        const QByteArray rest = bytes.mid(place, another < 0 ? -1 : another - place);
        const qsizetype begin = rest.indexOf("\"network\":");
        return begin < 0 ? "not known" : rest.mid(begin, rest.indexOf('}', begin) + 1 - begin);
    }
    return "not stored";
}

void tst_NetworkMedium::eachEventSaysOverWhichMediumTheNetworkIs()
{
    using Medium = QNetworkInformation::TransportMedium;
    struct Step
    {
        QByteArray deviceType; // of NetworkManager
        Medium medium;
        QByteArray network;
    };
    const auto network = [](const char *wifi, const char *cellular,
                            const char *bluetooth) -> QByteArray {
        return QByteArray("\"network\":{\"wifi\":") + wifi + ",\"cellular\":" + cellular
                + ",\"bluetooth\":" + bluetooth + '}';
    };
    const Step steps[] = {
            {"2", Medium::WiFi, network("true", "false", "false")},
            {"8", Medium::Cellular, network("false", "true", "false")},
            {"5", Medium::Bluetooth, network("false", "false", "true")},
            {"1", Medium::Ethernet, network("false", "false", "false")},
            {"14", Medium::Unknown, "not known"},
            {"2", Medium::WiFi, network("true", "false", "false")},
    };

    std::optional<Analytics> client;
    client.emplace(Configuration(u"KEY"_s, QUrl(u"https://dp.example.invalid"_s))
                           .setStorageLocation(m_folder.filePath(u"store"_s)));
    QTRY_VERIFY(QNetworkInformation::instance());
    QCOMPARE(QNetworkInformation::instance()->backendName(), u"networkmanager"_s);
    int number = 0;
    for (const Step &step : steps) {
        m_manager->write(step.deviceType + '\n');
        QTRY_COMPARE(QNetworkInformation::instance()->transportMedium(), step.medium);
        QVERIFY(client->track(u"step-"_s + QString::number(number++)).accepted());
    }
    client.reset();
    number = 0;
    for (const Step &step : steps)
        QCOMPARE(storedNetworkOf("step-" + QByteArray::number(number++)), step.network);
}

QTEST_GUILESS_MAIN(tst_NetworkMedium)
#include "tst_networkmedium.moc"
