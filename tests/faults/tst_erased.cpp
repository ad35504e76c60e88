// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qdir.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qfile.h>
#include <QtCore/qrandom.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>
#include <optional>
#include <thread>

#include "bytesearch.h"
#include "childprocess.h"
#include "readonlymount.h"
#include "smalldisk.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Holds the write lock of a queue.
class Locker
{
public:
    explicit Locker(const QString &path)
    {
        m_process.setArguments({path});
        m_process.start();
        m_isLocked =
                QTest::qWaitFor([this] { return !m_process.linesAfter(u"locked"_s).isEmpty(); });
    }
    ~Locker()
    {
        m_process.write("\n");
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Locker)
    bool isLocked() const { return m_isLocked; }

private:
    ChildProcess m_process{QStringLiteral(LOCKING_CHILD)};
    bool m_isLocked = false;
};

} // namespace

// Real clients, real files, real kills: what is left in the bytes of the files.
class tst_Erased : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void noFileKnowsWhatWasErased();
    void aDisabledClientErasesWhatIsThere_data();
    void aDisabledClientErasesWhatIsThere();
    void aClientThatMayNotRecordFinishesWhatAKilledOneBegan_data();
    void aClientThatMayNotRecordFinishesWhatAKilledOneBegan();
    void anyThreadMayAskAndTheClientsIsAnswered();
    void itIsAlwaysAnswered();
    void withAnEventRecorderTheUserIsForgotten();
    void whatAKilledProcessBeganTheNextOneFinishes();
    void onADiskThatIsFull_data();
    void onADiskThatIsFull();
    void onAFolderThatIsReadOnlyItIsTriedAgain();
    void aHundredThousandEventsTakeSeconds();

private:
    QString folder() const { return m_folder->filePath(u"store"_s); }
    QString queue() const { return folder() + u"/rudderEventsQueue.sqlite"_s; }
    QStringList names() const { return QDir(folder()).entryList(QDir::Files, QDir::Name); }
    Configuration configuration() const
    {
        return Configuration(u"KEY"_s, m_dataPlane->url())
                .setStorageLocation(folder())
                .setFlushAt(10'000)
                .setFlushInterval(1h);
    }
    static bool waitForStored(Analytics &client)
    {
        const QSignalSpy stored(&client, &Analytics::stored);
        const QString id = client.track(u"secret event"_s).messageId();
        return QTest::qWaitFor(
                [&] { return !stored.isEmpty() && stored.last().at(0).toString() == id; });
    }
    static Error resultOf(const QFuture<Error> &future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
            return Error(Error::Code::TimedOut, u"no result"_s);
        return future.result();
    }
    static Error purge(Analytics &client) { return resultOf(client.purge()); }
    static bool flush(Analytics &client)
    {
        const auto future = client.flush(30s);
        return QTest::qWaitFor([&] { return future.isFinished(); }, 40'000)
                && future.result().remaining() == 0;
    }
    void makeEveryKindOfFile() const;
    QStringList arrivedNames() const
    {
        QStringList names;
        for (const QJsonObject &event : m_dataPlane->events())
            names.append(event[u"event"].toString());
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
};

void tst_Erased::init()
{
    m_dataPlane.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"events.jsonl"_s));
    QVERIFY(m_dataPlane->listen());
}

