// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/devicemake_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

using Files = QMap<QString, QByteArray>;

class tst_DeviceMake : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatFirmwareAndDeviceTreeSay_data();
    void whatFirmwareAndDeviceTreeSay();
    void whatNobodyFilledInIsNotKnown_data();
    void whatNobodyFilledInIsNotKnown();
    void aSerialNumberIsNotRead();
};

static bool write(const QString &root, const Files &files)
{
    for (auto it = files.begin(); it != files.end(); ++it) {
        QFile file(root + u'/' + it.key());
        if (!QDir().mkpath(QFileInfo(file).path()) || !file.open(QIODevice::WriteOnly)
            || file.write(it.value()) != it.value().size())
            return false;
    }
    return true;
}

static const QString vendorFile = u"sys/class/dmi/id/sys_vendor"_s;
static const QString productFile = u"sys/class/dmi/id/product_name"_s;
static const QString modelFile = u"proc/device-tree/model"_s;
static const QString compatibleFile = u"proc/device-tree/compatible"_s;

void tst_DeviceMake::whatFirmwareAndDeviceTreeSay_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<QString>("manufacturer");
    QTest::addColumn<QString>("model");
    QTest::newRow("nothing") << Files() << QString() << QString();
    QTest::newRow("a computer") << Files{{vendorFile, "LENOVO\n"}, {productFile, "20XW0026GE\n"}}
                                << u"LENOVO"_s << u"20XW0026GE"_s;
    QTest::newRow("only its maker is known")
            << Files{{vendorFile, "ASUS\n"}, {productFile, "System Product Name\n"}} << u"ASUS"_s
            << QString();
    QTest::newRow("white space") << Files{{vendorFile, "  Micro-Star   International \n"},
                                          {productFile, " \n"}}
                                 << u"Micro-Star International"_s << QString();
    const QByteArray raspberryPi("Raspberry Pi 4 Model B Rev 1.4\0", 31);
    const QByteArray compatible("raspberrypi,4-model-b\0brcm,bcm2711\0", 35);
    QTest::newRow("a board") << Files{{modelFile, raspberryPi}, {compatibleFile, compatible}}
                             << u"raspberrypi"_s << u"Raspberry Pi 4 Model B Rev 1.4"_s;
    QTest::newRow("a board with firmware that says nothing")
            << Files{{vendorFile, "Unknown\n"},
                     {productFile, "Unknown\n"},
                     {modelFile, raspberryPi},
                     {compatibleFile, compatible}}
            << u"raspberrypi"_s << u"Raspberry Pi 4 Model B Rev 1.4"_s;
    QTest::newRow("a board with firmware")
            << Files{{vendorFile, "SolidRun\n"}, {productFile, "HoneyComb\n"}, {modelFile, "x"}}
            << u"SolidRun"_s << u"HoneyComb"_s;
    QTest::newRow("a board without its maker")
            << Files{{modelFile, "Board\0"}, {compatibleFile, ",x"}} << QString() << u"Board"_s;
    QTest::newRow("without end") << Files{{vendorFile, QByteArray(100'000, 'x')}}
                                 << QString(256, u'x') << QString();
}

void tst_DeviceMake::whatFirmwareAndDeviceTreeSay()
{
    QFETCH(Files, files);
    QFETCH(QString, manufacturer);
    QFETCH(QString, model);
    const QTemporaryDir root;
    QVERIFY(write(root.path(), files));
    const DeviceMake make = readDeviceMake(root.path());
    QCOMPARE(make.manufacturer, manufacturer);
    QCOMPARE(make.model, model);
}

void tst_DeviceMake::whatNobodyFilledInIsNotKnown_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"To Be Filled By O.E.M.", "To be filled by O.E.M.", "System manufacturer",
          "System Product Name", "Default string", "Not Specified", "Not Applicable", "None", "N/A",
          "OEM", "INVALID", "Undefined", "empty", "unknown", "...", "   ", "-"})
        QTest::newRow(text) << QByteArray(text);
}

void tst_DeviceMake::whatNobodyFilledInIsNotKnown()
{
    QFETCH(QByteArray, text);
    const QTemporaryDir root;
    QVERIFY(write(root.path(), {{vendorFile, text + '\n'}, {productFile, text + '\n'}}));
    QCOMPARE(readDeviceMake(root.path()), DeviceMake());
}

void tst_DeviceMake::aSerialNumberIsNotRead()
{
    const QTemporaryDir root;
    const QByteArray serial("S3R1AL");
    QVERIFY(write(root.path(),
                  {{vendorFile, "Dell Inc."},
                   {productFile, "Latitude"},
                   {u"sys/class/dmi/id/product_serial"_s, serial},
                   {u"sys/class/dmi/id/board_serial"_s, serial},
                   {u"sys/class/dmi/id/product_uuid"_s, serial},
                   {u"proc/device-tree/serial-number"_s, serial}}));
    const DeviceMake make = readDeviceMake(root.path());
    QCOMPARE(make, DeviceMake({u"Dell Inc."_s, u"Latitude"_s}));
}

QTEST_APPLESS_MAIN(tst_DeviceMake)
#include "tst_devicemake.moc"
