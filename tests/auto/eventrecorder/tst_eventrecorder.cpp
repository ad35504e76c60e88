// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include "identity/identityfile_p.h"
#include "queue/eventstore_p.h"
#include "virtualenvironment.h"

#include <QtCore/qdir.h>
#include <QtCore/qstandardpaths.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtCore/qurl.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

using Type = AcceptedEvent::Type;
using Names = QStringList;

Names namesOf(const QList<AcceptedEvent> &events)
{
    Names names;
    for (const AcceptedEvent &event : events)
        names.append(event.name());
    return names;
}

FlushResult flush(Analytics &client)
{
    QFuture<FlushResult> future = client.flush();
    if (!QTest::qWaitFor([&] { return future.isFinished(); }))
        return FlushResult(-1, -1, {});
    return future.result();
}

qsizetype threadCount()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

} // namespace

class tst_EventRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCallIsRecordedWhenItReturns();
    void eachOfTheSixCallsIsRecorded();
    void anEventIsWhatWouldBeSent();
    void valuesAreAsTheyAreInJson();
    void aRefusedCallIsNotRecorded();
    void theUserIsRemembered();
    void resetForgetsTheUser();
    void eachClientBeginsAsAnotherUser();
    void theApplicationsConfigurationIsKept();
    void withoutWriteKeyCallsAreRefused();
    void severalClientsShareARecorder();
    void clearForgetsTheEvents();
    void manyThreadsCallOneClient();
    void theRecorderMayGoFirst();
    void theClientMayGoFirst();
    void aCopiedConfigurationOutlivesTheRecorder();
    void aFlushDeliversWhatWasRecordedSinceTheLast();
    void countsAndStatesAreThoseOfAClient();
    void aDisabledClientRecordsNothing();
    void noEventFails();
    void nothingIsWrittenToDisk();
    void theDefaultFolderIsNotMade();
    void nothingThatWasStoredIsRead();
    void noThreadRunsAndNothingIsSent();
    void anEventIsAValue();
    void anEventHasProperties();
    void anEmptyEventHasNothing();
};

void tst_EventRecorder::aCallIsRecordedWhenItReturns()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QVERIFY(recorder.events().isEmpty());

    const Receipt receipt = analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}});
    QVERIFY(receipt.accepted());
    QCOMPARE(recorder.events().size(), 1);
    QCOMPARE(recorder.events().last().name(), u"Item Viewed"_s);
    QCOMPARE(recorder.events().last().messageId(), receipt.messageId());

    analytics.track(u"Item Bought"_s);
    const Names both{u"Item Viewed"_s, u"Item Bought"_s};
    QCOMPARE(namesOf(recorder.events()), both);
}

void tst_EventRecorder::eachOfTheSixCallsIsRecorded()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    const QString anonymousId = analytics.anonymousId();
    analytics.identify(u"123456"_s, {{u"friends"_s, 21}});
    analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}});
    analytics.page(u"Home"_s, {{u"title"_s, u"Pizza"_s}});
    analytics.screen(u"Pizza"_s, {{u"size"_s, 10}}, CallOptions().setCategory(u"Food"_s));
    analytics.group(u"1"_s, {{u"name"_s, u"Company"_s}});
    analytics.alias(u"new_id"_s, {}, CallOptions().setTraits({{u"age"_s, 3}}));

    const QList<AcceptedEvent> events = recorder.events();
    QCOMPARE(events.size(), 6);
    QCOMPARE(events[0].type(), Type::Identify);
    QCOMPARE(events[0].userId(), u"123456"_s);
    QCOMPARE(events[0].anonymousId(), anonymousId);
    QCOMPARE(events[0].name(), QString());
    QCOMPARE(events[0].traits(), (QVariantMap{{u"friends"_s, 21}}));
    QCOMPARE(events[1].type(), Type::Track);
    QCOMPARE(events[1].name(), u"Item Viewed"_s);
    QCOMPARE(events[1].properties(), (QVariantMap{{u"revenue"_s, 19.95}}));
    QCOMPARE(events[2].type(), Type::Page);
    QCOMPARE(events[2].name(), u"Home"_s);
    QCOMPARE(events[2].properties(), (QVariantMap{{u"title"_s, u"Pizza"_s}}));
    QCOMPARE(events[3].type(), Type::Screen);
    QCOMPARE(events[3].name(), u"Pizza"_s);
    QCOMPARE(events[3].category(), u"Food"_s);
    QCOMPARE(events[4].type(), Type::Group);
    QCOMPARE(events[4].groupId(), u"1"_s);
    QCOMPARE(events[4].traits(), (QVariantMap{{u"name"_s, u"Company"_s}}));
    QCOMPARE(events[5].type(), Type::Alias);
    QCOMPARE(events[5].userId(), u"new_id"_s);
    QCOMPARE(events[5].previousId(), u"123456"_s);
    QCOMPARE(events[5].traits(), (QVariantMap{{u"age"_s, 3}}));
}

