// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qhash.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtCore/qurl.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <limits>
#include <memory>
#include <thread>
#include <vector>

#ifndef Q_OS_WIN
#    include <pthread.h>
#endif

#include "childprocess.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// While it lives the system gives nobody a thread, where that can be had.
class NoThreads
{
public:
    NoThreads()
    {
#ifdef __GLIBC__
        pthread_attr_t none;
        m_areRefused = pthread_getattr_default_np(&m_before) == 0
                && pthread_getattr_default_np(&none) == 0
                && pthread_attr_setstacksize(&none, std::numeric_limits<size_t>::max() / 4) == 0
                && pthread_setattr_default_np(&none) == 0;
#endif
    }
    ~NoThreads()
    {
#ifdef __GLIBC__
        if (m_areRefused)
            pthread_setattr_default_np(&m_before);
#endif
    }
    Q_DISABLE_COPY_MOVE(NoThreads)

    bool areRefused() const
    {
        return m_areRefused;
    }

private:
    bool m_areRefused = false;
#ifdef __GLIBC__
    pthread_attr_t m_before;
#endif
};

} // namespace

// Real clients, real threads, a real data plane.
class tst_Clients : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void twentyClientsLiveInOneProcess();
    void twoKeysShareAQueueName();
    void whatIsDroppedIsCountedByReason();
    void aClientLivesOnAWorkerThread();
    void aClientIsDeletedInItsOwnSlot_data();
    void aClientIsDeletedInItsOwnSlot();
    void manyThreadsCallOneClient();
    void aFlushIsAlwaysFinished();
    void aFlushContinuesOnTheClientsThread();
    void aFlushOfADisabledClientSaysWhatRemains();
    void aShutdownDeliversAndEnds();
    void aShutdownEndsAtItsDeadline();
    void aShutdownIsAlwaysFinished();
    void theDestructorDoesNotWaitForAShutdown();
    void eventsAreStoredWithoutBeingAskedFor();
    void identityIsKeptOverARestart();
    void refusedEventsAreReadAndSentAgain();
    void questionsAboutFailedEventsAreAlwaysAnswered();
    void aThreadWithoutALoopGathersNoWakeUps();
    void aFlushMayBeGivenAllTimeThereIs();
    void whereTheSystemGivesNoThreadItIsAskedAgain();
    void whereTheSystemGivesNoThreadToTheEndItIsSaid();
    void anotherUserHasNoneOfTheTraits();
    void resetForgetsTheUser();
    void anotherUsersEventsCarryNothingRemembered();
    void aRefusedIdentifyChangesNothing();
    void badConfigurationDisablesAndSaysSo_data();
    void badConfigurationDisablesAndSaysSo();
    void aDisabledClientWritesNothing();
    void settingsChangeAtRunTime();
    void aliasTakesTheIdFromMemory();

private:
    Configuration configuration(const QString &queueName = u"q"_s) const
    {
        return Configuration(u"KEY"_s, m_dataPlane->url())
                .setStorageLocation(m_folder->filePath(u"store"_s))
                .setQueueName(queueName);
    }
    static FlushResult flush(Analytics &client)
    {
        QFuture<FlushResult> future = client.flush(30s);
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 40'000))
            return FlushResult(0, -1, Error(Error::Code::TimedOut, u"no result"_s));
        return future.result();
    }
    QStringList arrivedIds() const
    {
        QStringList ids;
        for (const QJsonObject &event : m_dataPlane->events())
            ids.append(event[u"messageId"].toString());
        return ids;
    }
    QJsonObject arrived(const QString &messageId) const
    {
        for (const QJsonObject &event : m_dataPlane->events()) {
            if (event[u"messageId"].toString() == messageId)
                return event;
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
};

void tst_Clients::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataPlane = std::make_unique<DataPlaneProcess>(QStringLiteral(DATA_PLANE),
                                                     m_folder->filePath(u"events.jsonl"_s));
    QVERIFY(m_dataPlane->listen());
}

