// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Who a client's calls are of, and what it remembers of that.

#include "virtualenvironment.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qeasingcurve.h>
#include <QtCore/quuid.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

using Part = Analytics::ResetPart;

class tst_IdentityCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void anIdIsMadeWhenItIsNeeded();
    void whoSpeaksForOthersNeedsNone();
    void anAliasWithoutAPreviousIdIsOfTheKnownUser();
    void anotherUserKeepsTheAnonymousId();
    void anotherUserIsAnotherAnonymousOneIfConfigured();
    void partsAreReset_data();
    void partsAreReset();
    void anAnonymousIdMayBeTakenOver();
    void sessionsByHand();
    void anIdOfASessionHasTenDigits_data();
    void anIdOfASessionHasTenDigits();
    void aSessionBeginsOnceWhateverIsRefused();
    void aMegabyteOfTraitsIsRefused();
    void onlyChangesAreSignalled();
    void anEmptyTextNamesNobody();
    void aMessageHandlerMayRecord();

private:
    Configuration configuration() const;
    QJsonObject lastEvent() const { return m_recorder->events().constLast().json(); }

    std::shared_ptr<VirtualEnvironment> m_environment;
    std::unique_ptr<EventRecorder> m_recorder;
};

void tst_IdentityCalls::init()
{
    m_environment = std::make_shared<VirtualEnvironment>();
    m_recorder = std::make_unique<EventRecorder>();
}

Configuration tst_IdentityCalls::configuration() const
{
    Configuration configuration = m_recorder->configuration();
    ConfigurationData::of(configuration)->environment = m_environment;
    return configuration;
}

void tst_IdentityCalls::anIdIsMadeWhenItIsNeeded()
{
    Analytics client(configuration().setEnabled(false));
    client.track(u"Refused"_s);
    QVERIFY(client.anonymousId().isEmpty());
    client.setEnabled(true);
    QVERIFY(!client.track(u""_s).accepted());
    client.track(u"Accepted"_s);
    const QString id = lastEvent()[u"anonymousId"].toString();
    const QUuid uuid(id);
    QCOMPARE(uuid.version(), QUuid::Random);
    QCOMPARE(uuid.toString(QUuid::WithoutBraces), id);
    QCOMPARE(client.anonymousId(), id);
}

void tst_IdentityCalls::whoSpeaksForOthersNeedsNone()
{
    Analytics client(configuration());
    QSignalSpy changed(&client, &Analytics::identityChanged);
    client.track(u"e"_s, {}, CallOptions().setUserId(u"other"_s));
    client.group(u"g"_s, {}, CallOptions().setUserId(u"other"_s));
    client.alias(u"new"_s, u"old"_s);
    QCoreApplication::processEvents();
    QCOMPARE(changed.size(), 0);
    QCOMPARE(client.sessionId(), 0);
}

void tst_IdentityCalls::anAliasWithoutAPreviousIdIsOfTheKnownUser()
{
    Analytics client(configuration());
    client.alias(u"first"_s);
    QCOMPARE(lastEvent()[u"previousId"].toString(), client.anonymousId());
    client.alias(u"second"_s);
    QCOMPARE(lastEvent()[u"previousId"].toString(), u"first"_s);
    QCOMPARE(client.userId(), u"second"_s);
    QCOMPARE(client.alias(u""_s).error().code(), Error::Code::MissingUserId);
}

void tst_IdentityCalls::anotherUserKeepsTheAnonymousId()
{
    Analytics client(configuration());
    client.identify(u"alice"_s, {{u"a"_s, 1}});
    const QString id = client.anonymousId();
    const qint64 session = client.sessionId();
    client.identify(u"bob"_s, {{u"b"_s, 1}});
    QCOMPARE(client.anonymousId(), id);
    QCOMPARE(client.sessionId(), session);
    QCOMPARE(client.traits().keys(), QStringList{u"b"_s});
}

void tst_IdentityCalls::anotherUserIsAnotherAnonymousOneIfConfigured()
{
    Analytics client(configuration().setFreshAnonymousId(true));
    client.track(u"e"_s);
    const QString id = client.anonymousId();
    const qint64 session = client.sessionId();
    client.identify(u"alice"_s);
    QCOMPARE(client.anonymousId(), id); // nobody was known
    client.group(u"acme"_s);
    client.identify(u"alice"_s, {{u"a"_s, 1}});
    QCOMPARE(client.anonymousId(), id);
    client.identify(u"bob"_s);
    QVERIFY(client.anonymousId() != id);
    QVERIFY(client.groupId().isEmpty());
    QVERIFY(client.traits().isEmpty());
    QVERIFY(client.sessionId() > session);
    QCOMPARE(lastEvent()[u"anonymousId"].toString(), client.anonymousId());
    QCOMPARE(lastEvent()[u"context"][u"sessionStart"].toBool(), true);
}

