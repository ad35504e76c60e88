// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qhash.h>
#include <QtCore/qrandom.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

#include "childprocess.h"

#include <memory>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Processes that share a queue.
class tst_Processes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fourShareAQueueAndAreKilled_data();
    void fourShareAQueueAndAreKilled();
    void fourThatLiveSendNothingTwice_data() { fourShareAQueueAndAreKilled_data(); }
    void fourThatLiveSendNothingTwice();

private:
    struct Run
    {
        QString name;
        int storedUpTo = -1;
    };
    struct Arrived
    {
        QHash<QString, QSet<int>> numbers; // by run
        qint64 duplicates = 0;
        qint64 outOfOrder = 0;
    };
    std::unique_ptr<ChildProcess> startChild(const QString &mode);
    void end(ChildProcess *child, const QString &name);
    void drain(bool multiProcessor) const;
    Arrived arrived() const;
    qint64 lost(const Arrived &arrived) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
    QList<Run> m_runs;
};

std::unique_ptr<ChildProcess> tst_Processes::startChild(const QString &mode)
{
    const QString name = u"run"_s + QString::number(m_runs.size());
    auto child = std::make_unique<ChildProcess>(QStringLiteral(SHARING_CHILD));
    child->setArguments(
            {m_dataPlane->url().toString(), m_folder->filePath(u"store"_s), name, mode});
    child->setObjectName(name);
    child->start();
    m_runs.append({name, -1});
    return child;
}

void tst_Processes::end(ChildProcess *child, const QString &name)
{
    child->waitForFinished();
    const QStringList stored = child->linesAfter(u"stored "_s);
    for (Run &run : m_runs) {
        if (run.name == name && !stored.isEmpty())
            run.storedUpTo = stored.last().toInt();
    }
}

// What is left, by one that starts when all others are gone.
void tst_Processes::drain(bool multiProcessor) const
{
    Analytics client(Configuration(u"KEY"_s, m_dataPlane->url())
                             .setStorageLocation(m_folder->filePath(u"store"_s))
                             .setMultiProcessor(multiProcessor));
    QFuture<FlushResult> flushed = client.flush(120s);
    QTRY_VERIFY_WITH_TIMEOUT(flushed.isFinished(), 130'000);
    QVERIFY2(!flushed.result().error().isError(), qPrintable(flushed.result().error().message()));
    QCOMPARE(client.queuedCount(), 0);
}

tst_Processes::Arrived tst_Processes::arrived() const
{
    Arrived arrived;
    QHash<QString, int> last;
    for (const QJsonObject &event : m_dataPlane->events()) {
        const QString run = event[u"properties"][u"run"].toString();
        const int number = event[u"properties"][u"n"].toInt();
        QSet<int> &numbers = arrived.numbers[run];
        if (numbers.contains(number)) {
            ++arrived.duplicates;
            continue;
        }
        numbers.insert(number);
        arrived.outOfOrder += number < last.value(run, -1);
        last[run] = number;
    }
    return arrived;
}

qint64 tst_Processes::lost(const Arrived &arrived) const
{
    qint64 lost = 0;
    for (const Run &run : m_runs) {
        const QSet<int> numbers = arrived.numbers.value(run.name);
        for (int n = 0; n <= run.storedUpTo; ++n)
            lost += !numbers.contains(n);
    }
    return lost;
}

void tst_Processes::fourShareAQueueAndAreKilled_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("one sends for all") << u"single"_s;
    QTest::newRow("each sends") << u"multi"_s;
}

void tst_Processes::fourShareAQueueAndAreKilled()
{
    QFETCH(QString, mode);
    const int seconds = qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS") ? 60 : 15;
    m_runs.clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"events.jsonl"_s));
    QVERIFY(m_dataPlane->listen());

    std::vector<std::unique_ptr<ChildProcess>> children;
    children.reserve(4);
    for (int i = 0; i < 4; ++i)
        children.push_back(startChild(mode));
    QElapsedTimer timer;
    timer.start();
    int kills = 0;
    while (timer.elapsed() < qint64(seconds) * 1000) {
        QTest::qWait(QRandomGenerator::global()->bounded(50, 800));
        auto &child = children[size_t(QRandomGenerator::global()->bounded(4))];
        child->kill();
        end(child.get(), child->objectName());
        ++kills;
        child = startChild(mode);
    }
    for (const auto &child : children) {
        child->kill();
        end(child.get(), child->objectName());
    }
    drain(mode == u"multi");

    const Arrived arrived = this->arrived();
    qint64 stored = 0;
    qint64 inAll = 0;
    for (const Run &run : m_runs)
        stored += run.storedUpTo + 1;
    for (const QSet<int> &numbers : arrived.numbers)
        inAll += numbers.size();
    qInfo("%d s, 4 processes, %d killed: %lld stored, %lld arrived, %lld duplicates, %lld out of "
          "order, %lld lost",
          seconds, kills, stored, inAll, arrived.duplicates, arrived.outOfOrder, lost(arrived));
    QCOMPARE(lost(arrived), 0);
    QVERIFY(stored > 0);
    QCOMPARE(arrived.outOfOrder, 0); // of each process
    // Only what a killed one had sent, or was sending: a batch.
    QVERIFY(arrived.duplicates <= qint64(kills + 4) * 100);
}

void tst_Processes::fourThatLiveSendNothingTwice()
{
    QFETCH(QString, mode);
    m_runs.clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"events.jsonl"_s));
    QVERIFY(m_dataPlane->listen());
    std::vector<std::unique_ptr<Analytics>> clients; // two in one process are like two processes
    clients.reserve(4);
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<Analytics>(
                Configuration(u"KEY"_s, m_dataPlane->url())
                        .setStorageLocation(m_folder->filePath(u"store"_s))
                        .setMultiProcessor(mode == u"multi")));
        m_runs.append({QString::number(i), -1});
    }
    constexpr int eventsEach = 2000;
    for (int n = 0; n < eventsEach; ++n) {
        for (size_t i = 0; i < 4; ++i) {
            const auto receipt =
                    clients[i]->track(u"e"_s, {{u"run"_s, QString::number(i)}, {u"n"_s, n}});
            QVERIFY(receipt.accepted());
            m_runs[qsizetype(i)].storedUpTo = n;
        }
    }
    for (const auto &client : clients) {
        QFuture<FlushResult> flushed = client->flush(60s);
        QTRY_VERIFY_WITH_TIMEOUT(flushed.isFinished(), 70'000);
        QCOMPARE(flushed.result().remaining(), 0);
    }
    const Arrived arrived = this->arrived();
    QCOMPARE(lost(arrived), 0);
    QCOMPARE(arrived.duplicates, 0);
    QCOMPARE(arrived.outOfOrder, 0); // of each process
}

QTEST_GUILESS_MAIN(tst_Processes)
#include "tst_processes.moc"
