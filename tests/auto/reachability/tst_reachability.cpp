// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/reachability_p.h"

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qnetworkinformation.h>
#include <QtTest/qtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

// With whatever backends this Qt has, and whatever network this machine. Each test has an
// application object of its own.
class tst_Reachability : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void theBackendIsLoadedForADataPlaneThatNeedsTheNetwork();
    void itIsLoadedOnTheApplicationsThreadForAClientOfAnother();
    void itIsLeftAloneForLoopback();
    void anApplicationsOwnChoiceIsUsed();
    void aListenerIsToldOnceAndNotAfterItsEnd();
    void whereThereIsNoNetworkTheClientIsOffline();

private:
    std::unique_ptr<Analytics> makeClient(const QUrl &url);
    // One that works wherever it is.
    static bool hasBackend() { return QNetworkInformation::availableBackends().contains(u"glib"); }

    int m_argc = 1;
    char m_name[13] = "reachability";
    char *m_argv[2] = {m_name, nullptr};
    std::optional<QTemporaryDir> m_folder;
    std::optional<QCoreApplication> m_application;
};

namespace {

QStringList warnings;
QtMessageHandler previousHandler = nullptr;

void keepWarnings(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type != QtDebugMsg && type != QtInfoMsg)
        warnings.append(message);
    previousHandler(type, context, message);
}

} // namespace

void tst_Reachability::init()
{
    m_folder.emplace();
    m_application.emplace(m_argc, m_argv);
    warnings.clear();
    previousHandler = qInstallMessageHandler(keepWarnings);
    QVERIFY(!QNetworkInformation::instance());
}

void tst_Reachability::cleanup()
{
    qInstallMessageHandler(previousHandler);
    m_application.reset();
    QVERIFY(!QNetworkInformation::instance());
}

std::unique_ptr<Analytics> tst_Reachability::makeClient(const QUrl &url)
{
    return std::make_unique<Analytics>(
            Configuration(u"KEY"_s, url).setStorageLocation(m_folder->filePath(u"store"_s)));
}

void tst_Reachability::theBackendIsLoadedForADataPlaneThatNeedsTheNetwork()
{
    const auto client = makeClient(QUrl(u"https://dp.example.invalid"_s));
    const auto another = makeClient(QUrl(u"https://dp.example.invalid"_s));
    QVERIFY(!QNetworkInformation::instance()); // the application's choice may follow
    QTRY_VERIFY(client->storage() == Analytics::Storage::Database);
    if (hasBackend())
        QTRY_VERIFY(QNetworkInformation::instance());
    QCOMPARE(warnings, QStringList());
}

void tst_Reachability::itIsLoadedOnTheApplicationsThreadForAClientOfAnother()
{
    std::unique_ptr<Analytics> client;
    QThread *const thread =
            QThread::create([&] { client = makeClient(QUrl(u"https://dp.example.invalid"_s)); });
    thread->start();
    QVERIFY(thread->wait());
    delete thread;
    QVERIFY(!QNetworkInformation::instance());
    if (hasBackend()) {
        QTRY_VERIFY(QNetworkInformation::instance());
        QCOMPARE(QNetworkInformation::instance()->thread(), QThread::currentThread());
    }
    QCOMPARE(warnings, QStringList());
}

void tst_Reachability::itIsLeftAloneForLoopback()
{
    const auto client = makeClient(QUrl(u"http://127.0.0.1:9"_s));
    QTRY_VERIFY(client->storage() == Analytics::Storage::Database);
    QCoreApplication::processEvents();
    QVERIFY(!QNetworkInformation::instance());
    client->setDataPlaneUrl(QUrl(u"https://dp.example.invalid"_s));
    if (hasBackend())
        QTRY_VERIFY(QNetworkInformation::instance());
}

void tst_Reachability::anApplicationsOwnChoiceIsUsed()
{
    const QStringList backends = QNetworkInformation::availableBackends();
    const auto client = makeClient(QUrl(u"https://dp.example.invalid"_s));
    QString chosen;
    for (const QString &backend : backends) {
        if (QNetworkInformation::loadBackendByName(backend)) {
            chosen = backend;
            break;
        }
    }
    if (chosen.isEmpty())
        QSKIP("No backend can be loaded here.");
    QTRY_VERIFY(client->storage() == Analytics::Storage::Database);
    QCoreApplication::processEvents();
    QCOMPARE(QNetworkInformation::instance()->backendName(), chosen);
    QCOMPARE(warnings, QStringList());
}

void tst_Reachability::aListenerIsToldOnceAndNotAfterItsEnd()
{
    struct Listener : NetworkListener
    {
        ~Listener() { stopWatchingNetwork(); }
        void watch() { watchNetwork(); }
        void onNetworkState(const NetworkState &state) override { states.push_back(state); }
        std::vector<NetworkState> states;
    };
    Listener first;
    {
        Listener gone;
        gone.watch();
    }
    first.watch();
    first.watch();
    if (hasBackend())
        QTRY_VERIFY(QNetworkInformation::instance());
    QCoreApplication::processEvents();
    const auto *information = QNetworkInformation::instance();
    const bool isOffline = information
            && information->reachability() == QNetworkInformation::Reachability::Disconnected;
    const bool isMetered = information && information->isMetered();
    const auto medium = information ? information->transportMedium()
                                    : QNetworkInformation::TransportMedium::Unknown;
    Listener late; // knows at once what the others know
    late.watch();
    for (const Listener *listener : {&first, &late}) {
        const NetworkState known =
                listener->states.empty() ? NetworkState() : listener->states.back();
        QCOMPARE(known.isOffline, isOffline);
        QCOMPARE(known.isMetered, isMetered);
        QCOMPARE(int(known.medium), int(medium));
        QVERIFY(listener->states.size() <= 1);
    }
}

// Comes to its point in a namespace without a network, in which it runs itself.
void tst_Reachability::whereThereIsNoNetworkTheClientIsOffline()
{
    if (!hasBackend())
        QSKIP("Qt has no backend here that tells.");
    const auto client = makeClient(QUrl(u"https://dp.example.invalid"_s));
    QTRY_VERIFY(QNetworkInformation::instance());
    if (QNetworkInformation::instance()->reachability()
        == QNetworkInformation::Reachability::Disconnected) {
        QTRY_COMPARE(client->state(), Analytics::State::Offline);
        QVERIFY(client->track(u"e"_s).accepted());
        const QFuture<FlushResult> flush = client->flush(std::chrono::minutes(5));
        QTRY_VERIFY(flush.isFinished());
        QCOMPARE(flush.result().error().code(), Error::Code::NetworkFailed);
        QCOMPARE(flush.result().remaining(), 1);
        return;
    }
    const QString unshare = u"unshare"_s;
    const QStringList namespaces = {u"--map-root-user"_s, u"--net"_s};
    if (QProcess::execute(unshare, namespaces + QStringList{u"true"_s}) != 0)
        QSKIP("There is a network here, and no namespace without one can be made.");
    QCOMPARE(QProcess::execute(unshare,
                               namespaces
                                       + QStringList{QCoreApplication::applicationFilePath(),
                                                     u"whereThereIsNoNetworkTheClientIsOffline"_s}),
             0);
}

QTEST_APPLESS_MAIN(tst_Reachability)
#include "tst_reachability.moc"
