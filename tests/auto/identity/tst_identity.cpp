// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/jsonwriter_p.h"
#include "identity/consent_p.h"
#include "identity/identity_p.h"
#include "identity/identityfile_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_Identity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasWrittenIsReadBack();
    void traitsAreKeptAsDeepAsAnEventTakesThem();
    void aByteOrderMarkIsKept();
    void damagedBytesGiveNothing_data();
    void damagedBytesGiveNothing();
    void membersOfAWrongTypeAreLeftOut();
    void traitsThatNoEventTakesAreNotRead();
    void aChangeTakesEffectOnlyWhenRemembered();
    void theFileIsForItsOwnerOnly();
    void aMissingFileIsNobody();
    void whoIsStoredNeedNotYield();
    void aFileThatCantBeReadIsKeptBeside_data();
    void aFileThatCantBeReadIsKeptBeside();
    void ofTwoThatBeginAtOnceTheFirstToWriteWins();
    void whatTheFirstKnowsOfTheUserStays();
    void whatAnotherChangedStays();
    void aDenialOfAnotherStands();
    void ofTwoDecisionsTheLaterOneCounts();
};

static IdentityValues known(const QString &anonymousId, const QString &userId = {})
{
    IdentityValues values;
    values.anonymousId = anonymousId;
    values.userId = userId;
    return values;
}

static IdentityValues somebody()
{
    return {u"anonymous"_s,
            u"zoë \"z\" 😀"_s,
            {{u"friends"_s, 21}, {u"plan"_s, u"free"_s}},
            u"acme"_s,
            {{u"seats"_s, 5}},
            {1'767'225'600, true, true, {1'767'225'612'345, 98'765, "boot-1"}},
            ApplicationVersion{u"2.0"_s, u"7"_s},
            ConsentDecision(ConsentDecision::State::Granted, {u"analytics"_s}, {u"ads"_s},
                            QDateTime::fromMSecsSinceEpoch(1'767'225'600'123, Qt::UTC))};
}

static IdentityValues readBack(const IdentityValues &values)
{
    return identityFromBytes(identityToBytes(values)).value_or(IdentityValues());
}

void tst_Identity::whatWasWrittenIsReadBack()
{
    const IdentityValues values = readBack(somebody());
    QCOMPARE(values.anonymousId, somebody().anonymousId);
    QCOMPARE(values.userId, somebody().userId);
    QCOMPARE(values.traits.toJson(), somebody().traits.toJson());
    QCOMPARE(values.groupId, somebody().groupId);
    QCOMPARE(values.groupTraits.toJson(), somebody().groupTraits.toJson());
    QVERIFY(values.session == somebody().session);
    QVERIFY(values.application == somebody().application);
    QVERIFY(values.consent == somebody().consent);
    QVERIFY(isSameUser(values, somebody()));
}

static QJsonObject nested(int levels)
{
    QJsonObject object{{u"k"_s, 1}};
    for (int level = 1; level < levels; ++level)
        object = {{u"k"_s, object}};
    return object;
}

void tst_Identity::traitsAreKeptAsDeepAsAnEventTakesThem()
{
    IdentityValues values = somebody();
    values.traits = nested(JsonWriter::maxDepth);
    values.groupTraits = nested(JsonWriter::maxDepth);
    const IdentityValues read = readBack(values);
    QCOMPARE(read.anonymousId, values.anonymousId);
    QCOMPARE(read.traits.toJson(), values.traits.toJson());
    QCOMPARE(read.groupTraits.toJson(), values.groupTraits.toJson());
}

void tst_Identity::aByteOrderMarkIsKept()
{
    IdentityValues values = somebody();
    values.userId = u"\ufeffzoë\ufeff"_s;
    values.traits = {{u"\ufeffkey"_s, u"\ufeff"_s}};
    const IdentityValues read = readBack(values);
    QCOMPARE(read.userId, values.userId);
    QCOMPARE(read.traits.toJson(), values.traits.toJson());
}

void tst_Identity::damagedBytesGiveNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("cut off") << identityToBytes(somebody()).chopped(1);
    QTest::newRow("a list") << QByteArray("[1,2]");
    QTest::newRow("no version") << QByteArray(R"({"anonymousId":"a"})");
    QTest::newRow("a newer version") << QByteArray(R"({"version":2,"anonymousId":"a"})");
}

void tst_Identity::damagedBytesGiveNothing()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!identityFromBytes(bytes));
}

void tst_Identity::membersOfAWrongTypeAreLeftOut()
{
    const auto values = identityFromBytes(
            R"({"version":1,"anonymousId":5,"userId":"u","traits":"x","session":{"id":"1"}})");
    QVERIFY(values);
    QVERIFY(values->anonymousId.isEmpty());
    QCOMPARE(values->userId, u"u"_s);
    QVERIFY(values->traits.isEmpty());
    QCOMPARE(values->session.id, 0);
}