void tst_Clients::twentyClientsLiveInOneProcess()
{
    QStringList recorded;
    std::vector<std::unique_ptr<Analytics>> clients;
    for (int i = 0; i < 20; ++i) {
        const QString name = i % 2 ? u"shared"_s : u"own%1"_s.arg(i);
        clients.push_back(std::make_unique<Analytics>(configuration(name)));
    }
    for (int n = 0; n < 5; ++n) {
        for (const auto &client : clients)
            recorded.append(client->track(u"e"_s, {{u"n"_s, n}}).messageId());
    }
    for (const auto &client : clients) {
        const FlushResult result = flush(*client);
        QVERIFY2(!result.error().isError(), qPrintable(result.error().message()));
        QCOMPARE(result.remaining(), 0);
        // One of those that share a queue may have sent for all of them.
        if (client->configuration().queueName() != u"shared"_s)
            QCOMPARE(result.delivered(), 5);
    }
    QStringList ids = arrivedIds();
    QCOMPARE(ids.size(), recorded.size());
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()),
             QSet<QString>(recorded.begin(), recorded.end()));
}

void tst_Clients::whatIsDroppedIsCountedByReason()
{
    using Reason = Analytics::DropReason;
    Analytics client(configuration().setMaxEventBytes(2000));
    QHash<Reason, qint64> told;
    QHash<Reason, int> signalsTold;
    connect(&client, &Analytics::dropped, &client, [&](Reason reason, qint64 count) {
        told[reason] += count;
        ++signalsTold[reason];
    });
    for (int i = 0; i < 50; ++i) {
        QVERIFY(!client.track(u""_s).accepted());
        QVERIFY(!client.track(u"e"_s, {{u"text"_s, QString(3000, u'x')}}).accepted());
    }
    QTRY_COMPARE(told[Reason::Refused], 50);
    QTRY_COMPARE(told[Reason::TooLarge], 50);
    QVERIFY2(signalsTold[Reason::Refused] < 5, "one for a burst");
    QCOMPARE(client.droppedCount(Reason::Refused), 50);
    QCOMPARE(client.droppedCount(Reason::TooLarge), 50);
    QCOMPARE(client.droppedCount(Reason::StorageFull), 0);

    client.setEnabled(false);
    QVERIFY(!client.track(u"e"_s).accepted()); // which is no loss
    client.setEnabled(true);
    QVERIFY(client.track(u"e"_s).accepted());
    QVERIFY(!flush(client).error().isError());
    QCOMPARE(told.size(), 2);
}

void tst_Clients::twoKeysShareAQueueName()
{
    QString waitingOfA;
    QString waitingOfB;
    {
        const QUrl nobody(u"http://127.0.0.1:9"_s);
        Analytics a(configuration().setWriteKey(u"A"_s).setDataPlaneUrl(nobody));
        QTRY_COMPARE(a.storage(), Analytics::Storage::Database);
        Analytics b(configuration().setWriteKey(u"B"_s).setDataPlaneUrl(nobody));
        QTRY_COMPARE(b.storage(), Analytics::Storage::Database);
        waitingOfA = a.track(u"of A"_s).messageId();
        waitingOfB = b.track(u"of B"_s).messageId();
    }
    // Each finds its own again, whoever comes first.
    const QUrl nobody(u"http://127.0.0.1:9"_s);
    Analytics b(configuration().setWriteKey(u"B"_s).setDataPlaneUrl(nobody));
    QTRY_COMPARE(b.queuedCount(), 1);
    Analytics a(configuration().setWriteKey(u"A"_s).setDataPlaneUrl(nobody));
    QTRY_COMPARE(a.queuedCount(), 1);
    // It may be sent before flush() has looked what there is to wait for.
    b.setDataPlaneUrl(m_dataPlane->url());
    QCOMPARE(flush(b).remaining(), 0);
    QCOMPARE(arrivedIds(), QStringList({waitingOfB}));
    a.setDataPlaneUrl(m_dataPlane->url());
    QCOMPARE(flush(a).remaining(), 0);
    QCOMPARE(arrivedIds(), QStringList({waitingOfB, waitingOfA}));
}

