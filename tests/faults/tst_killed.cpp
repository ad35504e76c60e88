// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qhash.h>
#include <QtCore/qrandom.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include "childprocess.h"
#include "moodyserver.h"

#include <algorithm>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// What a recording child said of an event.
struct Recorded
{
    QString messageId;
    QString user;
    int thread = 0;
    qint64 from = 0;
    qint64 to = 0;
};

class tst_Killed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasStoredArrivesAfterAKill();

private:
    static QList<Recorded> recordedBy(const ChildProcess &child);
    static QList<Recorded> storedOf(const QList<Recorded> &recorded, const QStringList &upTo);
};

QList<Recorded> tst_Killed::recordedBy(const ChildProcess &child)
{
    QList<Recorded> recorded;
    const QStringList lines = child.linesAfter(u"recorded "_s);
    for (const QString &line : lines) {
        const QStringList words = line.split(u' ');
        recorded.append({words.value(0), words.value(4), words.value(1).toInt(),
                         words.value(2).toLongLong(), words.value(3).toLongLong()});
    }
    return recorded;
}

// Those that surely came no later than the last one that was reported stored.
QList<Recorded> tst_Killed::storedOf(const QList<Recorded> &recorded, const QStringList &upTo)
{
    // The thread whose event it is may have been killed before it said so.
    auto last = recorded.cend();
    for (auto id = upTo.crbegin(); id != upTo.crend() && last == recorded.cend(); ++id) {
        last = std::find_if(recorded.cbegin(), recorded.cend(),
                            [&](const Recorded &event) { return event.messageId == *id; });
    }
    QList<Recorded> stored;
    if (last == recorded.cend())
        return stored;
    std::copy_if(recorded.cbegin(), recorded.cend(), std::back_inserter(stored),
                 [&](const Recorded &event) {
                     return event.to < last->from
                             || (event.thread == last->thread && event.from <= last->from);
                 });
    return stored;
}

// Children that record from four threads while the data plane misbehaves, each killed at a random
// moment; one storage folder for all of them, so that each also starts with what was left.
void tst_Killed::whatWasStoredArrivesAfterAKill()
{
    const bool isLong = qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS");
    const int rounds = isLong ? 100 : 12;
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);

    QTemporaryDir folder;
    const QString store = folder.filePath(u"store"_s);
    MoodyServer server(random.generate());
    QVERIFY(server.listen());

    QHash<QString, QString> storedUnder; // messageId → user
    qint64 recordedInAll = 0;
    for (int round = 0; round < rounds; ++round) {
        server.beginRound();
        ChildProcess child(QStringLiteral(RECORDING_CHILD));
        child.setArguments({server.url().toString(), store, QString::number(round)});
        child.start();
        // The moment is random; that something was stored before it makes the round worth it.
        QTRY_VERIFY_WITH_TIMEOUT(!child.linesAfter(u"stored "_s).isEmpty(), 60'000);
        QTimer::singleShot(int(random.bounded(700)), &child, &QProcess::kill);
        QTRY_VERIFY_WITH_TIMEOUT(child.hasEnded(), 60'000);
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        QTRY_COMPARE(server.openConnections(), 0); // all that it sent has come

        QCOMPARE(child.linesAfter(u"dropped "_s), QStringList());
        QCOMPARE(child.linesAfter(u"failed "_s), QStringList());
        const QList<Recorded> recorded = recordedBy(child);
        recordedInAll += recorded.size();
        for (const Recorded &event : storedOf(recorded, child.linesAfter(u"stored "_s)))
            storedUnder.insert(event.messageId, event.user);
    }

    server.beginRound();
    server.calmDown();
    Analytics client(Configuration(u"KEY"_s, server.url())
                             .setStorageLocation(store)
                             .setMaxStoredEvents(10'000'000)
                             .setMaxStoredBytes(1LL << 40));
    const QFuture<FlushResult> flushed = client.flush(500s);
    QTRY_VERIFY_WITH_TIMEOUT(flushed.isFinished(), 510'000);
    QVERIFY2(!flushed.result().error().isError(), qPrintable(flushed.result().error().message()));
    QCOMPARE(client.failedCount(), 0);

    // A batch may come again if its answer was cut off, or if its sender was killed before it had
    // noted the answer: then it was the last one that came from there.
    struct Last
    {
        size_t index = 0;
        bool isAfterCut = false;
    };
    const std::vector<MoodyServer::Taken> &taken = server.taken();
    QHash<QString, Last> lastOf; // by messageId
    qint64 afterACut = 0;
    qint64 afterAKill = 0;
    qint64 unjustified = 0;
    for (size_t i = 0; i < taken.size(); ++i) {
        for (const QJsonObject &event : taken[i].events) {
            const QString id = event[u"messageId"].toString();
            // The identity it was recorded under, whatever came later.
            const QString user = storedUnder.value(id, u"?"_s);
            if (user != u"?") {
                QCOMPARE(event[u"userId"].toString(), user);
                QCOMPARE(event[u"properties"][u"user"].toString(), user);
            }
            bool isAfterCut = false;
            if (const auto last = lastOf.constFind(id); last != lastOf.constEnd()) {
                const bool isLastOfItsSender =
                        taken[last->index + 1].round > taken[last->index].round;
                // After half an answer Qt 6.4 sends on two connections at once.
                isAfterCut = !taken[last->index].isAnswered
                        || (last->isAfterCut && i == last->index + 1);
                ++(isAfterCut ? afterACut : isLastOfItsSender ? afterAKill : unjustified);
            }
            lastOf[id] = {i, isAfterCut};
        }
    }
    qint64 lost = 0;
    for (auto it = storedUnder.cbegin(); it != storedUnder.cend(); ++it)
        lost += !lastOf.contains(it.key());

    qInfo("seed %u: %d rounds, each killed; %d of %d requests treated badly; %lld recorded, "
          "%lld stored, %lld delivered, %lld duplicates (%lld after an answer that was cut off, "
          "%lld after one that a killed process had no time to note, %lld others), %lld lost",
          seed, rounds, server.misbehaviours(), server.requests(), recordedInAll,
          qint64(storedUnder.size()), qint64(lastOf.size()), afterACut + afterAKill + unjustified,
          afterACut, afterAKill, unjustified, lost);
    QCOMPARE(lost, 0);
    QCOMPARE(unjustified, 0);
    QVERIFY(!storedUnder.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Killed)
#include "tst_killed.moc"
