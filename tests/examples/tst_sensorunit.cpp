// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sensorunit.h"

#include <RudderQt/EventRecorder>

#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

#include <memory>

#if defined(Q_OS_UNIX)
#    include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using Rudder::AcceptedEvent;

namespace {

bool writeTo(QTemporaryFile *file, const QByteArray &bytes)
{
    return file->open() && file->write(bytes) == bytes.size() && file->flush();
}

} // namespace

// The sensor unit tells what it should, without a data plane.
class tst_SensorUnit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void itIntroducesItself();
    void eachReadingIsSentUnderItsSerialNumber();
    void aLowBatteryIsReportedOnce();
    void aRefusedReadingIsNotCounted();
    void itsOwnSettingsAreReadWithTheOthers();
    void itsSettingsMayComeFromAPipe();
    void aSettingOfAnotherTypeIsRefused_data();
    void aSettingOfAnotherTypeIsRefused();

private:
    void run(int events);
    QList<AcceptedEvent> eventsNamed(const QString &name) const;

    std::unique_ptr<Rudder::EventRecorder> m_recorder;
    std::unique_ptr<Rudder::Analytics> m_analytics;
    Settings m_settings;
};

void tst_SensorUnit::init()
{
    m_settings.serial = u"SU-0042"_s;
    m_settings.site = u"greenhouse-7"_s;
    m_settings.interval = std::chrono::milliseconds(0);
    m_recorder = std::make_unique<Rudder::EventRecorder>();
    m_analytics = std::make_unique<Rudder::Analytics>(m_recorder->configuration());
}

void tst_SensorUnit::run(int events)
{
    SensorUnit unit(m_analytics.get(), m_settings);
    QSignalSpy finished(&unit, &SensorUnit::finished);
    unit.start(events);
    QTRY_COMPARE(finished.size(), 1);
}

QList<AcceptedEvent> tst_SensorUnit::eventsNamed(const QString &name) const
{
    QList<AcceptedEvent> found;
    for (const AcceptedEvent &event : m_recorder->events()) {
        if (event.name() == name)
            found.append(event);
    }
    return found;
}

void tst_SensorUnit::itIntroducesItself()
{
    SensorUnit unit(m_analytics.get(), m_settings);
    unit.start(0);
    const QList<AcceptedEvent> events = m_recorder->events();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0].type(), AcceptedEvent::Type::Identify);
    QCOMPARE(events[0].userId(), u"SU-0042"_s);
    QCOMPARE(events[0].traits(), (QVariantMap{{u"model"_s, u"SU-2"_s}, {u"channels"_s, 2}}));
    QCOMPARE(events[1].type(), AcceptedEvent::Type::Group);
    QCOMPARE(events[1].groupId(), u"greenhouse-7"_s);
}

void tst_SensorUnit::eachReadingIsSentUnderItsSerialNumber()
{
    run(10);
    const QList<AcceptedEvent> readings = eventsNamed(u"Reading Taken"_s);
    QVERIFY(readings.size() >= 7);
    for (qsizetype i = 0; i < readings.size(); ++i) {
        QCOMPARE(readings[i].userId(), u"SU-0042"_s);
        QCOMPARE(readings[i].properties()[u"number"_s].toLongLong(), i);
    }
}

void tst_SensorUnit::aLowBatteryIsReportedOnce()
{
    run(30);
    const QList<AcceptedEvent> warnings = eventsNamed(u"Battery Low"_s);
    QCOMPARE(warnings.size(), 1);
    QVERIFY(warnings.first().properties()[u"battery"_s].toDouble() < 20.0);
}

void tst_SensorUnit::aRefusedReadingIsNotCounted()
{
    m_analytics->setEnabled(false);
    QTest::ignoreMessage(QtWarningMsg, "not recorded: The client is disabled.");
    QTest::ignoreMessage(QtWarningMsg, "not recorded: The client is disabled.");
    SensorUnit unit(m_analytics.get(), m_settings);
    unit.start(0);
    QCOMPARE(unit.recordedCount(), 0);
    QVERIFY(m_recorder->events().isEmpty());
}

void tst_SensorUnit::itsOwnSettingsAreReadWithTheOthers()
{
    for (const QByteArray &before : {QByteArray(), QByteArray("\xef\xbb\xbf")}) {
        QTemporaryFile file;
        QVERIFY(writeTo(&file, before + R"({"serial": "A", "interval": 5, "flushAt": 7})"));
        Settings settings;
        QVERIFY(settings.readFile(file.fileName()));
        QCOMPARE(settings.serial, u"A"_s);
        QCOMPARE(settings.site, Settings().site);
        QCOMPARE(settings.interval, std::chrono::milliseconds(5));
        QCOMPARE(settings.analytics.flushAt(), 7);
    }
}

void tst_SensorUnit::itsSettingsMayComeFromAPipe()
{
#if defined(Q_OS_UNIX)
    const QByteArray json = R"({"serial": "A", "flushAt": 7})";
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    QCOMPARE(write(ends[1], json.constData(), size_t(json.size())), json.size());
    close(ends[1]);
    Settings settings;
    QVERIFY(settings.readFile(u"/dev/fd/%1"_s.arg(ends[0])));
    close(ends[0]);
    QCOMPARE(settings.serial, u"A"_s);
    QCOMPARE(settings.analytics.flushAt(), 7);
#else
    QSKIP("no pipes with a name here");
#endif
}

void tst_SensorUnit::aSettingOfAnotherTypeIsRefused_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QString>("sentence");
    const QString interval = u"\"interval\" must be a whole number of milliseconds."_s;
    QTest::newRow("serial") << QByteArray(R"("serial": 5)") << u"\"serial\" must be a string."_s;
    QTest::newRow("site") << QByteArray(R"("site": null)") << u"\"site\" must be a string."_s;
    QTest::newRow("text") << QByteArray(R"("interval": "5")") << interval;
    QTest::newRow("fraction") << QByteArray(R"("interval": 1.5)") << interval;
    QTest::newRow("negative") << QByteArray(R"("interval": -1)") << interval;
}

void tst_SensorUnit::aSettingOfAnotherTypeIsRefused()
{
    QFETCH(QByteArray, member);
    QFETCH(QString, sentence);
    QTemporaryFile file;
    QVERIFY(writeTo(&file, '{' + member + '}'));
    QTest::ignoreMessage(QtWarningMsg,
                         qPrintable(u"cannot use %1:\n%2"_s.arg(file.fileName(), sentence)));
    QVERIFY(!Settings().readFile(file.fileName()));
}

QTEST_GUILESS_MAIN(tst_SensorUnit)
#include "tst_sensorunit.moc"