void tst_Clients::aClientLivesOnAWorkerThread()
{
    class Worker : public QThread
    {
    public:
        explicit Worker(const Configuration &configuration) : m_configuration(configuration) { }
        FlushResult result;
        QThread *signalledOn = nullptr;

    protected:
        void run() override
        {
            Analytics client(m_configuration);
            connect(
                    &client, &Analytics::stored, &client,
                    [this] { signalledOn = QThread::currentThread(); }, Qt::DirectConnection);
            client.track(u"from a worker"_s);
            client.flush(30s).then(&client, [this](const FlushResult &r) {
                result = r;
                quit();
            });
            exec();
        }

    private:
        Configuration m_configuration;
    };
    Worker worker(configuration());
    worker.start();
    QVERIFY(worker.wait(60'000));
    QCOMPARE(worker.result.delivered(), 1);
    QCOMPARE(worker.signalledOn, static_cast<QThread *>(&worker));
}

void tst_Clients::aClientIsDeletedInItsOwnSlot_data()
{
    QTest::addColumn<QByteArray>("signal");
    for (const char *name : {"stored", "delivered", "queuedCountChanged", "stateChanged",
                             "storageChanged", "identityChanged", "errorOccurred", "future"}) {
        QTest::newRow(name) << QByteArray(name);
    }
}

void tst_Clients::aClientIsDeletedInItsOwnSlot()
{
    QFETCH(QByteArray, signal);
    const bool fails = signal == "errorOccurred";
    Configuration setup = configuration();
    if (fails)
        setup.setWriteKey({});
    else if (signal == "queuedCountChanged") // else the event may be gone before it was counted
        setup.setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s));
    auto *client = new Analytics(setup);
    const QPointer<Analytics> watched = client;
    const auto remove = [client] { delete client; };
    const auto on = [&](const char *name, auto member) {
        if (signal == name)
            connect(client, member, this, remove);
    };
    on("stored", &Analytics::stored);
    on("delivered", &Analytics::delivered);
    on("queuedCountChanged", &Analytics::queuedCountChanged);
    on("stateChanged", &Analytics::stateChanged);
    on("storageChanged", &Analytics::storageChanged);
    on("identityChanged", &Analytics::identityChanged);
    on("errorOccurred", &Analytics::errorOccurred);
    client->identify(u"u"_s);
    QFuture<FlushResult> future = client->flush(30s);
    if (signal == "future")
        future.then([remove](const FlushResult &) { remove(); }); // where the future is finished
    QFuture<FlushResult> next = client->flush(30s);
    QTRY_VERIFY_WITH_TIMEOUT(!watched, 40'000);
    QVERIFY(future.isFinished());
    QVERIFY(next.isFinished());
    QCOMPARE(future.resultCount(), 1);
}

void tst_Clients::manyThreadsCallOneClient()
{
    constexpr int threads = 4;
    constexpr int each = 250;
    Analytics client(configuration());
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&client, t] {
            for (int n = 0; n < each; ++n) {
                if (n % 50 == 0)
                    client.identify(u"user%1"_s.arg(t), {{u"n"_s, n}});
                else if (n % 70 == 0)
                    client.flush(1ms);
                client.track(u"%1"_s.arg(t), {{u"n"_s, n}});
            }
        });
    }
    for (std::thread &thread : running)
        thread.join();
    const FlushResult result = flush(client);
    QVERIFY2(!result.error().isError(), qPrintable(result.error().message()));
    QHash<QString, int> last;
    int tracks = 0;
    for (const QJsonObject &event : m_dataPlane->events()) {
        if (event[u"type"].toString() != u"track")
            continue;
        ++tracks;
        // In the order of the calls of each thread.
        const QString thread = event[u"event"].toString();
        const int n = event[u"properties"][u"n"].toInt();
        QCOMPARE(n, last.value(thread, -1) + 1);
        last[thread] = n;
    }
    QCOMPARE(tracks, threads * each);
}

