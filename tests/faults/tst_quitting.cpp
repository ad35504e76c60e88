// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qdir.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include <chrono>
#include <memory>

#include "childprocess.h"
#include "smalldisk.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Processes that end while something is in the way of it. How long that takes is printed; nothing
// that was accepted may be lost.
class tst_Quitting : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void whileTheServerDoesNotAnswer_data();
    void whileTheServerDoesNotAnswer();
    void whileNobodyListens();
    void whileAnotherProcessHoldsTheWriteLock_data();
    void whileAnotherProcessHoldsTheWriteLock();
    void withAFullInbox_data();
    void withAFullInbox();
    void onAFullDisk_data();
    void onAFullDisk();
    void withoutAnEventLoop();
    void whileTheDiskDoesNotAnswer();
    void whenNoApplicationObjectIsThere_data();
    void whenNoApplicationObjectIsThere();

private:
    // What the child is told to do.
    struct Plan
    {
        QString way = u"quit"_s;
        int events = 100;
        int bytes = 100;
        std::chrono::milliseconds commitInterval = 0ms;
    };

    static void addWays();
    // Starts a child and waits until it is ready.
    bool start(const Plan &plan);
    // Tells it to go on, and waits for its end.
    bool letItEnd(std::chrono::milliseconds most = 2s);
    QStringList accepted() const;
    // What arrives when the next process starts, in this order.
    QStringList arriveAtNextStart();
    QStringList spillFiles() const
    {
        return QDir(m_store).entryList({u"*.spill-*"_s}, QDir::Files);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
    QTcpServer m_silent; // has the port until the next start
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_child;
};

void tst_Quitting::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"store"_s);
    m_silent.close();
    QVERIFY(m_silent.listen(QHostAddress::LocalHost));
    m_port = m_silent.serverPort();
}