// Of earlier runs: a damaged file that was rescued, a damaged identity, a spill that waits for its
// owner, a queue of an owner that is gone, and pages that were deleted without being overwritten.
void tst_Erased::makeEveryKindOfFile() const
{
    const QString spills = m_folder->filePath(u"spills"_s);
    {
        Analytics client(configuration());
        client.identify(u"secret-user"_s, {{u"email"_s, u"secret@mail"_s}});
        for (int i = 0; i < 50; ++i)
            client.track(u"secret event"_s, {{u"text"_s, u"secret text "_s.repeated(20)}});
        QVERIFY(waitForStored(client));
    }
    {
        QFile file(queue());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(100, '\0'));
    }
    {
        auto client = std::make_unique<Analytics>(configuration());
        QVERIFY(waitForStored(*client));
        const Locker locker(queue());
        QVERIFY(locker.isLocked());
        client->track(u"secret event"_s, {{u"text"_s, u"secret text "_s.repeated(20)}});
        client.reset();
    }
    QVERIFY(QDir().mkpath(spills));
    for (const QString &name : QDir(folder()).entryList({u"*.spill-*"_s}))
        QVERIFY(QFile::rename(folder() + u'/' + name, spills + u'/' + name));
    {
        Analytics client(configuration());
        Analytics another(configuration().setWriteKey(u"ANOTHER"_s));
        QVERIFY(waitForStored(client));
        QVERIFY(waitForStored(another));
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(queue());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"PRAGMA secure_delete = OFF"_s));
        QVERIFY(query.exec(u"DELETE FROM events WHERE id % 3 <> 0"_s));
        QVERIFY(query.exec(u"UPDATE counts SET waiting = (SELECT count(*) FROM events)"_s));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    const QString identity = folder() + u"/rudderEventsQueue.identity.json"_s;
    QVERIFY(QFile::copy(identity, identity + u".damaged-20260101-000000"_s));
    QVERIFY(QFile::copy(identity, identity + u".aBcDeF"_s)); // of one that was killed in writing
}

void tst_Erased::noFileKnowsWhatWasErased()
{
    makeEveryKindOfFile();
    auto client = std::make_unique<Analytics>(configuration());
    const QString anonymousId = client->anonymousId();
    QCOMPARE(client->userId(), u"secret-user"_s);
    client->group(u"secret-group"_s);
    QVERIFY(flush(*client));
    QVERIFY(m_dataPlane->control("{\"fail\":400}"));
    for (int i = 0; i < 3; ++i)
        client->track(u"secret event"_s, {{u"text"_s, u"refused-text "_s.repeated(20)}});
    QVERIFY(flush(*client));
    QTRY_COMPARE(client->failedCount(), 3);
    for (int i = 0; i < 100; ++i)
        client->track(u"secret event"_s, {{u"text"_s, u"waiting-text "_s.repeated(20)}});
    QVERIFY(waitForStored(*client));
    const QDir spills(m_folder->filePath(u"spills"_s));
    for (const QString &name : spills.entryList(QDir::Files))
        QVERIFY(QFile::rename(spills.filePath(name), folder() + u'/' + name));

    const QStringList texts = {u"secret-user"_s,   u"secret@mail"_s,  u"secret event"_s,
                               u"secret text "_s,  u"secret-group"_s, u"refused-text "_s,
                               u"waiting-text "_s, anonymousId};
    const QStringList before = textsInFilesOf(folder(), texts);
    for (const QString &text : texts)
        QVERIFY2(!before.filter(u": "_s + text).isEmpty(), qPrintable(text));
    for (const char *file : {".sqlite:", ".sqlite-wal:", ".sqlite.damaged-",
                             ".2.sqlite:", ".spill-", ".identity.json:", ".identity.json.damaged-"})
        QVERIFY2(!before.filter(QLatin1String(file)).isEmpty(), file);

    QCOMPARE(purge(*client), Error());
    QCOMPARE(textsInFilesOf(folder(), texts), QStringList());
    QCOMPARE(client->queuedCount(), 0);
    QCOMPARE(client->failedCount(), 0);
    QCOMPARE(client->userId(), QString());
    QCOMPARE(client->groupId(), QString());
    QCOMPARE(client->traits(), QVariantMap());
    QVERIFY(client->anonymousId() != anonymousId);
    QVERIFY(client->droppedCount(Analytics::DropReason::Purged) >= 104);

    // It goes on as a new user's.
    QVERIFY(m_dataPlane->control("{}"));
    const qsizetype arrived = m_dataPlane->events().size();
    const QString newId = client->anonymousId();
    QVERIFY(client->track(u"newer event"_s).accepted());
    QVERIFY(flush(*client));
    QCOMPARE(m_dataPlane->events().size(), arrived + 1);
    QCOMPARE(m_dataPlane->events().last()[u"anonymousId"].toString(), newId);
    QVERIFY(!m_dataPlane->events().last().contains(u"userId"));
    client.reset();
    QCOMPARE(textsInFilesOf(folder(), texts), QStringList());
    client = std::make_unique<Analytics>(configuration());
    QCOMPARE(client->anonymousId(), newId);
    QVERIFY(waitForStored(*client));
    QVERIFY(flush(*client));
    QCOMPARE(m_dataPlane->events().size(), arrived + 2);
}