void tst_Clients::aFlushIsAlwaysFinished()
{
    QFuture<FlushResult> open;
    {
        Analytics client(configuration().setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s)));
        client.track(u"e"_s);
        open = client.flush(-1ms);
    }
    QVERIFY(open.isFinished());
    QCOMPARE(open.resultCount(), 1);
    QCOMPARE(open.result().error().code(), Error::Code::ShutDown);

    QFuture<FlushResult> last;
    {
        auto *client =
                new Analytics(configuration().setDataPlaneUrl(QUrl(u"http://127.0.0.1:9"_s)));
        client->flush(-1ms); // with nothing to send, done when the loop runs, which it does not
        client->track(u"e"_s);
        QFuture<void> done =
                client->flush(-1ms).then([&](const FlushResult &) { last = client->flush(-1ms); });
        delete client;
        QVERIFY(done.isFinished());
    }
    QVERIFY(last.isFinished());
    QCOMPARE(last.result().error().code(), Error::Code::ShutDown);

    Analytics disabled(configuration().setEnabled(false));
    QFuture<FlushResult> refused = disabled.flush();
    QTRY_VERIFY(refused.isFinished());
    QCOMPARE(refused.result().error().code(), Error::Code::Disabled);
}

void tst_Clients::aFlushContinuesOnTheClientsThread()
{
    Analytics client(configuration());
    client.track(u"e"_s);
    QThread *continuedOn = nullptr;
    QFuture<void> done = client.flush(30s).then(
            [&](const FlushResult &) { continuedOn = QThread::currentThread(); });
    QTRY_VERIFY(done.isFinished());
    QCOMPARE(continuedOn, thread());

    // It finds the properties as they are.
    qint64 waiting = -1;
    client.track(u"e"_s);
    QFuture<void> counted =
            client.flush(30s).then([&](const FlushResult &) { waiting = client.queuedCount(); });
    QTRY_VERIFY(counted.isFinished());
    QCOMPARE(waiting, 0);
}

void tst_Clients::aFlushOfADisabledClientSaysWhatRemains()
{
    Analytics client(configuration().setFlushAt(1000));
    for (int i = 0; i < 3; ++i)
        client.track(u"e"_s);
    client.setEnabled(false);
    const FlushResult result = flush(client);
    QCOMPARE(result.error().code(), Error::Code::Disabled);
    QCOMPARE(result.remaining(), 3);
}

void tst_Clients::aShutdownDeliversAndEnds()
{
    Analytics client(configuration().setFlushAt(1000));
    QStringList recorded;
    for (int i = 0; i < 250; ++i)
        recorded.append(client.track(u"e"_s).messageId());
    QFuture<FlushResult> shutdown = client.shutdown(30s);
    QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::ShutDown);
    client.setEnabled(false); // changes nothing any more
    client.setEnabled(true);
    QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::ShutDown);
    QFuture<FlushResult> again = client.shutdown(0ms);
    QTRY_VERIFY_WITH_TIMEOUT(shutdown.isFinished(), 40'000);
    QVERIFY(again.isFinished());
    QCOMPARE(again.result().delivered(), 250);
    const FlushResult result = shutdown.result();
    QVERIFY2(!result.error().isError(), qPrintable(result.error().message()));
    QCOMPARE(result.delivered(), 250);
    QCOMPARE(result.remaining(), 0);
    QCOMPARE(client.queuedCount(), 0);
    QCOMPARE(arrivedIds(), recorded);
    QCOMPARE(flush(client).error().code(), Error::Code::ShutDown);
    QVERIFY(client.shutdown(1s).isFinished());
}

void tst_Clients::aShutdownEndsAtItsDeadline()
{
    QVERIFY(m_dataPlane->control(R"({"fail": 503})"));
    QStringList recorded;
    {
        Analytics client(configuration());
        QSignalSpy stored(&client, &Analytics::stored);
        for (int i = 0; i < 30; ++i)
            recorded.append(client.track(u"e"_s).messageId());
        QFuture<FlushResult> shutdown = client.shutdown(200ms);
        QTRY_VERIFY(shutdown.isFinished());
        QCOMPARE(shutdown.result().delivered(), 0);
        QCOMPARE(shutdown.result().remaining(), 30);
        QCOMPARE(shutdown.result().error().code(), Error::Code::TimedOut);
        QCOMPARE(stored.last().at(0).toString(), recorded.last());
    }
    QVERIFY(m_dataPlane->control("{}"));
    Analytics client(configuration());
    QCOMPARE(flush(client).delivered(), 30);
    QCOMPARE(arrivedIds(), recorded);
}