void tst_Identity::traitsThatNoEventTakesAreNotRead()
{
    const QJsonObject tooDeep = nested(JsonWriter::maxDepth + 1);
    const QJsonObject object{{u"version"_s, 1},
                             {u"anonymousId"_s, u"a"_s},
                             {u"traits"_s, tooDeep},
                             {u"groupTraits"_s, tooDeep}};
    const auto read = identityFromBytes(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QVERIFY(read);
    QCOMPARE(read->anonymousId, u"a"_s);
    QVERIFY(read->traits.isEmpty());
    QVERIFY(read->groupTraits.isEmpty());
}

void tst_Identity::aChangeTakesEffectOnlyWhenRemembered()
{
    Identity identity(known(u"a"_s), {});
    const Identity::Snapshot before = identity.current();
    const auto lock = identity.lockForChange();
    const Identity::Snapshot next = identity.prepare(known(u"a"_s, u"u"_s));
    QCOMPARE(identity.current(), before);
    identity.remember(next);
    QCOMPARE(identity.current()->values.userId, u"u"_s);
    QCOMPARE(identity.current()->idMembers, QByteArray(R"("anonymousId":"a","userId":"u")"));
    QVERIFY(next->record->revision > before->record->revision);
}

static IdentityRecord recordOf(const IdentityValues &values)
{
    return {2, identityToBytes(values), values.mayYield};
}

static QStringList filesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

void tst_Identity::theFileIsForItsOwnerOnly()
{
    QTemporaryDir folder;
    IdentityFile file(folder.path(), u"q"_s);
    for (const QString &id : {u"a"_s, u"b"_s}) {
        QVERIFY(!file.write(recordOf(known(id))).isError());
        QCOMPARE(file.read().anonymousId, id);
        QCOMPARE(filesIn(folder), QStringList{u"q.identity.json"_s});
        const QFileInfo info(folder.filePath(u"q.identity.json"_s));
        QVERIFY(!(info.permissions()
                  & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther)));
    }
}

void tst_Identity::aMissingFileIsNobody()
{
    QTemporaryDir folder;
    const IdentityValues nobody = IdentityFile(folder.path(), u"q"_s).read();
    QVERIFY(isSameUser(nobody, {}));
    QVERIFY(nobody.mayYield);
    const Error error =
            IdentityFile(folder.filePath(u"missing"_s), u"q"_s).write(recordOf(somebody()));
    QCOMPARE(error.code(), Error::Code::StorageFailed);
}

void tst_Identity::whoIsStoredNeedNotYield()
{
    QTemporaryDir folder;
    QVERIFY(!IdentityFile(folder.path(), u"q"_s).write(recordOf(known(u"a"_s))).isError());
    QVERIFY(!IdentityFile(folder.path(), u"q"_s).read().mayYield);
}

void tst_Identity::aFileThatCantBeReadIsKeptBeside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("zeros") << QByteArray(300, '\0');
    QTest::newRow("cut off") << identityToBytes(somebody()).left(40);
    QTest::newRow("of a newer version") << QByteArray(R"({"version":2,"anonymousId":"a"})");
}

void tst_Identity::aFileThatCantBeReadIsKeptBeside()
{
    QFETCH(QByteArray, bytes);
    QTemporaryDir folder;
    QFile damaged(folder.filePath(u"q.identity.json"_s));
    QVERIFY(damaged.open(QFile::WriteOnly) && damaged.write(bytes) == bytes.size());
    damaged.close();

    IdentityFile file(folder.path(), u"q"_s);
    QVERIFY(isSameUser(file.read(), {}));
    QVERIFY(!file.takeWarning());
    QVERIFY(!file.write(recordOf(somebody())).isError());
    const auto warning = file.takeWarning();
    QVERIFY(warning);
    QCOMPARE(warning->code(), Error::Code::StorageDamaged);
    QVERIFY(!file.write(recordOf(somebody())).isError());
    QVERIFY2(!file.takeWarning(), "it is said once");

    QVERIFY(isSameUser(IdentityFile(folder.path(), u"q"_s).read(), somebody()));
    const QStringList files = filesIn(folder);
    QCOMPARE(files.size(), 2);
    QVERIFY(warning->message().contains(files[1]));
    QFile kept(folder.filePath(files[1]));
    QVERIFY(kept.open(QFile::ReadOnly));
    QCOMPARE(kept.readAll(), bytes);
}

void tst_Identity::ofTwoThatBeginAtOnceTheFirstToWriteWins()
{
    QTemporaryDir folder;
    IdentityFile first(folder.path(), u"q"_s);
    IdentityFile second(folder.path(), u"q"_s);
    QVERIFY(isSameUser(first.read(), {}));
    QVERIFY(isSameUser(second.read(), {}));
    QVERIFY(!first.write(recordOf(known(u"first"_s))).isError());
    QVERIFY(!second.write(recordOf(known(u"second"_s))).isError());
    QCOMPARE(IdentityFile(folder.path(), u"q"_s).read().anonymousId, u"first"_s);

    // What the second comes to know is remembered, under the id of the first.
    QVERIFY(!second.write(recordOf(known(u"second"_s, u"user"_s))).isError());
    const IdentityValues next = IdentityFile(folder.path(), u"q"_s).read();
    QCOMPARE(next.anonymousId, u"first"_s);
    QCOMPARE(next.userId, u"user"_s);

    IdentityValues chosen = known(u"chosen"_s);
    chosen.mayYield = false;
    QVERIFY(!second.write(recordOf(chosen)).isError());
    QCOMPARE(IdentityFile(folder.path(), u"q"_s).read().anonymousId, u"chosen"_s);
}

