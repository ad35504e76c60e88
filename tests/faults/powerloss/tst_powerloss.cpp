// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/identityvalues_p.h"
#include "queue/queuefile_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qdiriterator.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include "childprocess.h"
#include "crasheddisk.h"

#include <algorithm>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr int eventsPerUser = 40; // as in powerlosschild.cpp

// What the application knew at one moment.
struct Known
{
    int storedUpTo = -1;
    QSet<int> delivered;
};

struct Found
{
    QSet<int> events; // that wait or failed
    qint64 failed = 0;
    int newestUser = -1;
    int rememberedUser = -1;
    QString problem; // of the queue, whatever is in it
};

int numberAfter(QLatin1StringView prefix, const QString &id)
{
    return id.startsWith(prefix) ? id.mid(prefix.size()).toInt() : -1;
}

void look(const QJsonObject &event, Found *found)
{
    found->events.insert(numberAfter("n#"_L1, event[u"messageId"].toString()));
    found->newestUser =
            std::max(found->newestUser, numberAfter("user-"_L1, event[u"userId"].toString()));
}

void readEvents(SqlEventStore *store, Found *found)
{
    constexpr int atOnce = 1000;
    constexpr qint64 anySize = 1'000'000'000;
    Error error;
    qint64 count = 0;
    for (qint64 after = 0;;) {
        const auto events = store->oldest(after, atOnce, anySize, &error);
        if (events.empty() || events.back().id <= after) // the ids of a damaged one may fall
            break;
        for (const StoredEvent &event : events)
            look(QJsonDocument::fromJson(event.bytes).object(), found);
        count += qint64(events.size());
        after = events.back().id;
    }
    for (qint64 after = 0;;) {
        const auto events = store->failedEvents(after, atOnce, &error);
        if (events.empty() || events.back().id() <= after)
            break;
        for (const FailedEvent &event : events)
            look(event.event(), found);
        found->failed += qint64(events.size());
        after = events.back().id();
    }
    if (error.isError())
        found->problem = error.message();
    if (count != store->count() || found->failed != store->failedCount())
        found->problem = u"its counts are wrong"_s;
}

QString checkOfSqlite(const QString &path)
{
    SqlConnection connection;
    if (const Error error = connection.open(path, Configuration::Durability::Normal);
        error.isError()) {
        return error.message();
    }
    QSqlQuery query(connection.database());
    if (!query.exec(u"PRAGMA integrity_check"_s) || !query.next())
        return u"it can't be checked"_s;
    const QString answer = query.value(0).toString();
    return answer == u"ok" ? QString() : answer;
}

// As the next start of the application does it.
Found openQueue(const QString &folder, const QByteArray &owner,
                Configuration::Durability durability)
{
    const QString name = Configuration().queueName();
    Found found;
    if (const Error error = makeStorageFolder(folder); error.isError()) {
        found.problem = error.message();
        return found;
    }
    QueueFile file(folder, name, durability);
    Error error;
    auto store = file.open(owner, &error);
    if (!store) {
        found.problem = error.message();
        return found;
    }
    readEvents(store.get(), &found);
    store.reset();
    for (const Error &warning : file.takeWarnings())
        found.problem = warning.message(); // such as that it was rescued
    if (found.problem.isEmpty())
        found.problem = checkOfSqlite(folder + u'/' + queueFileStem(name) + u".sqlite"_s);
    if (QFile file(folder + u'/' + queueFileStem(name) + u".identity.json"_s);
        file.open(QIODevice::ReadOnly)) {
        const QByteArray bytes = file.readAll();
        const auto values = identityFromBytes(bytes);
        if (!values || values->anonymousId.isEmpty())
            found.problem = u"the identity file is damaged: "_s + QString::fromUtf8(bytes);
        else
            found.rememberedUser = numberAfter("user-"_L1, values->userId);
    }
    return found;
}

// Half of the moments anywhere, half at most a few operations from a sync or a change of a folder,
// where something begins or ends to be certain.
std::vector<size_t> cutPoints(const DiskRecording &recording, size_t count, std::mt19937 &random)
{
    constexpr int near = 3;
    std::vector<size_t> dense;
    for (size_t i = 0; i < recording.size(); ++i) {
        if (recording[i].isSync() || recording[i].isOfFolder())
            dense.push_back(i);
    }
    std::uniform_int_distribution<size_t> anywhere(0, recording.size());
    std::uniform_int_distribution<size_t> anyDense(0, dense.size() - 1);
    std::uniform_int_distribution<int> distance(-near, near);
    std::vector<size_t> cuts;
    while (cuts.size() < count / 2)
        cuts.push_back(anywhere(random));
    while (cuts.size() < count) {
        const auto cut = qint64(dense[anyDense(random)]) + distance(random);
        cuts.push_back(size_t(std::clamp<qint64>(cut, 0, qint64(recording.size()))));
    }
    std::sort(cuts.begin(), cuts.end());
    return cuts;
}