void tst_Clients::aShutdownIsAlwaysFinished()
{
    Analytics disabled(configuration().setEnabled(false));
    QFuture<FlushResult> ended = disabled.shutdown(1h);
    QVERIFY(ended.isFinished());
    QCOMPARE(ended.result().error().code(), Error::Code::Disabled);

    Analytics withoutKey(configuration().setWriteKey({}));
    QCOMPARE(withoutKey.shutdown(1h).result().error().code(), Error::Code::MissingWriteKey);
    QCOMPARE(withoutKey.track(u"e"_s).error().code(), Error::Code::ShutDown);

    Analytics disabledLater(configuration(u"other"_s));
    disabledLater.track(u"e"_s);
    disabledLater.setEnabled(false);
    QFuture<FlushResult> later = disabledLater.shutdown(1h);
    QTRY_VERIFY(later.isFinished());
    QCOMPARE(later.result().error().code(), Error::Code::Disabled);
    QCOMPARE(later.result().remaining(), 1);
}

void tst_Clients::theDestructorDoesNotWaitForAShutdown()
{
    QVERIFY(m_dataPlane->control(R"({"fail": 503})"));
    QFuture<FlushResult> shutdown;
    {
        Analytics client(configuration());
        for (int i = 0; i < 3; ++i)
            client.track(u"e"_s);
        shutdown = client.shutdown(1h);
    }
    QVERIFY(shutdown.isFinished());
    QCOMPARE(shutdown.result().remaining(), 3);
    QCOMPARE(shutdown.result().error().code(), Error::Code::ShutDown);
}

void tst_Clients::eventsAreStoredWithoutBeingAskedFor()
{
    Analytics client(configuration());
    QSignalSpy stored(&client, &Analytics::stored);
    QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
    for (int i = 0; i < 3; ++i) {
        const Receipt receipt = client.track(u"e"_s);
        QTRY_COMPARE(stored.size(), i + 1);
        QCOMPARE(stored.last().at(0).toString(), receipt.messageId());
    }
}

void tst_Clients::refusedEventsAreReadAndSentAgain()
{
    const QUrl nobody(u"http://127.0.0.1:9"_s);
    Analytics client(configuration().setDataPlaneUrl(nobody).setFlushAt(1000));
    QStringList ids;
    for (int n = 0; n < 3; ++n)
        ids.append(client.track(u"e"_s, {{u"n"_s, n}}).messageId());
    QTRY_COMPARE(client.queuedCount(), 3);
    // All together, then the first, then the second.
    QVERIFY(m_dataPlane->control("{\"fail\":400,\"times\":3}"));
    QSignalSpy failed(&client, &Analytics::failed);
    QSignalSpy failedCount(&client, &Analytics::failedCountChanged);
    client.setDataPlaneUrl(m_dataPlane->url());
    const FlushResult result = flush(client);
    QCOMPARE(result.error().code(), Error::Code::EventsFailed);
    QCOMPARE(result.delivered(), 1);
    QCOMPARE(arrivedIds(), QStringList({ids[2]}));
    QCOMPARE(client.failedCount(), 2);
    QVERIFY(!failed.isEmpty() && !failedCount.isEmpty());
    QCOMPARE(client.lastError().code(), Error::Code::ServerRefused);

    QFuture<QList<FailedEvent>> page = client.failedEvents();
    QTRY_VERIFY(page.isFinished());
    QCOMPARE(page.result().size(), 2);
    const FailedEvent event = page.result().at(0);
    QCOMPARE(event.messageId(), ids[0]);
    QCOMPARE(event.event()[u"event"].toString(), u"e"_s);
    QVERIFY(event.serverMessage().contains(u"400"_s));

    QFuture<qint64> retried = client.retryFailed({event.id()});
    QTRY_VERIFY(retried.isFinished());
    QCOMPARE(retried.result(), 1);
    QCOMPARE(flush(client).remaining(), 0);
    QTRY_COMPARE(arrivedIds(), QStringList({ids[2], ids[0]}));
    QFuture<qint64> nonePurged = client.purgeFailed(QList<qint64>());
    QTRY_VERIFY(nonePurged.isFinished());
    QCOMPARE(nonePurged.result(), 0);
    QFuture<qint64> purged = client.purgeFailed();
    QTRY_VERIFY(purged.isFinished());
    QCOMPARE(purged.result(), 1);
    QTRY_COMPARE(client.failedCount(), 0);
}