void tst_EventRecorder::anEventIsWhatWouldBeSent()
{
    Configuration own(u"KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    own.setChannel(u"kiosk"_s);
    ConfigurationData::of(own)->environment = std::make_shared<VirtualEnvironment>();
    EventRecorder recorder;
    Analytics analytics(recorder.configuration(own));
    analytics.identify(u"u"_s, {{u"email"_s, u"name@website.com"_s}});
    analytics.track(u"e"_s, {{u"n"_s, 1}},
                    CallOptions().setMessageId(u"m"_s).setContext({{u"ip"_s, u"::1"_s}}));

    const AcceptedEvent track = recorder.events().last();
    QVariantMap context = track.context();
    QVERIFY(!context.take(u"library"_s).toMap()[u"version"_s].toString().isEmpty());
    QCOMPARE(context[u"ip"_s].toString(), u"::1"_s);
    QCOMPARE(context[u"traits"_s].toMap(), (QVariantMap{{u"email"_s, u"name@website.com"_s}}));

    QJsonObject json = track.json();
    QCOMPARE(json.take(u"context").toObject().toVariantMap(), track.context());
    const QJsonObject expected{{u"originalTimestamp"_s, u"2026-01-01T00:00:00.000Z"_s},
                               {u"sentAt"_s, u"2026-01-01T00:00:00.000Z"_s},
                               {u"messageId"_s, u"m"_s},
                               {u"type"_s, u"track"_s},
                               {u"channel"_s, u"kiosk"_s},
                               {u"anonymousId"_s, analytics.anonymousId()},
                               {u"userId"_s, u"u"_s},
                               {u"event"_s, u"e"_s},
                               {u"properties"_s, QJsonObject{{u"n"_s, 1}}}};
    QCOMPARE(json, expected);
}

void tst_EventRecorder::valuesAreAsTheyAreInJson()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.track(u"e"_s,
                    {{u"large"_s, Q_INT64_C(9007199254740993)},
                     {u"list"_s, QVariantList{1, u"two"_s}},
                     {u"nested"_s, Properties{{u"é"_s, nullptr}}}});
    const QVariantMap properties = recorder.events().last().properties();
    QCOMPARE(properties[u"large"_s].toLongLong(), Q_INT64_C(9007199254740993));
    QCOMPARE(properties[u"list"_s].toList(), (QVariantList{1, u"two"_s}));
    QVERIFY(properties[u"nested"_s].toMap().contains(u"é"_s));
}

