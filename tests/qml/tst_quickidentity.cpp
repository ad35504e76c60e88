// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "quickconsent_p.h"
#include "warnings.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>
#include <RudderQt/QuickAnalytics>

#include <QtCore/qmetaobject.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Qt::StringLiterals;
using Rudder::AcceptedEvent;
using Rudder::Analytics;
using Rudder::Configuration;
using Rudder::ConsentDecision;
using Rudder::EventRecorder;
using Rudder::QuickAnalytics;

class TstQuickIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aBadCallIsRefusedWithOneWarning_data();
    void aBadCallIsRefusedWithOneWarning();
    void theGroupsTraitsAreAProperty();
    void theAnonymousIdIsSet_data();
    void theAnonymousIdIsSet();
    void aSessionBeginsAndEndsByHand();
    void aSessionMayHaveTheLargestId();
    void resetForgetsWhatItIsTold_data();
    void resetForgetsWhatItIsTold();
    void consentIsAPropertyOfNames();
    void consentToSomePurposes();
    void consentToAllNamesAll();
    void statesInQmlAreThoseOfTheCore();
    void deepLinksAreRecorded_data();
    void deepLinksAreRecorded();

private:
    QVariant run(const QString &code) const;
    QVariant property(const char *name) const { return m_bindings->property(name); }

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_bindings;
    std::unique_ptr<Warnings> m_warnings;
    std::unique_ptr<EventRecorder> m_recorder;
    std::unique_ptr<Analytics> m_client;
};

void TstQuickIdentity::initTestCase()
{
    QQmlComponent component(&m_engine);
    component.setData("import QtQml; import RudderQt;"
                      "QtObject { id: script; function run(code: string): var { return eval(code) }"
                      "  property string refusal;"
                      "  property url link: 'shop://items/5?size=L';"
                      "  property string company: Analytics.groupTraits.name ?? '';"
                      "  property real session: Analytics.sessionId;"
                      "  property bool unasked: Analytics.consent.state === RudderConsent.Unknown;"
                      "  property bool granted: Analytics.consent.state === RudderConsent.Granted;"
                      "  property bool denied: Analytics.consent.state === RudderConsent.Denied;"
                      "  property Connections refusals: Connections { target: Analytics;"
                      "    function onRefused(error) { script.refusal = error.message } } }",
                      QUrl());
    m_bindings.reset(component.create());
    QVERIFY2(m_bindings, qPrintable(component.errorString()));
}

void TstQuickIdentity::init()
{
    m_warnings = std::make_unique<Warnings>();
    m_recorder = std::make_unique<EventRecorder>();
    m_client = std::make_unique<Analytics>(
            m_recorder->configuration().setConsentPurposes({u"analytics"_s, u"ads"_s}));
    QuickAnalytics::setClient(m_client.get());
}

void TstQuickIdentity::cleanup()
{
    QuickAnalytics::setClient(nullptr);
    m_client.reset();
    m_recorder.reset();
    m_warnings.reset();
}

QVariant TstQuickIdentity::run(const QString &code) const
{
    QVariant result;
    QMetaObject::invokeMethod(m_bindings.get(), "run", Q_RETURN_ARG(QVariant, result),
                              Q_ARG(QString, code));
    return result;
}