void tst_Clients::questionsAboutFailedEventsAreAlwaysAnswered()
{
    QFuture<QList<FailedEvent>> unanswered;
    QFuture<qint64> unpurged;
    {
        Analytics client(configuration());
        unanswered = client.failedEvents();
        unpurged = client.purgeFailed();
    }
    QVERIFY(unanswered.isFinished() && unanswered.resultCount() == 1);
    QVERIFY(unpurged.isFinished() && unpurged.resultCount() == 1);

    Analytics disabled(configuration().setEnabled(false));
    QFuture<QList<FailedEvent>> nothing = disabled.failedEvents();
    QTRY_VERIFY(nothing.isFinished());
    QVERIFY(nothing.result().isEmpty());
}

void tst_Clients::aThreadWithoutALoopGathersNoWakeUps()
{
    class Counter : public QObject
    {
    public:
        int wakeUps = 0;

    protected:
        bool eventFilter(QObject *, QEvent *event) override
        {
            wakeUps += event->type() >= QEvent::User ? 1 : 0;
            return false;
        }
    };
    Analytics client(configuration());
    Counter counter;
    qApp->installEventFilter(&counter);
    QSignalSpy changed(&client, &Analytics::identityChanged);
    for (int i = 0; i < 1000; ++i)
        client.identify(QString::number(i));
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(flush(client).remaining(), 0);
    QVERIFY2(counter.wakeUps < 100, QByteArray::number(counter.wakeUps).constData());
    client.identify(u"another"_s);
    QTRY_COMPARE(changed.size(), 2);
}

void tst_Clients::aFlushMayBeGivenAllTimeThereIs()
{
    Analytics client(configuration());
    client.track(u"e"_s);
    QFuture<FlushResult> future = client.flush(std::chrono::milliseconds::max());
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().delivered(), 1);
    QVERIFY(!future.result().error().isError());
}

void tst_Clients::whereTheSystemGivesNoThreadItIsAskedAgain()
{
    auto noThreads = std::make_unique<NoThreads>();
    if (!noThreads->areRefused())
        QSKIP("There is no way here to have the system refuse a thread.");
    QStringList recorded;
    {
        Analytics client(configuration());
        QSignalSpy errors(&client, &Analytics::errorOccurred);
        recorded.append(client.track(u"e"_s).messageId());
        QTRY_COMPARE(errors.size(), 1);
        QCOMPARE(client.lastError().code(), Error::Code::StorageUnavailable);
        noThreads.reset();
        QCOMPARE(flush(client).delivered(), 1);
        QCOMPARE(errors.size(), 1);
    }
    noThreads = std::make_unique<NoThreads>();
    {
        Analytics client(configuration());
        recorded.append(client.track(u"e"_s).messageId());
        noThreads.reset();
    } // stores
    Analytics next(configuration());
    QCOMPARE(flush(next).delivered(), 1);
    QCOMPARE(arrivedIds(), recorded);
}

void tst_Clients::whereTheSystemGivesNoThreadToTheEndItIsSaid()
{
    const NoThreads noThreads;
    if (!noThreads.areRefused())
        QSKIP("There is no way here to have the system refuse a thread.");
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no thread.*3 events"_s));
    Analytics client(configuration());
    for (int i = 0; i < 3; ++i)
        client.track(u"e"_s);
    QFuture<FlushResult> shutdown = client.shutdown(1h);
    QVERIFY(shutdown.isFinished());
    QCOMPARE(shutdown.result().remaining(), 3);
}

void tst_Clients::anotherUserHasNoneOfTheTraits()
{
    Analytics client(configuration());
    client.identify(u"u1"_s, {{u"plan"_s, u"free"_s}});
    client.identify(u"u2"_s, {{u"seats"_s, 5}});
    QCOMPARE(client.traits(), QVariantMap({{u"seats"_s, 5}}));
    client.group(u"g1"_s, {{u"a"_s, 1}});
    client.identify({}, {{u"more"_s, 1}});
    QCOMPARE(client.userId(), u"u2"_s);
    QCOMPARE(client.traits().size(), 2);
}

