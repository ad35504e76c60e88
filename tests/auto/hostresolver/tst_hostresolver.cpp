// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/hostresolver_p.h"
#include "delivery/networktransport_p.h"

#include <QtCore/qsemaphore.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtTest/qtest.h>

#include <atomic>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto host = u"dp.example.com"_s;

// A resolver whose look-ups wait until they are let go.
struct World
{
    World()
    {
        HostResolver::Ways ways;
        ways.ask = [this](const QString &name) {
            ++asked;
            mayAnswer.acquire();
            ended.release();
            return name == u"bad.example.com"_s ? u"no such name"_s : QString();
        };
        ways.keep = [this](const QString &) {
            ++kept;
            return QString();
        };
        ways.now = [this] { return HostResolver::Clock::time_point(seconds.load() * 1s); };
        resolver = std::make_shared<HostResolver>(ways);
    }
    // All threads are gone: nobody else has the resolver.
    ~World()
    {
        mayAnswer.release(100);
        while (resolver.use_count() > 1)
            QThread::yieldCurrentThread();
    }

    QSemaphore mayAnswer;
    QSemaphore ended;
    std::atomic<int> asked = 0;
    std::atomic<int> kept = 0;
    std::atomic<int> seconds = 1000;
    std::shared_ptr<HostResolver> resolver;
    QObject context;
    QStringList errors;
    HostResolver::Done note = [this](const QString &error) { errors.append(error); };
};

} // namespace

class tst_HostResolver : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerComesToTheThreadThatAsked();
    void aFailureIsToldAndNotKept();
    void whatIsKnownGetsOld();
    void lookUpsOfOneHostAreOne();
    void lookUpsOfTwoHostsAreTwo();
    void whoLeavesHearsNothing();
    void nobodyWaitsMeansNothingIsKept();
    void theNextRequestJoinsALookUpThatHangs();
    void aTransportWaitsNoLongerThanARequestMayTake();
    void aTransportLetsGoAtOnce();
    void anAddressIsNotLookedUp_data();
    void anAddressIsNotLookedUp();
    void ofAProxyTheProxyIsLookedUp();
};

void tst_HostResolver::anAnswerComesToTheThreadThatAsked()
{
    World world;
    QThread *thread = nullptr;
    world.mayAnswer.release();
    const auto waiter = world.resolver->resolve(host, &world.context, [&](const QString &error) {
        thread = QThread::currentThread();
        world.note(error);
    });
    QVERIFY(world.errors.isEmpty());
    QTRY_COMPARE(world.errors, QStringList{QString()});
    QCOMPARE(thread, QThread::currentThread());
    QCOMPARE(world.kept, 1);
    QVERIFY(world.resolver->isKnown(host));
    QVERIFY(!world.resolver->isKnown(u"other.example.com"_s));
}

void tst_HostResolver::aFailureIsToldAndNotKept()
{
    World world;
    world.mayAnswer.release();
    const auto bad = u"bad.example.com"_s;
    const auto waiter = world.resolver->resolve(bad, &world.context, world.note);
    QTRY_COMPARE(world.errors, QStringList{u"no such name"_s});
    QCOMPARE(world.kept, 0);
    QVERIFY(!world.resolver->isKnown(bad));
}

void tst_HostResolver::whatIsKnownGetsOld()
{
    World world;
    world.mayAnswer.release();
    const auto waiter = world.resolver->resolve(host, &world.context, world.note);
    QTRY_COMPARE(world.errors.size(), 1);
    world.seconds += 29;
    QVERIFY(world.resolver->isKnown(host));
    world.seconds += 1;
    QVERIFY(!world.resolver->isKnown(host));
}

void tst_HostResolver::lookUpsOfOneHostAreOne()
{
    World world;
    const auto one = world.resolver->resolve(host, &world.context, world.note);
    const auto other = world.resolver->resolve(host, &world.context, world.note);
    world.mayAnswer.release();
    QTRY_COMPARE(world.errors.size(), 2);
    QCOMPARE(world.asked, 1);
}

void tst_HostResolver::lookUpsOfTwoHostsAreTwo()
{
    World world;
    const auto one = world.resolver->resolve(host, &world.context, world.note);
    const auto other = world.resolver->resolve(u"b.example.com"_s, &world.context, world.note);
    world.mayAnswer.release(2);
    QTRY_COMPARE(world.errors.size(), 2);
    QCOMPARE(world.asked, 2);
}