// How often pages were brought from the log to the queue's file, and how often a log was begun.
struct LogUse
{
    qint64 checkpoints = 0;
    qint64 begun = 0;
};

LogUse logUse(const DiskRecording &recording)
{
    QSet<quint32> queues;
    QSet<quint32> logs;
    LogUse use;
    for (const DiskOperation &operation : recording) {
        if (operation.kind == DiskOperation::Create && operation.data.endsWith(".sqlite"))
            queues.insert(operation.file);
        else if (operation.kind == DiskOperation::Create && operation.data.endsWith("-wal"))
            logs.insert(operation.file);
        else if (operation.kind == DiskOperation::SyncFile)
            use.checkpoints += queues.contains(operation.file);
        else if (operation.kind == DiskOperation::Write && operation.offset == 0)
            use.begun += logs.contains(operation.file);
    }
    return use;
}

CrashedDisk::Tree readTree(const QString &folder)
{
    CrashedDisk::Tree tree;
    const QDir dir(folder);
    QDirIterator files(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        const QByteArray path = dir.relativeFilePath(file.fileName()).toUtf8();
        if (files.fileInfo().isDir())
            tree.insert(path + '/', {});
        else if (!path.endsWith("-shm") && file.open(QFile::ReadOnly))
            tree.insert(path, file.readAll());
    }
    return tree;
}

} // namespace

class tst_PowerLoss : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasStoredIsThereWhenThePowerComesBack_data();
    void whatWasStoredIsThereWhenThePowerComesBack();

private:
    // Where a file costs no wear, if there is such a place.
    static QString temporaryTemplate()
    {
        const QString memory = u"/dev/shm"_s;
        const bool isThere = QFileInfo(memory).isDir() && QFileInfo(memory).isWritable();
        return (isThere ? memory : QDir::tempPath()) + u"/tst_powerloss-XXXXXX"_s;
    }
    static void record(const QString &folder, const QString &durability, DiskRecording *recording);
};

void tst_PowerLoss::record(const QString &folder, const QString &durability,
                           DiskRecording *recording)
{
    constexpr int patience = 120'000; // ms
    const QString root = folder + u"/disk"_s;
    QVERIFY(QDir().mkdir(root));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(DISK_RECORDER));
    environment.insert(u"RUDDERQT_DISK_ROOT"_s, root);
    environment.insert(u"RUDDERQT_DISK_RECORDING"_s, folder + u"/recording"_s);
    ChildProcess child(QStringLiteral(POWERLOSS_CHILD));
    child.setProcessEnvironment(environment);
    child.setArguments({root + u"/store"_s, durability});
    child.start();
    QVERIFY(child.waitForFinished(patience));
    QCOMPARE(child.exitStatus(), QProcess::NormalExit);
    QCOMPARE(child.exitCode(), 0);

    auto read = readRecording(folder + u"/recording"_s);
    QVERIFY(read);
    *recording = std::move(*read);
    // The recording is complete: played back, it gives what is there.
    CrashedDisk disk;
    for (const DiskOperation &operation : *recording) {
        QVERIFY2(operation.kind != DiskOperation::Unknown, operation.data.constData());
        disk.apply(operation);
    }
    const CrashedDisk::Tree there = readTree(root);
    QCOMPARE(disk.whole().keys(), there.keys());
    QVERIFY(disk.whole() == there);
}

void tst_PowerLoss::whatWasStoredIsThereWhenThePowerComesBack_data()
{
    QTest::addColumn<bool>("isFull");
    QTest::newRow("Durability::Full") << true;
    QTest::newRow("Durability::Normal") << false;
}

