// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qhash.h>
#include <QtCore/qrandom.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

#include "childprocess.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Killed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasStoredArrivesAfterAKill();
};

// 20 children, each of which is killed at a random moment while it records 10,000 events; one
// storage folder for all of them, so that each also starts with what the one before left.
void tst_Killed::whatWasStoredArrivesAfterAKill()
{
    const bool isLong = qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS");
    const int rounds = isLong ? 100 : 20;
    constexpr int eventsEach = 10'000;

    QTemporaryDir folder;
    const QString store = folder.filePath(u"store"_s);
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events.jsonl"_s));
    QVERIFY(dataPlane.listen());

    QHash<QString, QString> storedUnder; // messageId → user
    qint64 recordedInAll = 0;
    int killedInTheMiddle = 0;
    for (int round = 0; round < rounds; ++round) {
        ChildProcess child(QStringLiteral(RECORDING_CHILD));
        child.setArguments({dataPlane.url().toString(), store, QString::number(eventsEach),
                            QString::number(round)});
        child.start();
        QVERIFY(child.waitForStarted());
        // The moment is random; that something was stored before it makes the round worth it.
        const int storedBefore = int(QRandomGenerator::global()->bounded(1, 20));
        const auto isTime = [&] {
            const qsizetype stored = child.linesAfter(u"stored "_s).size();
            return stored >= storedBefore || (stored > 0 && !child.linesAfter(u"done"_s).isEmpty());
        };
        while (!isTime())
            QVERIFY(child.waitForReadyRead());
        child.kill();
        QVERIFY(child.waitForFinished());

        const QStringList recorded = child.linesAfter(u"recorded "_s);
        const QStringList stored = child.linesAfter(u"stored "_s);
        recordedInAll += recorded.size();
        killedInTheMiddle += recorded.size() < eventsEach;
        QString upTo = stored.value(stored.size() - 1);
        QVERIFY(!upTo.isEmpty());
        // identify calls are stored as well, but not reported as recorded: the last track counts.
        qsizetype last = -1;
        for (qsizetype i = 0; i < recorded.size(); ++i) {
            if (recorded[i].startsWith(upTo))
                last = i;
        }
        for (qsizetype i = 0; i <= last; ++i) {
            const QStringList idAndUser = recorded[i].split(u' ');
            storedUnder.insert(idAndUser.value(0), idAndUser.value(1));
        }
    }

    Analytics client(Configuration(u"KEY"_s, dataPlane.url())
                             .setStorageLocation(store)
                             .setMaxStoredEvents(10'000'000)
                             .setMaxStoredBytes(1LL << 40));
    QFuture<FlushResult> flushed = client.flush(300s);
    QTRY_VERIFY_WITH_TIMEOUT(flushed.isFinished(), 310'000);
    QVERIFY2(!flushed.result().error().isError(), qPrintable(flushed.result().error().message()));

    QHash<QString, QString> arrivedUnder;
    qint64 duplicates = 0;
    for (const QJsonObject &event : dataPlane.events()) {
        const QString id = event[u"messageId"].toString();
        if (event[u"type"].toString() != u"track")
            continue;
        duplicates += arrivedUnder.contains(id);
        arrivedUnder.insert(id, event[u"userId"].toString());
        // The identity it was recorded under, whatever came later.
        QCOMPARE(event[u"userId"].toString(), event[u"properties"][u"user"].toString());
    }
    qint64 lost = 0;
    for (auto it = storedUnder.cbegin(); it != storedUnder.cend(); ++it) {
        if (!arrivedUnder.contains(it.key()))
            ++lost;
        else
            QCOMPARE(arrivedUnder.value(it.key()), it.value());
    }
    qInfo("%d rounds, %d killed in the middle: %lld recorded, %lld stored, %lld arrived, "
          "%lld duplicates, %lld lost",
          rounds, killedInTheMiddle, recordedInAll, qint64(storedUnder.size()),
          qint64(arrivedUnder.size()), duplicates, lost);
    QCOMPARE(lost, 0);
    QVERIFY(storedUnder.size() > 0);
    QVERIFY(killedInTheMiddle > 0);
}

QTEST_GUILESS_MAIN(tst_Killed)
#include "tst_killed.moc"