void tst_HostResolver::whoLeavesHearsNothing()
{
    World world;
    auto gone = world.resolver->resolve(host, &world.context, world.note);
    QStringList heard;
    const auto there = world.resolver->resolve(host, &world.context,
                                               [&](const QString &error) { heard.append(error); });
    gone.reset();
    world.mayAnswer.release();
    QTRY_COMPARE(heard.size(), 1);
    QVERIFY(world.errors.isEmpty());
}

void tst_HostResolver::nobodyWaitsMeansNothingIsKept()
{
    World world;
    world.resolver->resolve(host, &world.context, world.note).reset();
    world.mayAnswer.release();
    QVERIFY(world.ended.tryAcquire(1, 10'000));
    QTRY_COMPARE(world.resolver.use_count(), 1);
    QCOMPARE(world.kept, 0);
    QVERIFY(world.errors.isEmpty());
}

void tst_HostResolver::theNextRequestJoinsALookUpThatHangs()
{
    World world;
    for (int i = 0; i < 5; ++i)
        world.resolver->resolve(host, &world.context, world.note).reset();
    const auto waiter = world.resolver->resolve(host, &world.context, world.note);
    world.mayAnswer.release();
    QTRY_COMPARE(world.errors.size(), 1);
    QCOMPARE(world.asked, 1);
}

void tst_HostResolver::aTransportWaitsNoLongerThanARequestMayTake()
{
    World world;
    NetworkTransport transport(Configuration().setRequestTimeout(100ms), world.resolver);
    QList<Answer> answers;
    transport.send({QUrl(u"http://dp.example.com"_s), {}, {}},
                   [&](const Answer &answer) { answers.append(answer); });
    QTRY_COMPARE(answers.size(), 1);
    QCOMPARE(answers.first().status, 0);
    QCOMPARE(answers.first().error, QNetworkReply::TimeoutError);
    QVERIFY(answers.first().errorText.contains(host));
    // The next one waits for the same look-up.
    transport.send({QUrl(u"http://bad.example.com"_s), {}, {}},
                   [&](const Answer &answer) { answers.append(answer); });
    world.mayAnswer.release(2);
    QTRY_COMPARE(answers.size(), 2);
    QCOMPARE(answers.last().error, QNetworkReply::HostNotFoundError);
    QCOMPARE(answers.last().errorText, u"no such name"_s);
}

void tst_HostResolver::aTransportLetsGoAtOnce()
{
    World world;
    bool isAnswered = false;
    {
        NetworkTransport transport(Configuration(), world.resolver);
        const Request request{QUrl(u"http://dp.example.com"_s), {}, {}};
        transport.send(request, [&](const Answer &) { isAnswered = true; });
        transport.abort();
        transport.send(request, [&](const Answer &) { isAnswered = true; });
    }
    world.mayAnswer.release();
    QVERIFY(world.ended.tryAcquire(1, 10'000));
    QTRY_COMPARE(world.resolver.use_count(), 1);
    QCoreApplication::processEvents();
    QVERIFY(!isAnswered);
    QCOMPARE(world.asked, 1);
}

void tst_HostResolver::anAddressIsNotLookedUp_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("IPv4") << u"http://127.0.0.1:1/"_s;
    QTest::newRow("IPv6") << u"http://[::1]:1/"_s;
}

void tst_HostResolver::anAddressIsNotLookedUp()
{
    QFETCH(QString, url);
    World world;
    NetworkTransport transport(Configuration(), world.resolver);
    QList<Answer> answers;
    transport.send({QUrl(url), {}, {}}, [&](const Answer &answer) { answers.append(answer); });
    QTRY_COMPARE(answers.size(), 1); // nobody listens
    QCOMPARE(world.asked, 0);
}

void tst_HostResolver::ofAProxyTheProxyIsLookedUp()
{
    World world;
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, u"bad.example.com"_s, 3128);
    NetworkTransport transport(Configuration().setProxy(proxy), world.resolver);
    QList<Answer> answers;
    world.mayAnswer.release();
    transport.send({QUrl(u"https://dp.example.com"_s), {}, {}},
                   [&](const Answer &answer) { answers.append(answer); });
    QTRY_COMPARE(answers.size(), 1);
    QCOMPARE(answers.first().errorText, u"no such name"_s);
    QCOMPARE(world.asked, 1);
}

QTEST_GUILESS_MAIN(tst_HostResolver)
#include "tst_hostresolver.moc"
