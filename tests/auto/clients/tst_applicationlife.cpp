// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qtimer.h>
#include <QtCore/qurl.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <functional>
#include <optional>

#include "childprocess.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// As Qt Gui has it, which the core does without.
class QSessionManager
{
};

class GuiApplication : public QCoreApplication
{
    Q_OBJECT
public:
    using QCoreApplication::QCoreApplication;
Q_SIGNALS:
    void commitDataRequest(QSessionManager &manager);
    void applicationStateChanged(Qt::ApplicationState state);
};

// Clients and application objects begin and end in every order. Each test has an application
// object of its own, so this one has none.
class tst_ApplicationLife : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void aClientMadeBeforeTheApplicationIsDestroyedAfterIt();
    void withoutAnApplicationEventsAreStored();
    void anApplicationThatEndsAtOnceLosesNothing();
    void whatIsHeldBackIsStoredWhenTheApplicationQuits();
    void whatIsHeldBackIsStoredWhenTheApplicationIsPaused_data();
    void whatIsHeldBackIsStoredWhenTheApplicationIsPaused();
    void aShutdownWithoutAnApplicationStores();

private:
    Configuration configuration(const QUrl &url = QUrl(u"http://127.0.0.1:9"_s)) const
    {
        return Configuration(u"KEY"_s, url).setStorageLocation(m_folder->filePath(u"store"_s));
    }
    // What a next run finds waiting.
    qint64 waiting()
    {
        int argc = 1;
        char name[] = "next-run";
        char *argv[] = {name, nullptr};
        QCoreApplication application(argc, argv);
        Analytics client(configuration());
        if (!QTest::qWaitFor([&] { return client.storage() == Analytics::Storage::Database; }))
            return -1;
        // The count comes with the state of the queue, at once or with the next notice.
        (void)QTest::qWaitFor([&] { return client.queuedCount() > 0; }, 1000);
        return client.queuedCount();
    }

    std::optional<QTemporaryDir> m_folder;
};

void tst_ApplicationLife::aClientMadeBeforeTheApplicationIsDestroyedAfterIt()
{
    FlushResult result;
    std::optional<Analytics> client;
    {
        int argc = 1;
        char name[] = "life";
        char *argv[] = {name, nullptr};
        // The data plane needs an application object to be started from.
        auto starter = std::make_unique<QCoreApplication>(argc, argv);
        DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE),
                                   m_folder->filePath(u"events.jsonl"_s));
        QVERIFY(dataPlane.listen());
        starter.reset();

        client.emplace(configuration(dataPlane.url()));
        QVERIFY(client->track(u"before"_s).accepted());

        QCoreApplication application(argc, argv);
        QVERIFY(client->track(u"during"_s).accepted());
        client->flush(30s).then(&application, [&](const FlushResult &r) {
            result = r;
            application.quit();
        });
        QCoreApplication::exec();
        QCOMPARE(result.delivered(), 2);
        QCOMPARE(dataPlane.events().size(), 2);
    }
    const Receipt late = client->track(u"after"_s);
    QCOMPARE(late.error().code(), Error::Code::ShutDown);
    QFuture<FlushResult> flush = client->flush();
    client.reset();
    QVERIFY(flush.isFinished());
    QCOMPARE(flush.resultCount(), 1);
}

void tst_ApplicationLife::withoutAnApplicationEventsAreStored()
{
    QVERIFY(!QCoreApplication::instance());
    Analytics other(configuration().setQueueName(u"other"_s));
    {
        Analytics client(configuration());
        QVERIFY(client.track(u"e"_s).accepted());
    }
    QVERIFY(!QCoreApplication::instance());
    QVERIFY(other.track(u"e"_s).accepted()); // one client's end is not another's
    QCOMPARE(waiting(), 1);
    QCOMPARE(other.track(u"e"_s).error().code(), Error::Code::ShutDown);
}

void tst_ApplicationLife::anApplicationThatEndsAtOnceLosesNothing()
{
    std::optional<Analytics> client;
    {
        int argc = 1;
        char name[] = "short";
        char *argv[] = {name, nullptr};
        QCoreApplication application(argc, argv);
        client.emplace(configuration());
        for (int i = 0; i < 100; ++i)
            client->track(u"e"_s);
    }
    client.reset();
    QCOMPARE(waiting(), 100);
}

// Where a session ends, or a program leaves its clients to the system, nothing comes after that.
void tst_ApplicationLife::whatIsHeldBackIsStoredWhenTheApplicationQuits()
{
    int argc = 1;
    char name[] = "quits";
    char *argv[] = {name, nullptr};
    QCoreApplication application(argc, argv);
    Analytics client(configuration().setCommitInterval(60s));
    QTimer::singleShot(0, &client, [&] {
        QVERIFY(client.track(u"e"_s).accepted());
        QCoreApplication::quit();
    });
    QString storedUpTo;
    QObject::connect(&client, &Analytics::stored, &client,
                     [&](const QString &upTo) { storedUpTo = upTo; });
    QCoreApplication::exec();
    QTRY_VERIFY(!storedUpTo.isEmpty());
}

void tst_ApplicationLife::whatIsHeldBackIsStoredWhenTheApplicationIsPaused_data()
{
    using Pause = std::function<void(GuiApplication *)>;
    QTest::addColumn<Pause>("pause");
    QTest::newRow("the session ends") << Pause([](GuiApplication *application) {
        QSessionManager manager;
        Q_EMIT application->commitDataRequest(manager);
    });
    QTest::newRow("suspended") << Pause([](GuiApplication *application) {
        Q_EMIT application->applicationStateChanged(Qt::ApplicationSuspended);
    });
}

void tst_ApplicationLife::whatIsHeldBackIsStoredWhenTheApplicationIsPaused()
{
    using Pause = std::function<void(GuiApplication *)>;
    QFETCH(const Pause, pause);
    int argc = 1;
    char name[] = "life";
    char *argv[] = {name, nullptr};
    GuiApplication application(argc, argv);
    Analytics client(configuration().setCommitInterval(60s));
    QSignalSpy stored(&client, &Analytics::stored);
    client.track(u"before"_s);
    QTRY_COMPARE(client.storage(), Analytics::Storage::Database);
    QVERIFY(stored.isEmpty());
    pause(&application);
    QTRY_COMPARE(stored.size(), 1);
    // It goes on as before.
    client.track(u"after"_s);
    QTRY_COMPARE(client.queuedCount(), 2);
    QCOMPARE(stored.size(), 1);
}

void tst_ApplicationLife::aShutdownWithoutAnApplicationStores()
{
    QFuture<FlushResult> shutdown;
    {
        Analytics client(configuration());
        QVERIFY(client.track(u"e"_s).accepted());
        shutdown = client.shutdown(1h);
        QVERIFY(shutdown.isFinished());
    }
    QCOMPARE(shutdown.result().remaining(), 1);
    QCOMPARE(shutdown.result().error().code(), Error::Code::ShutDown);
    QCOMPARE(waiting(), 1);
}

QTEST_APPLESS_MAIN(tst_ApplicationLife)
#include "tst_applicationlife.moc"