bool tst_Quitting::start(const Plan &plan)
{
    m_child = std::make_unique<ChildProcess>(QStringLiteral(QUITTING_CHILD));
    m_child->setArguments({u"http://127.0.0.1:%1"_s.arg(m_port), m_store, plan.way,
                           QString::number(plan.events), QString::number(plan.bytes),
                           QString::number(plan.commitInterval.count())});
    m_child->start();
    if (plan.way == u"exit-without-loop")
        return m_child->waitForStarted();
    return QTest::qWaitFor([this] { return !m_child->linesAfter(u"ready"_s).isEmpty(); }, 30'000);
}

bool tst_Quitting::letItEnd(std::chrono::milliseconds most)
{
    m_child->write("go\n");
    if (m_child->state() != QProcess::NotRunning && !m_child->waitForFinished())
        return false;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const std::chrono::nanoseconds began(m_child->linesAfter(u"ends at "_s).value(0).toLongLong());
    const auto took = std::chrono::duration<double, std::milli>(now - began).count();
    const QString tag = QString::fromUtf8(QTest::currentDataTag());
    qInfo("%s%s: ended after %.1f ms, %lld events, %lld spill files", QTest::currentTestFunction(),
          qPrintable(tag.isEmpty() ? tag : u", "_s + tag), took, qint64(accepted().size()),
          qint64(spillFiles().size()));
    // No more than a sign of life: other processes may have the machine.
    return m_child->exitStatus() == QProcess::NormalExit && m_child->exitCode() == 0
            && took < double(most.count());
}

QStringList tst_Quitting::accepted() const
{
    QStringList ids;
    const int count = m_child->linesAfter(u"accepted "_s).value(0).toInt();
    for (int i = 0; i < count; ++i)
        ids.append(u"m-%1"_s.arg(i));
    return ids;
}

QStringList tst_Quitting::arriveAtNextStart()
{
    m_silent.close();
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), m_folder->filePath(u"events.jsonl"_s));
    if (!dataPlane.listen(m_port))
        return {u"the data plane does not start"_s};
    Analytics client(Configuration(u"KEY"_s, QUrl(u"http://127.0.0.1:%1"_s.arg(m_port)))
                             .setStorageLocation(m_store));
    // What was tried and failed before waits for its backoff.
    QFuture<FlushResult> flush = client.flush(60s);
    if (!QTest::qWaitFor([&] { return flush.isFinished(); }, 70'000))
        return {u"no flush"_s};
    if (flush.result().error().isError())
        return {flush.result().error().message()};
    QStringList ids;
    for (const QJsonObject &event : dataPlane.events())
        ids.append(event[u"messageId"].toString());
    ids.removeOne(u"first"_s);
    return ids;
}

void tst_Quitting::addWays()
{
    QTest::addColumn<QString>("way");
    for (const QString &way : {u"quit"_s, u"exit"_s, u"static"_s, u"static-exit"_s})
        QTest::newRow(qPrintable(way)) << way;
}

void tst_Quitting::whileTheServerDoesNotAnswer_data()
{
    addWays();
}

void tst_Quitting::whileTheServerDoesNotAnswer()
{
    QFETCH(QString, way);
    QVERIFY(start({way}));
    QTRY_VERIFY(m_silent.hasPendingConnections());
    QTcpSocket *request = m_silent.nextPendingConnection();
    QTRY_VERIFY(request->bytesAvailable() > 0);
    QVERIFY(letItEnd());
    QCOMPARE(arriveAtNextStart(), accepted());
    QCOMPARE(accepted().size(), 100);
}

void tst_Quitting::whileNobodyListens()
{
    m_silent.close();
    QVERIFY(start({}));
    QVERIFY(letItEnd());
    QCOMPARE(arriveAtNextStart(), accepted());
    QCOMPARE(accepted().size(), 100);
}

void tst_Quitting::whileAnotherProcessHoldsTheWriteLock_data()
{
    addWays();
}

void tst_Quitting::whileAnotherProcessHoldsTheWriteLock()
{
    QFETCH(QString, way);
    QVERIFY(start({way}));
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        other.setDatabaseName(m_store + u"/rudderEventsQueue.sqlite"_s);
        QVERIFY(other.open());
        QVERIFY(QSqlQuery(other).exec(u"BEGIN IMMEDIATE"_s));
        QVERIFY(letItEnd());
        QCOMPARE(spillFiles().size(), 1);
        other.close();
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    QCOMPARE(arriveAtNextStart(), accepted());
    QCOMPARE(accepted().size(), 100);
    QVERIFY(spillFiles().isEmpty());
}

void tst_Quitting::withAFullInbox_data()
{
    QTest::addColumn<int>("events");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("commitInterval");
    constexpr int longest = 60 * 1000;
    QTest::newRow("20,000 events, none stored") << 20'000 << 10 << longest;
    QTest::newRow("20,000 events, being stored") << 20'000 << 10 << 0;
    QTest::newRow("4,000 events, none stored") << 4'000 << 50 << longest;
    QTest::newRow("4,000 events, being stored") << 4'000 << 50 << 0;
    QTest::newRow("8 MiB of large events, none stored") << 300 << 30'000 << longest;
    QTest::newRow("8 MiB of large events, being stored") << 300 << 30'000 << 0;
}

void tst_Quitting::withAFullInbox()
{
    QFETCH(int, events);
    QFETCH(int, bytes);
    QFETCH(int, commitInterval);
    QVERIFY(start({u"quit"_s, events, bytes, std::chrono::milliseconds(commitInterval)}));
    QVERIFY(letItEnd());
    QVERIFY(accepted().size() > 200);
    QCOMPARE(arriveAtNextStart(), accepted());
    QVERIFY(spillFiles().isEmpty());
}

void tst_Quitting::onAFullDisk_data()
{
    QTest::addColumn<qint64>("left"); // bytes
    QTest::newRow("nothing fits") << qint64(0);
    QTest::newRow("all of it fits") << qint64(1'000'000);
}

// Where the disk takes no spill file either, what is lost is said to the event.
void tst_Quitting::onAFullDisk()
{
    QFETCH(qint64, left);
    m_store = m_folder->filePath(u"disk/store"_s);
    const SmallDisk disk(m_folder->filePath(u"disk"_s));
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    QVERIFY(start({u"quit"_s, 1000, 100}));
    QVERIFY(disk.fill(left));
    QVERIFY(letItEnd());
    QVERIFY(disk.freeUp());

    const QRegularExpression lost(u"^(\\d+) events could not be stored"_s);
    const QStringList warnings = m_child->linesAfter(u"warning "_s);
    const QString warning = warnings.filter(lost).value(0);
    const qint64 lostCount = lost.match(warning).captured(1).toLongLong();
    const QStringList arrived = arriveAtNextStart();
    QCOMPARE(arrived, accepted().mid(0, arrived.size()));
    QCOMPARE(arrived.size() + lostCount, 1000);
    QCOMPARE(lostCount > 0, left == 0);
}

void tst_Quitting::withoutAnEventLoop()
{
    QVERIFY(start({u"exit-without-loop"_s}));
    QVERIFY(letItEnd());
    QCOMPARE(arriveAtNextStart(), accepted());
    QCOMPARE(accepted().size(), 100);
}

// The thread that hangs in it ends with the process.
void tst_Quitting::whileTheDiskDoesNotAnswer()
{
#ifndef Q_OS_LINUX
    QSKIP("The child has no such disk here.");
#endif
    QVERIFY(start({u"hang"_s, 100, 100, 60s}));
    QVERIFY(letItEnd(10s));
    QVERIFY(m_child->linesAfter(u"warning The disk does not answer"_s).size() == 1);
    QCOMPARE(arriveAtNextStart(), QStringList()); // but for the first, which had been stored
}

void tst_Quitting::whenNoApplicationObjectIsThere_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("order");
    for (const QString &before : {u"nothing"_s, u"client"_s, u"application"_s}) {
        for (const QString &order :
             {u"static"_s, u"leaked"_s, u"two static"_s, u"static, then leaked"_s,
              u"one destroyed within another's end"_s, u"destroyed within its own end"_s,
              u"one made by exit()"_s, u"one made within another's end"_s,
              u"destroyed on another thread"_s, u"on several threads"_s}) {
            QTest::addRow("%s, after %s", qPrintable(order), qPrintable(before)) << before << order;
        }
    }
}

void tst_Quitting::whenNoApplicationObjectIsThere()
{
    QFETCH(QString, before);
    QFETCH(QString, order);
    m_child = std::make_unique<ChildProcess>(QStringLiteral(LATE_CHILD));
    m_child->setArguments({u"http://127.0.0.1:%1"_s.arg(m_port), m_store, before, order});
    m_child->start();
    QVERIFY2(m_child->waitForFinished(), "It does not end.");
    QCOMPARE(m_child->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_child->exitCode(), 0);
    QVERIFY(m_child->linesAfter(u"warning The disk does not answer"_s).isEmpty());
    QStringList accepted = m_child->linesAfter(u"accepted "_s);
    QVERIFY(accepted.size() >= 3);
    QStringList arrived = arriveAtNextStart();
    accepted.sort();
    arrived.sort();
    QCOMPARE(arrived, accepted);
}

QTEST_GUILESS_MAIN(tst_Quitting)
#include "tst_quitting.moc"
