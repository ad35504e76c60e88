// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "exampleprocess.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdiriterator.h>
#include <QtCore/qhash.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qsavefile.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qtcpserver.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;
constexpr qint64 second = 1'000;

// What the wall clock of the programs says that are started with it; their boot clock is the machine's.
class DeviceClock
{
public:
    explicit DeviceClock(const QString &file) : m_file(file) { }

    // It is so many ms after 1970 began, and goes on from there, whoever is restarted.
    bool comeUp(qint64 wall)
    {
        return write(QByteArray::number((wall - QDateTime::currentMSecsSinceEpoch()) / second));
    }
    bool beSet() { return write("+0"); }
    void rule(QProcess *program) const
    {
        QProcessEnvironment environment = program->processEnvironment();
        environment.insert(u"LD_PRELOAD"_s, QStringLiteral(FAKE_CLOCK));
        environment.insert(u"FAKETIME_TIMESTAMP_FILE"_s, m_file);
        environment.insert(u"FAKETIME_NO_CACHE"_s, u"1"_s);
        environment.insert(u"FAKETIME_DONT_FAKE_MONOTONIC"_s, u"1"_s); // CLOCK_BOOTTIME neither
        // What is right for an old glibc has every wait of QThread end at once with today's.
        environment.insert(u"FAKETIME_FORCE_MONOTONIC_FIX"_s, u"0"_s);
        program->setProcessEnvironment(environment);
    }

private:
    bool write(const QByteArray &offset)
    {
        QSaveFile file(m_file); // who reads it meanwhile finds it whole
        return file.open(QIODevice::WriteOnly) && file.write(offset) == offset.size()
                && file.commit();
    }

    QString m_file;
};

struct Moments
{
    qint64 after = 0;
    qint64 before = 0;
};

// The example under that clock, and when each event was truly recorded: between two looks at what it
// says, which the events are written to as they are recorded.
class Device
{
public:
    Device(const DeviceClock &clock, const QString &home, const QUrl &dataPlane)
        : m_process(QStringLiteral(EMBEDDED_DEVICE), home, dataPlane)
    {
        clock.rule(&m_process);
        m_process.setArguments({u"--interval"_s, u"10"_s});
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                         [this] { look(); });
        m_lastLook = QDateTime::currentMSecsSinceEpoch();
        m_process.start();
    }

    qsizetype recorded() const { return m_moments.size(); }
    const QHash<QString, Moments> &moments() const { return m_moments; }
    QStringList stored() const { return m_process.stored(); }
    bool kill()
    {
        m_process.kill();
        return m_process.waitForFinished();
    }
    // As systemd stops it.
    bool end()
    {
        m_process.terminate();
        return m_process.waitForFinished();
    }

private:
    void look()
    {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const QStringList ids = m_process.recorded();
        for (qsizetype i = m_moments.size(); i < ids.size(); ++i)
            m_moments.insert(ids[i], {m_lastLook, now});
        m_lastLook = now;
    }

    ExampleProcess m_process;
    qint64 m_lastLook = 0;
    QHash<QString, Moments> m_moments;
};

// How many events of the queue were recorded in 1970.
int storedIn1970(const QString &folder)
{
    QString file;
    for (QDirIterator found(folder, {u"*.sqlite"_s}, QDir::Files, QDirIterator::Subdirectories);
         found.hasNext();)
        file = found.next();
    int count = 0;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
        database.setDatabaseName(file);
        QSqlQuery query(database);
        if (database.open()
            && query.exec(u"SELECT count(*) FROM events WHERE CAST(bytes AS TEXT) LIKE "
                          "'{\"originalTimestamp\":\"1970-01-01T%\"clock\":\"unset\"}}'"_s)
            && query.next()) {
            count = query.value(0).toInt();
        }
    }
    QSqlDatabase::removeDatabase(u"look"_s);
    return count;
}

qint64 timeOf(const QJsonObject &event, const QString &key)
{
    return QDateTime::fromString(event[key].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
}

} // namespace

class tst_Clockless : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(QStringLiteral(FAKE_CLOCK)))
            QSKIP("libfaketime is not installed: scripts/setup test");
    }
    void everyEventArrivesWithItsTrueTime();
};

void tst_Clockless::everyEventArrivesWithItsTrueTime()
{
    constexpr int each = 80; // events, in each of three stretches
    QTemporaryDir folder;
    const QString home = folder.filePath(u"home"_s);
    DeviceClock clock(folder.filePath(u"clock"_s));
    QVERIFY(clock.comeUp(30 * second));
    // Nobody listens until the clock is set, so that nothing can be sent before.
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(port));

    auto killed = std::make_unique<Device>(clock, home, url);
    QTRY_VERIFY_WITH_TIMEOUT(killed->recorded() >= each, patience);
    QVERIFY(killed->kill());
    const int stored = storedIn1970(home);
    QVERIFY2(stored >= each - 5, qPrintable(QString::number(stored)));

    Device device(clock, home, url);
    QTRY_VERIFY_WITH_TIMEOUT(device.recorded() >= each, patience);
    QVERIFY(clock.beSet());
    const qint64 setAt = QDateTime::currentMSecsSinceEpoch();
    QTRY_VERIFY_WITH_TIMEOUT(device.recorded() >= 2 * each, patience);
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events"_s));
    QVERIFY(dataPlane.listen(port));

    QTRY_VERIFY_WITH_TIMEOUT(dataPlane.events().size() >= 2 * each, patience);
    QVERIFY(device.end());
    // What was recorded last is sent by the next start.
    Device last(clock, home, url);
    const QStringList wanted = killed->stored() + device.stored();
    QVERIFY(wanted.size() >= 200);
    QHash<QString, QJsonObject> arrived;
    const auto allHaveArrived = [&] {
        const QList<QJsonObject> events = dataPlane.events();
        for (const QJsonObject &event : events)
            arrived.insert(event["messageId"_L1].toString(), event);
        return std::all_of(wanted.begin(), wanted.end(),
                           [&](const QString &id) { return arrived.contains(id); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(allHaveArrived(), patience);
    QVERIFY(last.end());

    QHash<QString, Moments> truth = killed->moments();
    truth.insert(device.moments());
    truth.insert(last.moments());
    int beforeTheClockWasSet = 0;
    qint64 furthest = 0;
    for (auto it = arrived.cbegin(); it != arrived.cend(); ++it) {
        const QJsonObject &event = it.value();
        const Moments recorded = truth.value(it.key());
        const qint64 time = timeOf(event, u"originalTimestamp"_s);
        const QByteArray told = QJsonDocument(event).toJson();
        QVERIFY2(time >= recorded.after - second, told.constData());
        QVERIFY2(time <= recorded.before + second, told.constData());
        QVERIFY2(timeOf(event, u"sentAt"_s) >= setAt - second, told.constData());
        QVERIFY2(event["context"_L1]["clock"_L1].isUndefined(), told.constData());
        beforeTheClockWasSet += recorded.before < setAt ? 1 : 0;
        furthest = std::max({furthest, recorded.after - time, time - recorded.before});
    }
    QVERIFY(beforeTheClockWasSet >= 2 * each - 5);
    qInfo("%lld events, %d from before the clock was set; the furthest is %lld ms off",
          qint64(arrived.size()), beforeTheClockWasSet, furthest);
}

QTEST_GUILESS_MAIN(tst_Clockless)
#include "tst_clockless.moc"
