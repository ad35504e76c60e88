// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/consent_p.h"

#include <QtCore/qdatetime.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

using Policy = Configuration::ConsentPolicy;
using Pending = Configuration::PendingConsent;
using State = ConsentDecision::State;

class tst_Consent : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatBecomesOfACall_data();
    void whatBecomesOfACall();
    void whoNamesNoPurposeConsentsToAll();
    void whoNamesSomeDeniesTheOthers();
    void aPurposeThatDoesNotExistIsRefused();
    void purposesTravel_data();
    void purposesTravel();
    void aPurposeThatCameLaterIsDenied();
    void decisionsAreValues();

private:
    const QDateTime m_now = QDateTime::fromMSecsSinceEpoch(1'767'225'600'000, Qt::UTC);
};

static ConsentDecision decision(State state)
{
    return ConsentDecision(state, {}, {}, {});
}

void tst_Consent::whatBecomesOfACall_data()
{
    QTest::addColumn<Policy>("policy");
    QTest::addColumn<Pending>("pending");
    QTest::addColumn<State>("state");
    QTest::addColumn<Permission>("expected");
    const auto row = [](Policy policy, Pending pending, State state, Permission expected) {
        QTest::addRow("%d %d %d", int(policy), int(pending), int(state))
                << policy << pending << state << expected;
    };
    for (const Pending pending : {Pending::Refuse, Pending::Hold}) {
        row(Policy::NotRequired, pending, State::Unknown, Permission::Record);
        for (const Policy policy : {Policy::NotRequired, Policy::Required}) {
            row(policy, pending, State::Granted, Permission::Record);
            row(policy, pending, State::Denied, Permission::Refuse);
        }
    }
    row(Policy::Required, Pending::Refuse, State::Unknown, Permission::Ask);
    row(Policy::Required, Pending::Hold, State::Unknown, Permission::Hold);
}

void tst_Consent::whatBecomesOfACall()
{
    QFETCH(Policy, policy);
    QFETCH(Pending, pending);
    QFETCH(State, state);
    QFETCH(Permission, expected);
    Configuration configuration;
    configuration.setConsentPolicy(policy).setPendingConsent(pending);
    QCOMPARE(permission(configuration, decision(state)), expected);
}

static Configuration threePurposes()
{
    Configuration configuration;
    configuration.setConsentPurposes({u"analytics"_s, u"marketing"_s, u"crashes"_s});
    return configuration;
}

void tst_Consent::whoNamesNoPurposeConsentsToAll()
{
    const ConsentDecision all = grantedDecision(threePurposes(), {}, m_now);
    QCOMPARE(all.state(), State::Granted);
    QCOMPARE(all.allowedPurposes(), threePurposes().consentPurposes());
    QCOMPARE(all.deniedPurposes(), QStringList());
    QCOMPARE(all.decidedAt(), m_now);
}

void tst_Consent::whoNamesSomeDeniesTheOthers()
{
    const ConsentDecision some =
            grantedDecision(threePurposes(), {u"crashes"_s, u"analytics"_s}, m_now);
    QCOMPARE(some.state(), State::Granted);
    QCOMPARE(some.allowedPurposes(), QStringList({u"analytics"_s, u"crashes"_s}));
    QCOMPARE(some.deniedPurposes(), QStringList({u"marketing"_s}));
}

void tst_Consent::aPurposeThatDoesNotExistIsRefused()
{
    QVERIFY(!checkPurposes(threePurposes(), {}).isError());
    QVERIFY(!checkPurposes(threePurposes(), {u"marketing"_s}).isError());
    const Error error = checkPurposes(threePurposes(), {u"marketing"_s, u"Marketing"_s});
    QCOMPARE(error.code(), Error::Code::UnknownPurpose);
    QVERIFY(error.message().contains(u"\"Marketing\""_s));
}

void tst_Consent::purposesTravel_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray ids = R"("allowedConsentIds":["marketing"],)"
                           R"("deniedConsentIds":["analytics","crashes"],)";
    QTest::newRow("custom") << u"custom"_s
                            << '{' + ids + R"("provider":"custom","resolutionStrategy":"and"})";
    QTest::newRow("ketch") << u"ketch"_s
                           << '{' + ids + R"("provider":"ketch","resolutionStrategy":"or"})";
}

void tst_Consent::purposesTravel()
{
    QFETCH(QString, provider);
    QFETCH(QByteArray, expected);
    Configuration configuration = threePurposes();
    configuration.setConsentProvider(provider);
    const ConsentDecision some = grantedDecision(configuration, {u"marketing"_s}, m_now);
    QCOMPARE(consentManagement(configuration, some).toJson(), expected);
    for (const State state : {State::Unknown, State::Denied})
        QVERIFY(consentManagement(configuration, decision(state)).isEmpty());
    QVERIFY(consentManagement(Configuration(), some).isEmpty());
}

void tst_Consent::aPurposeThatCameLaterIsDenied()
{
    const ConsentDecision all = grantedDecision(threePurposes(), {}, m_now);
    Configuration later;
    later.setConsentPurposes({u"analytics"_s, u"profiling"_s});
    const Properties travels = consentManagement(later, all);
    QCOMPARE(travels.value(u"allowedConsentIds"_s).toStringList(), QStringList({u"analytics"_s}));
    QCOMPARE(travels.value(u"deniedConsentIds"_s).toStringList(), QStringList({u"profiling"_s}));
}

void tst_Consent::decisionsAreValues()
{
    const ConsentDecision all = grantedDecision(threePurposes(), {}, m_now);
    QVERIFY(ConsentDecision() == decision(State::Unknown));
    QVERIFY(all == grantedDecision(threePurposes(), {}, m_now));
    QVERIFY(all != grantedDecision(threePurposes(), {}, m_now.addSecs(1)));
    QVERIFY(all != grantedDecision(threePurposes(), {u"crashes"_s}, m_now));
}

QTEST_APPLESS_MAIN(tst_Consent)
#include "tst_consent.moc"