void tst_EventRecorder::aRefusedCallIsNotRecorded()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QCOMPARE(analytics.track({}).error().code(), Error::Code::MissingEvent);
    QCOMPARE(analytics.group({}).error().code(), Error::Code::MissingGroupId);
    QCOMPARE(analytics.alias({}).error().code(), Error::Code::MissingUserId);
    const Receipt large = analytics.track(u"e"_s, {{u"text"_s, QString(40'000, u'x')}});
    QCOMPARE(large.error().code(), Error::Code::TooLarge);
    const Receipt twice = analytics.identify(u"a"_s, {}, CallOptions().setUserId(u"b"_s));
    QCOMPARE(twice.error().code(), Error::Code::ConflictingIds);
    QVERIFY(recorder.events().isEmpty());
    QVERIFY(analytics.userId().isEmpty());
    QCOMPARE(flush(analytics).delivered(), 0);
}

void tst_EventRecorder::theUserIsRemembered()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.identify(u"123456"_s, {{u"friends"_s, 21}});
    analytics.track(u"Item Viewed"_s);
    const AcceptedEvent event = recorder.events().last();
    QCOMPARE(event.userId(), u"123456"_s);
    QCOMPARE(event.anonymousId(), analytics.anonymousId());
    QCOMPARE(event.context()[u"traits"_s].toMap(), (QVariantMap{{u"friends"_s, 21}}));

    analytics.track(u"Item Viewed"_s, {}, CallOptions().setUserId(u"other"_s));
    QCOMPARE(recorder.events().last().userId(), u"other"_s);
    QCOMPARE(recorder.events().last().anonymousId(), QString());
}

void tst_EventRecorder::resetForgetsTheUser()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.identify(u"123456"_s);
    const QString before = analytics.anonymousId();
    analytics.reset();
    analytics.track(u"e"_s);
    QCOMPARE(recorder.events().last().userId(), QString());
    QVERIFY(recorder.events().last().anonymousId() != before);
    QCOMPARE(recorder.events().size(), 2);
}

void tst_EventRecorder::eachClientBeginsAsAnotherUser()
{
    EventRecorder recorder;
    QString first;
    {
        Analytics analytics(recorder.configuration());
        analytics.identify(u"123456"_s);
        first = analytics.anonymousId();
    }
    Analytics analytics(recorder.configuration());
    QVERIFY(!analytics.anonymousId().isEmpty());
    QVERIFY(analytics.anonymousId() != first);
    QVERIFY(analytics.userId().isEmpty());
}

void tst_EventRecorder::theApplicationsConfigurationIsKept()
{
    Configuration own(u"KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    own.setMaxEventBytes(1000).setFlushAt(7);
    EventRecorder recorder;
    Analytics analytics(recorder.configuration(own));
    QCOMPARE(analytics.writeKey(), u"KEY"_s);
    QCOMPARE(analytics.dataPlaneUrl(), own.dataPlaneUrl());
    QCOMPARE(analytics.configuration().flushAt(), 7);
    const Receipt large = analytics.track(u"e"_s, {{u"text"_s, QString(1000, u'x')}});
    QCOMPARE(large.error().code(), Error::Code::TooLarge);
    QVERIFY(analytics.track(u"e"_s).accepted());
    QCOMPARE(recorder.events().size(), 1);
    QVERIFY(!ConfigurationData::of(own)->eventLog);
}

void tst_EventRecorder::withoutWriteKeyCallsAreRefused()
{
    EventRecorder recorder;
    QTest::ignoreMessage(QtWarningMsg, "You must pass your RudderStack project's write key.");
    Analytics analytics(recorder.configuration(Configuration()));
    QCOMPARE(analytics.track(u"e"_s).error().code(), Error::Code::MissingWriteKey);
    QCOMPARE(analytics.state(), Analytics::State::Disabled);
    QCOMPARE(analytics.lastError().code(), Error::Code::MissingWriteKey);
    QVERIFY(recorder.events().isEmpty());
    QCOMPARE(flush(analytics).error().code(), Error::Code::MissingWriteKey);
}

void tst_EventRecorder::severalClientsShareARecorder()
{
    EventRecorder recorder;
    Analytics one(recorder.configuration());
    Analytics two(one.configuration());
    one.track(u"a"_s);
    two.track(u"b"_s);
    one.track(u"c"_s);
    QCOMPARE(namesOf(recorder.events()), (Names{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(flush(one).delivered(), 2);
    QCOMPARE(flush(two).delivered(), 1);

    EventRecorder other;
    Analytics three(other.configuration());
    three.track(u"d"_s);
    QCOMPARE(recorder.events().size(), 3);
    QCOMPARE(other.events().size(), 1);
}

void tst_EventRecorder::clearForgetsTheEvents()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.identify(u"123456"_s);
    const QList<AcceptedEvent> kept = recorder.events();
    recorder.clear();
    QVERIFY(recorder.events().isEmpty());
    QCOMPARE(kept.size(), 1);
    analytics.track(u"e"_s);
    QCOMPARE(recorder.events().size(), 1);
    QCOMPARE(recorder.events().last().userId(), u"123456"_s);
    QCOMPARE(flush(analytics).delivered(), 2);
}

void tst_EventRecorder::manyThreadsCallOneClient()
{
    constexpr int threads = 4;
    constexpr int calls = 250;
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    std::atomic<int> missing = 0;
    std::vector<std::thread> callers;
    callers.reserve(threads);
    for (int thread = 0; thread < threads; ++thread) {
        callers.emplace_back([&, thread] {
            for (int n = 0; n < calls; ++n) {
                const QString id = analytics.track(QString::number(thread)).messageId();
                const QList<AcceptedEvent> events = recorder.events();
                const bool isThere = std::any_of(
                        events.crbegin(), events.crend(),
                        [&id](const AcceptedEvent &event) { return event.messageId() == id; });
                missing += isThere ? 0 : 1;
            }
        });
    }
    for (std::thread &caller : callers)
        caller.join();
    QCOMPARE(missing.load(), 0);
    QCOMPARE(recorder.events().size(), threads * calls);
    const Names names = namesOf(recorder.events());
    QCOMPARE(names.count(u"0"_s), calls);
    QCOMPARE(flush(analytics).delivered(), threads * calls);
}

void tst_EventRecorder::theRecorderMayGoFirst()
{
    auto recorder = std::make_unique<EventRecorder>();
    Analytics analytics(recorder->configuration());
    analytics.track(u"before"_s);
    recorder.reset();
    QVERIFY(analytics.track(u"after"_s).accepted());
    QCOMPARE(flush(analytics).delivered(), 2);
}

void tst_EventRecorder::theClientMayGoFirst()
{
    EventRecorder recorder;
    auto analytics = std::make_unique<Analytics>(recorder.configuration());
    analytics->track(u"e"_s);
    QFuture<FlushResult> open = analytics->flush();
    analytics.reset();
    QCOMPARE(recorder.events().last().name(), u"e"_s);
    QVERIFY(open.isFinished());
    QCOMPARE(open.result().delivered(), 1);
}

void tst_EventRecorder::aCopiedConfigurationOutlivesTheRecorder()
{
    std::optional<EventRecorder> recorder(std::in_place);
    const Configuration configuration = recorder->configuration();
    recorder.reset();
    Analytics analytics(configuration);
    QVERIFY(analytics.track(u"e"_s).accepted());
}

void tst_EventRecorder::aFlushDeliversWhatWasRecordedSinceTheLast()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QCOMPARE(flush(analytics).delivered(), 0);
    analytics.track(u"a"_s);
    analytics.track(u"b"_s);

    QFuture<FlushResult> future = analytics.flush();
    QVERIFY(!future.isFinished()); // not before the client's thread is back in its event loop
    const QThread *thread = nullptr;
    future.then(&analytics, [&](const FlushResult &) { thread = QThread::currentThread(); });
    QTRY_VERIFY(thread);
    QCOMPARE(thread, analytics.thread());
    QCOMPARE(future.result().delivered(), 2);
    QCOMPARE(future.result().remaining(), 0);
    QVERIFY(!future.result().error().isError());

    analytics.track(u"c"_s);
    QCOMPARE(flush(analytics).delivered(), 1);
    QCOMPARE(recorder.events().size(), 3);
}

void tst_EventRecorder::countsAndStatesAreThoseOfAClient()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QCOMPARE(analytics.state(), Analytics::State::Idle);
    QCOMPARE(analytics.storage(), Analytics::Storage::Memory);
    QSignalSpy stored(&analytics, &Analytics::stored);
    QSignalSpy delivered(&analytics, &Analytics::delivered);
    QSignalSpy identityChanged(&analytics, &Analytics::identityChanged);

    analytics.identify(u"123456"_s);
    analytics.track(u"e"_s);
    QTRY_COMPARE(analytics.queuedCount(), 2);
    QCOMPARE(analytics.state(), Analytics::State::Waiting);
    QTRY_COMPARE(identityChanged.size(), 1);

    flush(analytics);
    QCOMPARE(analytics.queuedCount(), 0);
    QCOMPARE(analytics.state(), Analytics::State::Idle);
    QCOMPARE(delivered.size(), 1);
    QCOMPARE(delivered.first().first().toLongLong(), 2);
    QCOMPARE(stored.size(), 0);
}

void tst_EventRecorder::aDisabledClientRecordsNothing()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QSignalSpy states(&analytics, &Analytics::stateChanged);
    analytics.setEnabled(false);
    QCOMPARE(analytics.track(u"e"_s).error().code(), Error::Code::Disabled);
    QTRY_COMPARE(analytics.state(), Analytics::State::Disabled);
    QCOMPARE(states.size(), 1);
    QCOMPARE(flush(analytics).error().code(), Error::Code::Disabled);
    analytics.setEnabled(true);
    QVERIFY(analytics.track(u"f"_s).accepted());
    QTRY_COMPARE(analytics.state(), Analytics::State::Waiting);
    QCOMPARE(namesOf(recorder.events()), Names{u"f"_s});
}

void tst_EventRecorder::noEventFails()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.track(u"e"_s);
    QFuture<QList<FailedEvent>> failed = analytics.failedEvents();
    QFuture<qint64> retried = analytics.retryFailed();
    QFuture<qint64> purged = analytics.purgeFailed();
    QTRY_VERIFY(failed.isFinished() && retried.isFinished() && purged.isFinished());
    QVERIFY(failed.result().isEmpty());
    QCOMPARE(retried.result(), 0);
    QCOMPARE(purged.result(), 0);
}