void TstQuickIdentity::aBadCallIsRefusedWithOneWarning_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("sentence");

    const QString id = u"\"anonymousId\" must be a string or number."_s;
    const QString number = u"\"sessionId\" must be a whole number."_s;
    const QString range =
            u"The id of a session must be a number of at least 10 digits, and at most "
            "9007199254740992."_s;
    const QString parts = u"\"parts\" must be of Analytics.User, AnonymousId, Group and Session."_s;
    const QString texts = u"\"purposes\" must be a list of strings."_s;
    const QString url = u"\"url\" must be a string or url."_s;
    for (const char *bad : {"Symbol()", "{}", "[1]", "script", "true", "() => 1"}) {
        const auto value = QLatin1String(bad);
        QTest::addRow("%s as id", bad) << u"setAnonymousId(%1)"_s.arg(value) << id;
        QTest::addRow("%s as session", bad) << u"startSession(%1)"_s.arg(value) << number;
        QTest::addRow("%s as parts", bad)
                << u"reset(%1)"_s.arg(value) << u"\"parts\" must be a whole number."_s;
        QTest::addRow("%s as purposes", bad) << u"grantConsent(%1)"_s.arg(value) << texts;
        QTest::addRow("%s as url", bad) << u"deepLinkOpened(%1)"_s.arg(value) << url;
        QTest::addRow("%s as application", bad) << u"deepLinkOpened('shop://', %1)"_s.arg(value)
                                                << u"\"referringApplication\" must be a string."_s;
    }
    QTest::newRow("no id") << u"setAnonymousId()"_s << u"You must pass an \"anonymousId\"."_s;
    QTest::newRow("an empty id") << u"setAnonymousId('')"_s
                                 << u"You must pass an \"anonymousId\"."_s;
    QTest::newRow("infinity as id") << u"setAnonymousId(1/0)"_s << id;
    QTest::newRow("a megabyte as id")
            << u"setAnonymousId('x'.repeat(1048576))"_s << u"Your message must be < 32kb."_s;
    QTest::newRow("a session of 3 digits") << u"startSession(123)"_s << range;
    QTest::newRow("a session of 17 digits") << u"startSession(12345678901234567)"_s << range;
    QTest::newRow("a session beyond all") << u"startSession(1e300)"_s << range;
    QTest::newRow("a session's fraction") << u"startSession(1234567890.5)"_s << number;
    QTest::newRow("a session as text") << u"startSession('1234567890')"_s << number;
    QTest::newRow("no number as session") << u"startSession(NaN)"_s << number;
    QTest::newRow("unknown parts") << u"reset(16)"_s << parts;
    QTest::newRow("negative parts") << u"reset(-1)"_s << parts;
    QTest::newRow("an unknown purpose")
            << u"grantConsent(['profit'])"_s
            << u"\"profit\" is no purpose of this application. Name it in consentPurposes first."_s;
    QTest::newRow("no purpose") << u"grantConsent([])"_s
                                << u"\"purposes\" must name one purpose at least. A user who "
                                   "consents to none is told by denyConsent()."_s;
    QTest::newRow("purposes that are undefined") << u"grantConsent(undefined)"_s << texts;
    QTest::newRow("purposes that are null") << u"grantConsent(null)"_s << texts;
    QTest::newRow("endless purposes")
            << u"grantConsent(new Proxy([], {get: (_, k) => k === 'length' ? 1e12 : 'ads'}))"_s
            << texts;
    QTest::newRow("no url") << u"deepLinkOpened()"_s << url;
}

void TstQuickIdentity::aBadCallIsRefusedWithOneWarning()
{
    QFETCH(QString, call);
    QFETCH(QString, sentence);
    m_client->identify(u"u"_s);
    m_recorder->clear();
    const QString anonymousId = m_client->anonymousId();
    const qint64 session = m_client->sessionId();
    m_bindings->setProperty("refusal", QString());

    QVERIFY(!run(u"Analytics."_s + call).toBool());
    const QString method = call.left(call.indexOf(u'('));
    QCOMPARE(m_warnings->take(), QStringList(method + u": "_s + sentence));
    QCOMPARE(property("refusal").toString(), sentence);
    QCOMPARE(m_client->anonymousId(), anonymousId);
    QCOMPARE(m_client->userId(), u"u"_s);
    QCOMPARE(m_client->sessionId(), session);
    QCOMPARE(m_client->consent(), ConsentDecision());
    QCOMPARE(m_recorder->events().size(), 0);
}

void TstQuickIdentity::theGroupsTraitsAreAProperty()
{
    run(u"Analytics.group('g', {name: 'Company'})"_s);
    QTRY_COMPARE(property("company").toString(), u"Company"_s);
}

void TstQuickIdentity::theAnonymousIdIsSet_data()
{
    QTest::addColumn<QString>("argument");
    QTest::newRow("text") << u"'42'"_s;
    QTest::newRow("number") << u"42"_s;
    QTest::newRow("boxed") << u"new String('42')"_s;
}