void tst_Erased::aDisabledClientErasesWhatIsThere_data()
{
    QTest::addColumn<QString>("writeKey");
    QTest::addColumn<bool>("isEnabled");
    QTest::newRow("disabled") << u"KEY"_s << false;
    QTest::newRow("without a write key") << QString() << true;
}

void tst_Erased::aDisabledClientErasesWhatIsThere()
{
    QFETCH(QString, writeKey);
    QFETCH(bool, isEnabled);
    {
        Analytics client(configuration());
        client.identify(u"secret-user"_s);
        QVERIFY(waitForStored(client));
    }
    QVERIFY(!textsInFilesOf(folder(), {u"secret"_s}).isEmpty());
    Analytics client(configuration().setWriteKey(writeKey).setEnabled(isEnabled));
    QCOMPARE(client.userId(), u"secret-user"_s);
    QCOMPARE(purge(client), Error());
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());
    QCOMPARE(client.userId(), QString());
    QCOMPARE(client.droppedCount(Analytics::DropReason::Purged), 2);
    QCOMPARE(client.state(), Analytics::State::Disabled);
    client.setWriteKey(u"KEY"_s);
    client.setEnabled(true);
    QVERIFY(waitForStored(client));
    QVERIFY(flush(client));
    QCOMPARE(m_dataPlane->events().size(), 1);

    Analytics elsewhere(configuration()
                                .setStorageLocation(m_folder->filePath(u"none"_s))
                                .setWriteKey(writeKey)
                                .setEnabled(isEnabled));
    QCOMPARE(purge(elsewhere), Error());
    QVERIFY(!QFile::exists(m_folder->filePath(u"none"_s)));
}

void tst_Erased::aClientThatMayNotRecordFinishesWhatAKilledOneBegan_data()
{
    QTest::addColumn<bool>("isEnabled");
    QTest::addColumn<bool>("isConsentRequired");
    QTest::newRow("disabled") << false << false;
    QTest::newRow("before the user has decided") << true << true;
}

void tst_Erased::aClientThatMayNotRecordFinishesWhatAKilledOneBegan()
{
    QFETCH(bool, isEnabled);
    QFETCH(bool, isConsentRequired);
    {
        Analytics client(configuration());
        client.identify(u"secret-user"_s);
        QVERIFY(waitForStored(client));
    }
    QFile note(folder() + u"/rudderEventsQueue.erase"_s);
    QVERIFY(note.open(QIODevice::WriteOnly) && note.write("{\"mark\":\"a\"}") > 0);
    note.close();
    Configuration restricted = configuration().setEnabled(isEnabled);
    if (isConsentRequired)
        restricted.setConsentPolicy(Configuration::ConsentPolicy::Required);
    const Analytics client(restricted);
    QCOMPARE(client.userId(), QString());
    QTRY_VERIFY(!note.exists());
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());
    QCOMPARE(names(), QStringList(u"rudderEventsQueue.sqlite"_s));
}

void tst_Erased::anyThreadMayAskAndTheClientsIsAnswered()
{
    Analytics client(configuration());
    QVERIFY(waitForStored(client));
    QThread *continued = nullptr;
    std::thread asking([&] {
        client.purge().then([&](const Error &) { continued = QThread::currentThread(); });
    });
    asking.join();
    QTRY_COMPARE(continued, QThread::currentThread());
    QCOMPARE(client.queuedCount(), 0);
    QCOMPARE(client.droppedCount(Analytics::DropReason::Purged), 1);
}