void tst_Clients::identityIsKeptOverARestart()
{
    QString anonymousId;
    {
        Analytics client(configuration());
        anonymousId = client.anonymousId();
        QVERIFY(!anonymousId.isEmpty());
        client.identify(u"u1"_s, {{u"plan"_s, u"free"_s}});
        client.identify(u"u1"_s, {{u"seats"_s, 5}});
        client.group(u"acme"_s);
        QCOMPARE(client.userId(), u"u1"_s);
        QCOMPARE(flush(client).delivered(), 3);
    }
    Analytics client(configuration());
    QCOMPARE(client.anonymousId(), anonymousId);
    QCOMPARE(client.userId(), u"u1"_s);
    QCOMPARE(client.groupId(), u"acme"_s);
    QCOMPARE(client.traits().value(u"plan"_s).toString(), u"free"_s);
    QCOMPARE(client.traits().value(u"seats"_s).toInt(), 5);
    const QString id = client.track(u"later"_s).messageId();
    flush(client);
    const QJsonObject event = arrived(id);
    QCOMPARE(event[u"userId"].toString(), u"u1"_s);
    QCOMPARE(event[u"anonymousId"].toString(), anonymousId);
    QCOMPARE(event[u"context"][u"traits"][u"plan"].toString(), u"free"_s);
}

void tst_Clients::resetForgetsTheUser()
{
    QString newId;
    {
        Analytics client(configuration());
        const QString anonymousId = client.anonymousId();
        client.identify(u"u1"_s, {{u"plan"_s, u"free"_s}});
        QSignalSpy changed(&client, &Analytics::identityChanged);
        client.reset();
        newId = client.anonymousId();
        QVERIFY(newId != anonymousId);
        QVERIFY(client.userId().isEmpty());
        QVERIFY(client.traits().isEmpty());
        QTRY_VERIFY(!changed.isEmpty());
    }
    QCOMPARE(Analytics(configuration()).anonymousId(), newId);
}

void tst_Clients::anotherUsersEventsCarryNothingRemembered()
{
    Analytics client(configuration());
    client.identify(u"me"_s, {{u"plan"_s, u"free"_s}});
    client.group(u"acme"_s);
    const auto other = CallOptions().setUserId(u"other"_s);
    const QStringList ids = {
            client.track(u"e"_s, {}, other).messageId(),
            client.screen(u"s"_s, {}, other).messageId(),
            client.group(u"theirs"_s, {}, other).messageId(),
            client.identify({}, {{u"age"_s, 3}}, other).messageId(),
            client.alias(u"new"_s, u"old"_s).messageId(),
            client.track(u"e"_s, {}, CallOptions().setAnonymousId(u"other"_s)).messageId()};
    QCOMPARE(client.userId(), u"me"_s);
    QCOMPARE(client.groupId(), u"acme"_s);
    QCOMPARE(client.traits().keys(), QStringList({u"plan"_s}));
    flush(client);
    for (const QString &id : ids) {
        const QJsonObject event = arrived(id);
        QVERIFY(!event.isEmpty());
        QVERIFY(event[u"anonymousId"].toString() != client.anonymousId());
        QVERIFY(event[u"userId"].toString() != u"me");
        QVERIFY(!event[u"context"][u"traits"].toObject().contains(u"plan"_s));
    }
    // Naming the remembered user is no other user.
    const QString own = client.track(u"e"_s, {}, CallOptions().setUserId(u"me"_s)).messageId();
    flush(client);
    QCOMPARE(arrived(own)[u"anonymousId"].toString(), client.anonymousId());
}