void tst_EventRecorder::nothingIsWrittenToDisk()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    Configuration own(u"KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    own.setStorageLocation(folder.path());
    EventRecorder recorder;
    {
        Analytics analytics(recorder.configuration(own));
        analytics.identify(u"123456"_s);
        analytics.track(u"e"_s);
        analytics.reset();
        QCOMPARE(flush(analytics).delivered(), 2);
        analytics.setEnabled(false);
        analytics.setEnabled(true);
        analytics.track(u"e"_s);
        QTest::qWait(100);
    }
    QCOMPARE(recorder.events().size(), 3);
    QVERIFY(QDir(folder.path()).isEmpty());
}

void tst_EventRecorder::theDefaultFolderIsNotMade()
{
    const QString name = u"eventrecorder-%1"_s.arg(QCoreApplication::applicationPid());
    QCoreApplication::setApplicationName(name);
    EventRecorder recorder;
    {
        Analytics analytics(recorder.configuration());
        analytics.identify(u"123456"_s);
        flush(analytics);
    }
    QVERIFY(!QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).exists());
}

void tst_EventRecorder::nothingThatWasStoredIsRead()
{
    QTemporaryDir folder;
    Configuration own(u"KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    own.setStorageLocation(folder.path());
    IdentityFile file(folder.path(), own.queueName());
    IdentityValues stored;
    stored.anonymousId = stored.userId = u"stored"_s;
    QVERIFY(!file.write(IdentityRecord{2, identityToBytes(stored), true}).isError());

    EventRecorder recorder;
    Analytics analytics(recorder.configuration(own));
    QVERIFY(analytics.anonymousId() != u"stored"_s);
    QVERIFY(analytics.userId().isEmpty());
}

void tst_EventRecorder::noThreadRunsAndNothingIsSent()
{
    const auto environment = std::make_shared<VirtualEnvironment>();
    Configuration own(u"KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    own.setFlushAt(1);
    ConfigurationData::of(own)->environment = environment;
    const qsizetype threads = threadCount();
    QVERIFY(threads > 0);

    EventRecorder recorder;
    Analytics analytics(recorder.configuration(own));
    analytics.track(u"e"_s);
    QCOMPARE(flush(analytics).delivered(), 1);
    environment->advance(60'000);
    QTest::qWait(50);
    QCOMPARE(threadCount(), threads);
    QVERIFY(environment->requests.empty());
    QCOMPARE(environment->activeTickers(), 0);
}

void tst_EventRecorder::anEventIsAValue()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.track(u"e"_s, {}, CallOptions().setMessageId(u"m"_s));
    AcceptedEvent event = recorder.events().last();
    AcceptedEvent copy;
    copy = event;
    QCOMPARE(copy.json(), event.json());
    const AcceptedEvent moved = std::move(event);
    QCOMPARE(moved.name(), u"e"_s);
    // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    QCOMPARE(event.name(), QString());
    QCOMPARE(QVariant::fromValue(moved).value<AcceptedEvent>().name(), u"e"_s);
    QString text;
    QDebug(&text).nospace() << moved;
    QCOMPARE(text, uR"(Rudder::AcceptedEvent(Track, "e", "m"))"_s);
}

// As QML sees it.
void tst_EventRecorder::anEventHasProperties()
{
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    analytics.track(u"e"_s, {{u"n"_s, 1}});
    const AcceptedEvent event = recorder.events().last();
    const QMetaObject &meta = AcceptedEvent::staticMetaObject;
    const auto read = [&](const char *name) {
        return meta.property(meta.indexOfProperty(name)).readOnGadget(&event);
    };
    QCOMPARE(read("type").value<Type>(), Type::Track);
    QCOMPARE(read("name").toString(), u"e"_s);
    QCOMPARE(read("properties").toMap(), (QVariantMap{{u"n"_s, 1}}));
    QCOMPARE(read("json").toJsonObject(), event.json());
}

void tst_EventRecorder::anEmptyEventHasNothing()
{
    const AcceptedEvent event;
    QCOMPARE(event.type(), Type::None);
    QVERIFY(event.name().isEmpty() && event.messageId().isEmpty() && event.userId().isEmpty());
    QVERIFY(event.properties().isEmpty() && event.context().isEmpty() && event.json().isEmpty());
    QCOMPARE(AcceptedEvent(QJsonObject{{u"type"_s, u"other"_s}}).type(), Type::None);
}

QTEST_GUILESS_MAIN(tst_EventRecorder)
#include "tst_eventrecorder.moc"