void tst_Identity::whatTheFirstKnowsOfTheUserStays()
{
    QTemporaryDir folder;
    IdentityFile second(folder.path(), u"q"_s);
    QVERIFY(!IdentityFile(folder.path(), u"q"_s).write(recordOf(somebody())).isError());
    QVERIFY(!second.write(recordOf(known(u"second"_s))).isError());
    QVERIFY(isSameUser(second.read(), somebody()));
}

// Clients that loaded the same.
struct Clients
{
    Clients() { IdentityFile(folder.path(), u"q"_s).write(recordOf(somebody())); }
    Error write(IdentityFile *file, const IdentityValues &values) const
    {
        return file->write({2, identityToBytes(values), false, identityToBytes(somebody())});
    }
    IdentityValues stored() const { return IdentityFile(folder.path(), u"q"_s).read(); }

    QTemporaryDir folder;
    IdentityFile a{folder.path(), u"q"_s};
    IdentityFile b{folder.path(), u"q"_s};
};

void tst_Identity::whatAnotherChangedStays()
{
    Clients clients;
    const Analytics::ResetParts all = Analytics::ResetPart::User | Analytics::ResetPart::Group
            | Analytics::ResetPart::AnonymousId;
    IdentityValues ofA = withoutUser(somebody(), all);
    IdentityValues ofB = somebody();
    ofB.session.lastActivity.wall += 1'000;
    QCOMPARE(clients.write(&clients.a, ofA), Error());
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QVERIFY(isSameUser(clients.stored(), ofA));
    QVERIFY(clients.stored().session == ofB.session);

    ofA.userId = u"carol"_s;
    ofB.groupId = u"umbrella"_s;
    QCOMPARE(clients.write(&clients.a, ofA), Error());
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QCOMPARE(clients.stored().userId, u"carol"_s);
    QCOMPARE(clients.stored().groupId, u"umbrella"_s);
    ofB.userId = u"dave"_s; // the latest, where both changed it
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QCOMPARE(clients.stored().userId, u"dave"_s);

    // All of it, where it is not there any more.
    QVERIFY(QFile::remove(clients.folder.filePath(u"q.identity.json"_s)));
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QVERIFY(isSameUser(clients.stored(), ofB));
}

static ConsentDecision decided(ConsentDecision::State state, qint64 later)
{
    return {state, {}, {}, somebody().consent.decidedAt().addMSecs(later)};
}

void tst_Identity::aDenialOfAnotherStands()
{
    Clients clients;
    IdentityValues denied;
    denied.consent = decided(ConsentDecision::State::Denied, 1'000);
    clients.a.startOver();
    QCOMPARE(clients.write(&clients.a, denied), Error());
    IdentityValues ofB = somebody();
    ofB.session.lastActivity.wall += 1'000;
    ofB.userId = u"carol"_s;
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QVERIFY(isSameUser(clients.stored(), {}));
    QCOMPARE(clients.stored().session.id, 0);
    QCOMPARE(clients.stored().consent, denied.consent);

    // Until the user decides again: then what was recorded since is remembered.
    ofB.consent = decided(ConsentDecision::State::Granted, 2'000);
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QCOMPARE(clients.stored().consent, ofB.consent);
    QCOMPARE(clients.stored().userId, u"carol"_s);
    QCOMPARE(clients.stored().anonymousId, QString());
}

void tst_Identity::ofTwoDecisionsTheLaterOneCounts()
{
    using State = ConsentDecision::State;
    Clients clients;
    IdentityValues ofA = somebody();
    IdentityValues ofB = somebody();
    ofA.consent = decided(State::Granted, 2'000);
    ofB.consent = decided(State::Denied, 1'000);
    QCOMPARE(clients.write(&clients.a, ofA), Error());
    QCOMPARE(clients.write(&clients.b, ofB), Error());
    QCOMPARE(clients.stored().consent, ofA.consent);
    // Its own it may change whatever the clock says.
    ofA.consent = decided(State::Denied, -1'000);
    QCOMPARE(clients.write(&clients.a, ofA), Error());
    QCOMPARE(clients.stored().consent, ofA.consent);
    QCOMPARE(laterDecision({}, ofA.consent), ofA.consent);
    QCOMPARE(laterDecision(ofA.consent, {}), ofA.consent);
    QCOMPARE(laterDecision(decided(State::Granted, 0), decided(State::Denied, 0)).state(),
             State::Denied);
    QCOMPARE(laterDecision(decided(State::Denied, 0), decided(State::Granted, 0)).state(),
             State::Denied);
}

QTEST_APPLESS_MAIN(tst_Identity)
#include "tst_identity.moc"