void tst_Clients::aRefusedIdentifyChangesNothing()
{
    Analytics client(configuration());
    client.identify(u"me"_s, {{u"plan"_s, u"free"_s}});
    const Receipt tooLarge = client.identify(u"you"_s, {{u"x"_s, QString(50'000, u'x')}});
    QVERIFY(!tooLarge.accepted());
    QCOMPARE(tooLarge.error().code(), Error::Code::TooLarge);
    QVERIFY(tooLarge.messageId().isEmpty());
    QCOMPARE(client.userId(), u"me"_s);
    const Receipt twice =
            client.identify(u"you"_s, {}, CallOptions().setUserId(u"somebody else"_s));
    QCOMPARE(twice.error().code(), Error::Code::ConflictingIds);
    QCOMPARE(client.userId(), u"me"_s);
    QCOMPARE(client.track({}).error().message(), u"You must pass an \"event\"."_s);
    QCOMPARE(client.group({}).error().message(), u"You must pass a \"groupId\"."_s);
    QCOMPARE(client.groupId(), QString());
    QCOMPARE(client.alias({}).error().message(), u"You must pass a \"userId\"."_s);
}

void tst_Clients::badConfigurationDisablesAndSaysSo_data()
{
    QTest::addColumn<QString>("writeKey");
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<int>("code");
    const QUrl good(u"https://dp.example.com"_s);
    const int badUrl = int(Error::Code::InvalidDataPlaneUrl);
    QTest::newRow("no write key") << QString() << good << int(Error::Code::MissingWriteKey);
    QTest::newRow("no URL") << u"K"_s << QUrl() << badUrl;
    QTest::newRow("no host") << u"K"_s << QUrl(u"https:///x"_s) << badUrl;
    QTest::newRow("no scheme") << u"K"_s << QUrl(u"dp.example.com"_s) << badUrl;
    QTest::newRow("another scheme") << u"K"_s << QUrl(u"ftp://dp.example.com"_s) << badUrl;
}

void tst_Clients::badConfigurationDisablesAndSaysSo()
{
    QFETCH(QString, writeKey);
    QFETCH(QUrl, url);
    QFETCH(int, code);
    Analytics client(configuration().setWriteKey(writeKey).setDataPlaneUrl(url));
    QSignalSpy errors(&client, &Analytics::errorOccurred);
    QCOMPARE(int(client.lastError().code()), code);
    QCOMPARE(client.state(), Analytics::State::Disabled);
    QCOMPARE(int(client.track(u"e"_s).error().code()), code);
    QTRY_COMPARE(errors.size(), 1);
    // It can be mended.
    client.setWriteKey(u"KEY"_s);
    client.setDataPlaneUrl(m_dataPlane->url());
    QVERIFY(client.track(u"e"_s).accepted());
    QCOMPARE(flush(client).delivered(), 1);
}

void tst_Clients::aDisabledClientWritesNothing()
{
    {
        Analytics client(configuration().setEnabled(false));
        QCOMPARE(client.track(u"e"_s).error().code(), Error::Code::Disabled);
        client.reset();
    }
    QVERIFY(!QFileInfo::exists(m_folder->filePath(u"store"_s)));
}

void tst_Clients::settingsChangeAtRunTime()
{
    Analytics client(configuration());
    QSignalSpy changed(&client, &Analytics::enabledChanged);
    client.track(u"before"_s);
    client.setEnabled(false);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(client.track(u"meanwhile"_s).error().code(), Error::Code::Disabled);
    QTRY_COMPARE(client.state(), Analytics::State::Disabled);
    client.setEnabled(true);
    QVERIFY(client.track(u"after"_s).accepted());
    QCOMPARE(flush(client).delivered(), 2);
}

void tst_Clients::aliasTakesTheIdFromMemory()
{
    Analytics client(configuration());
    const QString first = client.alias(u"known"_s).messageId();
    QCOMPARE(client.userId(), u"known"_s);
    const QString second = client.alias(u"renamed"_s).messageId();
    QCOMPARE(client.userId(), u"renamed"_s);
    flush(client);
    QCOMPARE(arrived(first)[u"previousId"].toString(), client.anonymousId());
    QCOMPARE(arrived(first)[u"userId"].toString(), u"known"_s);
    QCOMPARE(arrived(second)[u"previousId"].toString(), u"known"_s);
}

QTEST_GUILESS_MAIN(tst_Clients)
#include "tst_clients.moc"