void tst_Erased::itIsAlwaysAnswered()
{
    QFuture<Error> asDestroyed;
    QFuture<Error> twice;
    {
        Analytics client(configuration());
        client.identify(u"secret-user"_s);
        asDestroyed = client.purge();
        twice = client.purge();
    }
    QVERIFY(asDestroyed.isFinished());
    QCOMPARE(asDestroyed.resultCount(), 1);
    QCOMPARE(asDestroyed.result(), Error());
    QCOMPARE(twice.result(), Error());
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());

    Analytics client(configuration());
    client.identify(u"secret-user"_s);
    QVERIFY(resultOf(client.purge().then([](const Error &error) { return error; })) == Error());
    const QFuture<FlushResult> end = client.shutdown(0ms);
    const QFuture<Error> late = client.purge();
    QTRY_VERIFY(late.isFinished());
    if (late.result().isError()) // the end was sooner
        QCOMPARE(late.result().code(), Error::Code::ShutDown);
    QTRY_VERIFY(end.isFinished());
    QCOMPARE(client.purge().result().code(), Error::Code::ShutDown);
}

// Which records nothing on a disk; what it has recorded for the test stays.
void tst_Erased::withAnEventRecorderTheUserIsForgotten()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    client.identify(u"secret-user"_s);
    const QString anonymousId = client.anonymousId();
    QCOMPARE(purge(client), Error());
    QCOMPARE(client.userId(), QString());
    QVERIFY(client.anonymousId() != anonymousId);
    QCOMPARE(client.queuedCount(), 0);
    QCOMPARE(client.droppedCount(Analytics::DropReason::Purged), 1);
    QCOMPARE(recorder.events().size(), 1);
    client.shutdown(0ms);
    QCOMPARE(purge(client).code(), Error::Code::ShutDown);
}

void tst_Erased::whatAKilledProcessBeganTheNextOneFinishes()
{
    constexpr int events = 4'000;
    const int rounds = qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS") ? 100 : 12;
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QString note = folder() + u"/rudderEventsQueue.erase"_s;
    const QStringList texts = {u"older-"_s, u"older@"_s};

    int longest = 0; // ms, as long as nobody kills it
    int begun = 0;
    int ended = 0;
    for (int round = 0; round < rounds; ++round) {
        QDir(folder()).removeRecursively();
        ChildProcess child(QStringLiteral(ERASING_CHILD));
        child.setArguments({folder(), QString::number(events)});
        child.start();
        QTRY_VERIFY_WITH_TIMEOUT(!child.linesAfter(u"purging"_s).isEmpty(), 60'000);
        QElapsedTimer timer;
        timer.start();
        const bool isFirst = round == 0;
        if (!isFirst)
            QTimer::singleShot(int(random.bounded(longest)), &child, &QProcess::kill);
        QTRY_VERIFY_WITH_TIMEOUT(child.hasEnded()
                                         || (isFirst && child.linesAfter(u"newer "_s).size() == 20),
                                 60'000);
        if (isFirst) {
            longest = int(timer.elapsed());
            child.kill();
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.linesAfter(u"purged"_s), QStringList(u" "_s));
        }
        const QStringList newer = child.linesAfter(u"newer "_s);
        const bool isNoted = QFile::exists(note);
        const bool isDone = !child.linesAfter(u"purged"_s).isEmpty();
        begun += isNoted;
        ended += isDone;

        Analytics next(configuration().setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s)));
        QVERIFY(!isNoted || next.userId() != u"older-user"_s);
        QTRY_COMPARE(next.storage(), Analytics::Storage::Database);
        QVERIFY(!QFile::exists(note));
        if (isNoted || isDone || !newer.isEmpty())
            QCOMPARE(textsInFilesOf(folder(), texts), QStringList());
        for (const QString &number : newer)
            QVERIFY(!textsInFilesOf(folder(), {u"newer-event-%1 "_s.arg(number)}).isEmpty());
        QTRY_VERIFY(next.queuedCount() >= newer.size());
    }
    qInfo("seed %u: %d rounds, each killed within %d ms: %d before the erasing was done, %d after "
          "it",
          seed, rounds, longest, begun, ended);
    QVERIFY(begun > 0);
}