void tst_IdentityCalls::partsAreReset_data()
{
    QTest::addColumn<int>("parts");
    QTest::newRow("user") << int(Part::User);
    QTest::newRow("anonymousId") << int(Part::AnonymousId);
    QTest::newRow("group") << int(Part::Group);
    QTest::newRow("session") << int(Part::Session);
    QTest::newRow("user and group") << int(Part::User) + int(Part::Group);
    QTest::newRow("all") << int(Part::All);
    QTest::newRow("nothing") << 0;
}

void tst_IdentityCalls::partsAreReset()
{
    QFETCH(int, parts);
    Analytics client(configuration());
    client.identify(u"alice"_s, {{u"a"_s, 1}});
    client.group(u"acme"_s, {{u"seats"_s, 5}});
    const QString id = client.anonymousId();
    const qint64 session = client.sessionId();
    client.reset(Analytics::ResetParts(parts));
    const auto isReset = [parts](Part part) { return (parts & int(part)) != 0; };
    QCOMPARE(client.userId().isEmpty() && client.traits().isEmpty(), isReset(Part::User));
    QCOMPARE(client.groupId().isEmpty() && client.groupTraits().isEmpty(), isReset(Part::Group));
    QCOMPARE(client.anonymousId() != id, isReset(Part::AnonymousId));
    QCOMPARE(client.sessionId() > session, isReset(Part::Session));
    client.track(u"e"_s);
    QCOMPARE(lastEvent()[u"context"][u"sessionStart"].toBool(), isReset(Part::Session));
}

void tst_IdentityCalls::anAnonymousIdMayBeTakenOver()
{
    Analytics client(configuration());
    QVERIFY(!client.setAnonymousId(u"from-the-web"_s).isError());
    QCOMPARE(client.anonymousId(), u"from-the-web"_s);
    client.track(u"e"_s);
    QCOMPARE(lastEvent()[u"anonymousId"].toString(), u"from-the-web"_s);
    QCOMPARE(client.setAnonymousId({}).code(), Error::Code::MissingUser);
    QCOMPARE(client.setAnonymousId(QString(1'000'000, u'x')).code(), Error::Code::TooLarge);
    QCOMPARE(client.anonymousId(), u"from-the-web"_s);
}