void TstQuickIdentity::theAnonymousIdIsSet()
{
    QFETCH(QString, argument);
    QVERIFY(run(u"Analytics.setAnonymousId(%1)"_s.arg(argument)).toBool());
    QCOMPARE(m_client->anonymousId(), u"42"_s);
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickIdentity::aSessionBeginsAndEndsByHand()
{
    QVERIFY(run(u"Analytics.startSession(1234567890)"_s).toBool());
    QTRY_COMPARE(property("session").toDouble(), 1234567890.0);
    QVERIFY(run(u"Analytics.startSession()"_s).toBool());
    QTRY_VERIFY(property("session").toDouble() > 1'700'000'000.0);
    QCOMPARE(property("session").toDouble(), double(m_client->sessionId()));
    run(u"Analytics.endSession()"_s);
    QTRY_COMPARE(property("session").toDouble(), 0.0);
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickIdentity::aSessionMayHaveTheLargestId()
{
    QVERIFY(run(u"Analytics.startSession(Number.MAX_SAFE_INTEGER)"_s).toBool());
    QCOMPARE(m_client->sessionId(), (qint64(1) << 53) - 1);
    QVERIFY(run(u"Analytics.sessionId === Number.MAX_SAFE_INTEGER"_s).toBool());
}

void TstQuickIdentity::resetForgetsWhatItIsTold_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("kept"); // of user, anonymous, group, session
    QTest::newRow("all") << QString() << QString();
    QTest::newRow("all by name") << u"Analytics.All"_s << QString();
    QTest::newRow("all, not given") << u"undefined"_s << QString();
    QTest::newRow("user") << u"Analytics.User"_s << u"anonymous group session"_s;
    QTest::newRow("anonymous id") << u"Analytics.AnonymousId"_s << u"user group session"_s;
    QTest::newRow("group and session")
            << u"Analytics.Group | Analytics.Session"_s << u"user anonymous"_s;
    QTest::newRow("nothing") << u"0"_s << u"user anonymous group session"_s;
}

void TstQuickIdentity::resetForgetsWhatItIsTold()
{
    QFETCH(QString, argument);
    QFETCH(QString, kept);
    run(u"Analytics.identify('u'); Analytics.group('g')"_s);
    const QString anonymousId = m_client->anonymousId();
    const qint64 session = m_client->sessionId();
    run(u"Analytics.reset(%1)"_s.arg(argument));

    QStringList left;
    if (m_client->userId() == u"u"_s)
        left.append(u"user"_s);
    if (m_client->anonymousId() == anonymousId)
        left.append(u"anonymous"_s);
    if (m_client->groupId() == u"g"_s)
        left.append(u"group"_s);
    if (m_client->sessionId() == session)
        left.append(u"session"_s);
    QCOMPARE(left.join(u' '), kept);
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickIdentity::consentIsAPropertyOfNames()
{
    const auto state = [this] {
        return QList<bool>{property("unasked").toBool(), property("granted").toBool(),
                           property("denied").toBool()};
    };
    QCOMPARE(state(), QList<bool>({true, false, false}));
    QVERIFY(run(u"Analytics.grantConsent(['analytics', 'ads'])"_s).toBool());
    QCOMPARE(state(), QList<bool>({false, true, false}));
    run(u"Analytics.denyConsent()"_s);
    QCOMPARE(state(), QList<bool>({false, false, true}));
    QCOMPARE(m_client->consent().state(), ConsentDecision::State::Denied);
    QCOMPARE(run(u"Analytics.track('e')"_s).toString(), QString());
    QCOMPARE(property("refusal").toString(), u"The user does not consent."_s);
}

void TstQuickIdentity::consentToSomePurposes()
{
    QVERIFY(run(u"Analytics.grantConsent(['ads'])"_s).toBool());
    QCOMPARE(run(u"[Analytics.consent.allowedPurposes.join(), Analytics.consent.deniedPurposes"
                 ".join(), Analytics.consent.decidedAt instanceof Date].join(';')"_s)
                     .toString(),
             u"ads;analytics;true"_s);
    QVERIFY(run(u"Analytics.grantConsent(Analytics.consent.deniedPurposes)"_s).toBool());
    QCOMPARE(m_client->consent().allowedPurposes(), QStringList{u"analytics"_s});
}

void TstQuickIdentity::consentToAllNamesAll()
{
    QVERIFY(run(u"Analytics.grantConsent(['analytics', 'ads'])"_s).toBool());
    QCOMPARE(m_client->consent().allowedPurposes(), QStringList({u"analytics"_s, u"ads"_s}));
    QCOMPARE(m_warnings->take(), QStringList());
}

void TstQuickIdentity::statesInQmlAreThoseOfTheCore()
{
    const QMetaEnum core = QMetaEnum::fromType<ConsentDecision::State>();
    const QMetaEnum qml = QMetaEnum::fromType<Rudder::QuickConsentStates::State>();
    QCOMPARE(qml.keyCount(), core.keyCount());
    for (int i = 0; i < core.keyCount(); ++i) {
        QCOMPARE(qml.key(i), core.key(i));
        QCOMPARE(qml.value(i), core.value(i));
    }
}

void TstQuickIdentity::deepLinksAreRecorded_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QVariantMap>("properties");
    const QVariantMap alone{{u"url"_s, u"shop://items/5?size=L"_s}, {u"size"_s, u"L"_s}};
    QVariantMap referred = alone;
    referred[u"referring_application"_s] = u"org.example.mail"_s;
    QTest::newRow("text") << u"'shop://items/5?size=L'"_s << alone;
    QTest::newRow("url") << u"link"_s << alone;
    QTest::newRow("from an application") << u"link, 'org.example.mail'"_s << referred;
    QTest::newRow("from none") << u"link, ''"_s << alone;
    QTest::newRow("from none that is known") << u"link, undefined"_s << alone;
}

void TstQuickIdentity::deepLinksAreRecorded()
{
    QFETCH(QString, arguments);
    QFETCH(QVariantMap, properties);
    const QString messageId = run(u"Analytics.deepLinkOpened(%1)"_s.arg(arguments)).toString();
    const AcceptedEvent event = m_recorder->events().constLast();
    QCOMPARE(event.messageId(), messageId);
    QCOMPARE(event.name(), u"Deep Link Opened"_s);
    QCOMPARE(event.properties(), properties);
    QCOMPARE(m_warnings->take(), QStringList());
}

QTEST_GUILESS_MAIN(TstQuickIdentity)
#include "tst_quickidentity.moc"