// Full: nothing is lost. Normal: the last events may be, and nothing else.
void tst_PowerLoss::whatWasStoredIsThereWhenThePowerComesBack()
{
    QFETCH(const bool, isFull);
    constexpr unsigned defaultSeed = 20'260'401;
    constexpr size_t cutsUsually = 1000;
    constexpr size_t cutsInLongTests = 10'000;
    bool hasSeed = false;
    const int wantedSeed = qEnvironmentVariableIntValue("RUDDERQT_POWERLOSS_SEED", &hasSeed);
    const unsigned seed = hasSeed ? unsigned(wantedSeed) : defaultSeed;
    std::mt19937 random(seed);

    QTemporaryDir folder(temporaryTemplate());
    QVERIFY(folder.isValid());
    DiskRecording recording;
    record(folder.path(), isFull ? u"full"_s : u"normal"_s, &recording);
    if (QTest::currentTestFailed())
        return;

    const auto durability =
            isFull ? Configuration::Durability::Full : Configuration::Durability::Normal;
    const bool isLong = qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS");
    const std::vector<size_t> cuts =
            cutPoints(recording, isLong ? cutsInLongTests : cutsUsually, random);
    QByteArray owner; // of which the child says the address before it writes anything
    const QString crashed = folder.filePath(u"crashed"_s);
    CrashedDisk disk;
    Known known;
    size_t next = 0;
    qint64 opened = 0;
    qint64 eventsLost = 0;
    qint64 cutsThatLost = 0;
    qint64 cutsWithProblem = 0;
    qint64 cutsWithoutUser = 0;
    qint64 eventsChecked = 0;
    qint64 cutsWithFailed = 0;
    for (const size_t cut : cuts) {
        for (; next < cut; ++next) {
            const DiskOperation &operation = recording[next];
            disk.apply(operation);
            if (operation.kind != DiskOperation::Mark)
                continue;
            const QByteArray what = operation.data.left(operation.data.indexOf(' '));
            const QByteArray value = operation.data.mid(what.size() + 1);
            if (what == "stored")
                known.storedUpTo = std::max(known.storedUpTo, value.toInt());
            else if (what == "delivered")
                known.delivered.insert(value.toInt());
            else if (what == "url")
                owner = queueOwner(u"KEY"_s, QUrl(QString::fromUtf8(value)));
            else if (what != "error")
                QFAIL(operation.data.constData());
        }
        QVERIFY(QDir().mkdir(crashed));
        QVERIFY(writeTree(disk.afterPowerLoss(random), crashed));
        const Found found = openQueue(crashed + u"/store"_s, owner, durability);
        ++opened;
        cutsWithFailed += found.failed > 0;
        if (!found.problem.isEmpty()) {
            qWarning("Cut at %zu: %s", cut, qPrintable(found.problem));
            ++cutsWithProblem;
        }
        qint64 lost = 0;
        for (int number = 0; number <= known.storedUpTo; ++number) {
            if (known.delivered.contains(number))
                continue;
            ++eventsChecked;
            lost += !found.events.contains(number);
        }
        const int wantedUser = isFull
                ? std::max(found.newestUser,
                           known.storedUpTo < 0 ? -1 : known.storedUpTo / eventsPerUser)
                : found.newestUser;
        if (found.rememberedUser < wantedUser) {
            qWarning("Cut at %zu: user %d is remembered, and there is an event of %d", cut,
                     found.rememberedUser, wantedUser);
            ++cutsWithoutUser;
        }
        if (lost > 0 && isFull)
            qWarning("Cut at %zu: %lld events are lost", cut, lost);
        eventsLost += lost;
        cutsThatLost += lost > 0;
        QVERIFY(QDir(crashed).removeRecursively());
    }

    const LogUse use = logUse(recording);
    const auto count = [&recording](auto &&is) {
        return qint64(std::count_if(recording.begin(), recording.end(), is));
    };
    qInfo("seed %u: %zu operations recorded (%lld syncs, %lld of folders' entries, %lld reports of "
          "stored events, %lld syncs of the queue, %lld logs begun); %zu cut points, %lld queues "
          "opened, %lld damaged; of %lld events in all of them %lld lost, at "
          "%lld cut points; the user forgotten at %lld",
          seed, recording.size(), count([](const DiskOperation &o) { return o.isSync(); }),
          count([](const DiskOperation &o) { return o.isOfFolder(); }),
          count([](const DiskOperation &o) { return o.data.startsWith("stored "); }),
          use.checkpoints, use.begun, cuts.size(), opened, cutsWithProblem, eventsChecked,
          eventsLost, cutsThatLost, cutsWithoutUser);
    // The run was worth it.
    QVERIFY(eventsChecked > 0);
    QVERIFY(cutsWithFailed > 0);
    QVERIFY(use.checkpoints > 10);
    QVERIFY(use.begun > 10);
    QCOMPARE(cutsWithProblem, 0);
    QCOMPARE(cutsWithoutUser, 0);
    if (isFull)
        QCOMPARE(eventsLost, 0);
    else
        QVERIFY(cutsThatLost > 0); // else the harness could not see a loss
}

QTEST_GUILESS_MAIN(tst_PowerLoss)
#include "tst_powerloss.moc"
