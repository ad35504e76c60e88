// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qendian.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qset.h>
#include <QtTest/qtest.h>

#include <memory>

#include "storagebench.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// Real processes with one queue, whose file is damaged under them.
class tst_DamagedQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void whatTwoProcessesRecordInItIsDelivered_data();
    void whatTwoProcessesRecordInItIsDelivered();

private:
    struct Recorder
    {
        QString name;
        ChildProcess process{QStringLiteral(TOLD_CHILD)};
        int recorded = 0;

        void tell(const QByteArray &line) { process.write(line + '\n'); }
        QStringList heard(const QString &word) const { return process.linesAfter(word + u' '); }
        int stored() const
        {
            return heard(u"stored"_s).value(heard(u"stored"_s).size() - 1, u"-1"_s).toInt() + 1;
        }
    };

    std::unique_ptr<Recorder> start(const QString &name) const;
    static void record(Recorder *recorder, int events);
    QString queueFile() const { return m_bench->path(u"store/rudderEventsQueue.sqlite"_s); }
    // The events that were on it.
    qint64 pageInTheMiddle() const;
    QSet<QString> zeroAPageInTheMiddle() const;

    std::unique_ptr<StorageBench> m_bench;
};

namespace {

constexpr qint64 pageSize = 4096;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Those that count instead of the file's, and what was written before the log began anew.
QSet<qint64> pagesInLog(const QByteArray &log)
{
    constexpr qint64 headerSize = 32;
    constexpr qint64 frameHeaderSize = 24;
    QSet<qint64> pages;
    for (qint64 at = headerSize; at < log.size(); at += frameHeaderSize + pageSize) {
        if (log.mid(at + 8, 8) == log.mid(16, 8)) // the salt
            pages.insert(qFromBigEndian<quint32>(log.constData() + at));
    }
    return pages;
}

QSet<QString> messageIdsIn(const QByteArray &bytes)
{
    const QByteArray before = "\"messageId\":\"";
    QSet<QString> ids;
    for (qsizetype at = bytes.indexOf(before); at >= 0; at = bytes.indexOf(before, at)) {
        at += before.size();
        ids.insert(QString::fromLatin1(bytes.mid(at, bytes.indexOf('"', at) - at)));
    }
    return ids;
}

} // namespace

void tst_DamagedQueue::init()
{
    m_bench = std::make_unique<StorageBench>(QStringLiteral(DATA_PLANE));
    QVERIFY(m_bench->startDataPlane());
}

std::unique_ptr<tst_DamagedQueue::Recorder> tst_DamagedQueue::start(const QString &name) const
{
    auto recorder = std::make_unique<Recorder>();
    recorder->name = name;
    recorder->process.setArguments({m_bench->configuration.dataPlaneUrl().toString(),
                                    m_bench->configuration.storageLocation(), name});
    recorder->process.start();
    return recorder;
}

void tst_DamagedQueue::record(Recorder *recorder, int events)
{
    recorder->recorded += events;
    recorder->tell("record " + QByteArray::number(events));
    QTRY_VERIFY(recorder->heard(u"recorded"_s).contains(QString::number(recorder->recorded)));
}

// One with events that the log has not got; zero: there is none.
qint64 tst_DamagedQueue::pageInTheMiddle() const
{
    const QByteArray bytes = read(queueFile());
    const QSet<qint64> inLog = pagesInLog(read(queueFile() + u"-wal"_s));
    const qint64 pages = bytes.size() / pageSize;
    for (qint64 i = 0; i < pages - 1; ++i) {
        const qint64 number = 2 + (pages / 2 + i) % (pages - 1); // from the middle on
        const QByteArray page = bytes.mid((number - 1) * pageSize, pageSize);
        constexpr char leaf = 0x0d;
        if (page[0] == leaf && !messageIdsIn(page).isEmpty() && !inLog.contains(number))
            return number;
    }
    return 0;
}

QSet<QString> tst_DamagedQueue::zeroAPageInTheMiddle() const
{
    const qint64 offset = (pageInTheMiddle() - 1) * pageSize;
    QFile file(queueFile());
    if (offset < 0 || !file.open(QIODevice::ReadWrite) || !file.seek(offset))
        return {};
    const QSet<QString> ids = messageIdsIn(file.read(pageSize));
    const bool isDone = file.seek(offset) && file.write(QByteArray(pageSize, '\0')) == pageSize;
    return isDone ? ids : QSet<QString>();
}

void tst_DamagedQueue::whatTwoProcessesRecordInItIsDelivered_data()
{
    QTest::addColumn<bool>("bothFindIt");
    QTest::addColumn<bool>("areKilled");
    QTest::newRow("one finds the damage") << false << false;
    QTest::newRow("both find the damage") << true << false;
    QTest::newRow("one finds the damage, both are killed") << false << true;
    QTest::newRow("both find the damage, both are killed") << true << true;
}

void tst_DamagedQueue::whatTwoProcessesRecordInItIsDelivered()
{
    QFETCH(bool, bothFindIt);
    QFETCH(bool, areKilled);
    const auto one = start(u"one"_s);
    const auto other = start(u"other"_s);
    const auto recordBoth = [&](int events) {
        record(one.get(), events);
        record(other.get(), events);
    };
    // Until the log was taken over into the file, and began anew.
    constexpr qint64 large = 1024 * 1024;
    do {
        recordBoth(100);
        QTRY_COMPARE(one->stored(), one->recorded);
        QTRY_COMPARE(other->stored(), other->recorded);
    } while (QFileInfo(queueFile()).size() < large || pageInTheMiddle() == 0);

    const QSet<QString> damaged = zeroAPageInTheMiddle();
    QVERIFY(!damaged.isEmpty());
    recordBoth(100); // behind it
    QTRY_COMPARE(one->stored(), one->recorded);
    QTRY_COMPARE(other->stored(), other->recorded);
    one->tell("flush");
    if (bothFindIt)
        other->tell("flush");
    for (int i = 0; i < 10; ++i)
        recordBoth(20);
    QTRY_COMPARE_WITH_TIMEOUT(one->heard(u"flushed"_s).size(), 1, 60'000);
    if (bothFindIt)
        QTRY_COMPARE_WITH_TIMEOUT(other->heard(u"flushed"_s).size(), 1, 60'000);
    recordBoth(100);

    QSet<QString> expected;
    for (Recorder *recorder : {one.get(), other.get()}) {
        if (areKilled)
            recorder->process.kill();
        else
            recorder->tell("end");
        QTRY_VERIFY(recorder->process.hasEnded());
        const int count = areKilled ? recorder->stored() : recorder->recorded;
        for (int i = 0; i < count; ++i)
            expected.insert(u"%1#%2"_s.arg(recorder->name).arg(i));
        qInfo() << recorder->name << "recorded" << recorder->recorded << "stored"
                << recorder->stored() << recorder->heard(u"error"_s)
                << recorder->heard(u"flushed"_s);
    }
    QVERIFY(!m_bench->flush().error().isError());
    const QStringList arrived = m_bench->arrived();
    QSet<QString> lost = expected - damaged;
    lost.subtract({arrived.begin(), arrived.end()});
    QStringList list(lost.begin(), lost.end());
    list.sort();
    qInfo("%lld arrived, of them %lld twice; %lld lost: %s", qint64(arrived.size()),
          qint64(arrived.size() - QSet<QString>(arrived.begin(), arrived.end()).size()),
          qint64(list.size()), qPrintable(list.mid(0, 20).join(u' ')));
    QCOMPARE(list, QStringList());
}

QTEST_GUILESS_MAIN(tst_DamagedQueue)
#include "tst_damagedqueue.moc"