void tst_IdentityCalls::sessionsByHand()
{
    Analytics client(configuration().setAutomaticSessions(false));
    client.track(u"e"_s);
    QVERIFY(!lastEvent()[u"context"].toObject().contains(u"sessionId"_s));
    QVERIFY(!client.startSession(1'234'567'890).isError());
    QCOMPARE(client.sessionId(), 1'234'567'890);
    m_environment->advance(24 * 3600 * 1000);
    client.track(u"e"_s);
    QCOMPARE(lastEvent()[u"context"][u"sessionId"].toInteger(), 1'234'567'890);
    QCOMPARE(lastEvent()[u"context"][u"sessionStart"].toBool(), true);
    client.track(u"e"_s);
    QVERIFY(!lastEvent()[u"context"].toObject().contains(u"sessionStart"_s));
    client.reset();
    QVERIFY(client.sessionId() > 1'234'567'890); // of the same kind
    client.endSession();
    client.track(u"e"_s);
    QVERIFY(!lastEvent()[u"context"].toObject().contains(u"sessionId"_s));
    QVERIFY(!client.startSession().isError());
    QVERIFY(client.sessionId() >= m_environment->wall / 1000);
}

void tst_IdentityCalls::anIdOfASessionHasTenDigits_data()
{
    QTest::addColumn<qint64>("id");
    QTest::newRow("3 digits") << qint64(123);
    QTest::newRow("9 digits") << qint64(999'999'999);
    QTest::newRow("negative") << qint64(-1'234'567'890);
    QTest::newRow("no JSON number") << (qint64(1) << 53) + 1;
}

void tst_IdentityCalls::anIdOfASessionHasTenDigits()
{
    QFETCH(qint64, id);
    Analytics client(configuration());
    const Error error = client.startSession(id);
    QCOMPARE(error.code(), Error::Code::InvalidSessionId);
    QVERIFY(error.message().contains(u"10 digits"_s));
    QCOMPARE(client.sessionId(), 0);
}

void tst_IdentityCalls::aSessionBeginsOnceWhateverIsRefused()
{
    Analytics client(configuration());
    QVERIFY(!client.track(u"e"_s, {{u"x"_s, QString(40'000, u'x')}}).accepted());
    QCOMPARE(client.sessionId(), 0);
    client.track(u"e"_s);
    QCOMPARE(lastEvent()[u"context"][u"sessionStart"].toBool(), true);
    const qint64 first = client.sessionId();
    m_environment->advance(31 * 60 * 1000);
    QVERIFY(!client.track(u""_s).accepted());
    QCOMPARE(client.sessionId(), first);
    client.screen(u"s"_s);
    QVERIFY(client.sessionId() > first);
    QCOMPARE(lastEvent()[u"context"][u"sessionStart"].toBool(), true);
    QCOMPARE(lastEvent()[u"context"][u"sessionId"].toInteger(), client.sessionId());
}

void tst_IdentityCalls::aMegabyteOfTraitsIsRefused()
{
    Analytics client(configuration());
    const Properties megabyte{{u"text"_s, QString(1'048'576, u'x')}};
    QCOMPARE(client.identify(u"alice"_s, megabyte).error().code(), Error::Code::TooLarge);
    QCOMPARE(client.group(u"acme"_s, megabyte).error().code(), Error::Code::TooLarge);
    QVERIFY(client.userId().isEmpty());
    QVERIFY(client.traits().isEmpty());
    QVERIFY(client.groupId().isEmpty());
    // Little by little neither: each event carries all of them.
    for (int i = 0; i < 10; ++i)
        client.identify(u"alice"_s, {{QString::number(i), QString(5'000, u'x')}});
    QVERIFY(client.traits().size() < 10);
    QVERIFY(client.track(u"e"_s).accepted());
}

void tst_IdentityCalls::onlyChangesAreSignalled()
{
    Analytics client(configuration());
    client.identify(u"alice"_s, {{u"a"_s, 1}});
    QSignalSpy identity(&client, &Analytics::identityChanged);
    QSignalSpy session(&client, &Analytics::sessionChanged);
    m_environment->advance(1000);
    QCOMPARE(identity.size(), 1);
    QCOMPARE(session.size(), 1);
    client.identify(u"alice"_s, {{u"a"_s, 1}});
    client.track(u"e"_s);
    m_environment->advance(10 * 60 * 1000);
    client.track(u"e"_s); // the time of it is to be noted
    m_environment->advance(1000);
    QCOMPARE(identity.size(), 1);
    QCOMPARE(session.size(), 1);
}

void tst_IdentityCalls::anEmptyTextNamesNobody()
{
    Analytics client(configuration());
    client.identify(u"boss"_s, {{u"plan"_s, u"free"_s}});
    client.identify(u""_s, {{u"email"_s, u"guest@example.com"_s}},
                    CallOptions().setUserId(u"guest"_s));
    QCOMPARE(lastEvent()[u"userId"].toString(), u"guest"_s);
    QCOMPARE(client.traits(), QVariantMap({{u"plan"_s, u"free"_s}}));
}

static Analytics *told = nullptr;

static void tellOf(QtMsgType, const QMessageLogContext &, const QString &message)
{
    if (Analytics *client = std::exchange(told, nullptr))
        client->track(u"Warned"_s, {{u"message"_s, message}});
}

// Of what the client itself says while it remembers something, too.
void tst_IdentityCalls::aMessageHandlerMayRecord()
{
    Analytics client(configuration());
    told = &client;
    const QtMessageHandler before = qInstallMessageHandler(tellOf);
    client.identify(u"me"_s, {{u"unsupported"_s, QVariant::fromValue(QEasingCurve())}});
    qInstallMessageHandler(before);
    QCOMPARE(told, nullptr);
    QCOMPARE(m_recorder->events().size(), 2);
    QCOMPARE(lastEvent()[u"event"].toString(), u"Warned"_s);
    QCOMPARE(lastEvent()[u"userId"].toString(), u"me"_s);
}

QTEST_GUILESS_MAIN(tst_IdentityCalls)
#include "tst_identitycalls.moc"