void tst_Erased::onADiskThatIsFull_data()
{
    QTest::addColumn<qint64>("left");  // bytes
    QTest::addColumn<int>("interval"); // s; with one, pages are small, and it takes more of them
    QTest::newRow("to the last byte") << qint64(0) << 0;
    QTest::newRow("but for some pages") << qint64(200'000) << 0;
    QTest::newRow("but for some small pages") << qint64(600'000) << 1;
}

// What is erased makes the room; where there is none to begin with, it waits.
void tst_Erased::onADiskThatIsFull()
{
    QFETCH(qint64, left);
    QFETCH(int, interval);
    const SmallDisk disk(folder());
    if (!disk.isMounted())
        QSKIP("A small file system can't be mounted here: that takes root.");
    // The log on so small a disk is to be as small.
    const Configuration small = configuration().setMaxStoredBytes(24 * 1024 * 1024);
    {
        Analytics client(Configuration(small).setCommitInterval(interval * 1s));
        client.identify(u"secret-user"_s);
        for (int i = 0; i < 5'000; ++i)
            client.track(u"secret event"_s, {{u"text"_s, QString(100, u'x')}});
        QVERIFY(waitForStored(client));
    }
    Analytics client(small);
    QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
    QVERIFY(disk.fill(left));
    const Error error = purge(client);
    client.track(u"newer event"_s);
    if (left == 0 && error.isError()) { // it may need no page more
        QCOMPARE(error.code(), Error::Code::StorageUnavailable);
        QVERIFY2(error.message().contains(folder()), qPrintable(error.message()));
        QTRY_COMPARE(client.storage(), Analytics::Storage::Memory);
        QVERIFY(!textsInFilesOf(folder(), {u"secret"_s}).isEmpty());
        QVERIFY(disk.freeUp());
        QTRY_COMPARE_WITH_TIMEOUT(client.storage(), Analytics::Storage::Database, 40'000);
    } else {
        QCOMPARE(error, Error());
    }
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());
    const qsizetype before = arrivedNames().size(); // what was sent until it was erased
    QVERIFY(flush(client));
    QCOMPARE(arrivedNames().sliced(before), QStringList(u"newer event"_s));
}

void tst_Erased::onAFolderThatIsReadOnlyItIsTriedAgain()
{
    Analytics client(configuration());
    client.identify(u"secret-user"_s);
    QVERIFY(waitForStored(client));
    ReadOnlyMount mount(folder());
    if (!mount.isReadOnly())
        QSKIP("A folder can't be made read-only here: that takes root.");
    const Error error = purge(client);
    QCOMPARE(error.code(), Error::Code::StorageUnavailable);
    QVERIFY2(error.message().contains(folder()), qPrintable(error.message()));
    QCOMPARE(client.userId(), QString());
    client.track(u"newer event"_s);
    QVERIFY(flush(client)); // from memory
    QCOMPARE(arrivedNames(), QStringList(u"newer event"_s));
    client.track(u"newest event"_s);
    QVERIFY(!textsInFilesOf(folder(), {u"secret"_s}).isEmpty());

    QVERIFY(mount.end());
    QTRY_COMPARE_WITH_TIMEOUT(client.storage(), Analytics::Storage::Database, 40'000);
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());
    QVERIFY(flush(client));
    QCOMPARE(arrivedNames().last(), u"newest event"_s);
}

void tst_Erased::aHundredThousandEventsTakeSeconds()
{
    constexpr int events = 100'000;
    Analytics client(configuration()
                             .setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s))
                             .setMaxStoredEvents(2 * events)
                             .setMaxStoredBytes(1LL << 30)
                             .setCommitInterval(200ms));
    for (int i = 0; i < events; ++i) {
        while (!client.track(u"secret event"_s, {{u"number"_s, i}}).accepted())
            QThread::msleep(10);
    }
    QVERIFY(waitForStored(client));
    QCOMPARE(client.queuedCount(), events + 1);
    const qint64 size = QFile(queue()).size();
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(purge(client), Error());
    qInfo("%d events, %lld MiB: erased within %lld ms", events, size / 1024 / 1024,
          timer.elapsed());
    QVERIFY(timer.elapsed() < 30'000);
    QCOMPARE(textsInFilesOf(folder(), {u"secret"_s}), QStringList());
}

QTEST_GUILESS_MAIN(tst_Erased)
#include "tst_erased.moc"
