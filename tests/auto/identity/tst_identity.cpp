// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/jsonwriter_p.h"
#include "identity/identity_p.h"
#include "identity/identityfile_p.h"

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
    void damagedBytesGiveNobody_data();
    void damagedBytesGiveNobody();
    void traitsThatNoEventTakesAreNotRead();
    void aChangeTakesEffectOnlyWhenRemembered();
    void aStoredIdentityNeedsNoWriting();
    void theFileIsForItsOwnerOnly();
    void aMissingFileIsNoIdentity();
};

static IdentityValues somebody()
{
    return {u"anonymous"_s,
            u"zoë \"z\" 😀"_s,
            {{u"friends"_s, 21}, {u"plan"_s, u"free"_s}},
            u"acme"_s,
            {{u"seats"_s, 5}}};
}

void tst_Identity::whatWasWrittenIsReadBack()
{
    const IdentityValues values = identityFromBytes(identityToBytes(somebody()));
    QCOMPARE(values.anonymousId, somebody().anonymousId);
    QCOMPARE(values.userId, somebody().userId);
    QCOMPARE(values.traits.toJson(), somebody().traits.toJson());
    QCOMPARE(values.groupId, somebody().groupId);
    QCOMPARE(values.groupTraits.toJson(), somebody().groupTraits.toJson());
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
    const IdentityValues read = identityFromBytes(identityToBytes(values));
    QCOMPARE(read.anonymousId, values.anonymousId);
    QCOMPARE(read.traits.toJson(), values.traits.toJson());
    QCOMPARE(read.groupTraits.toJson(), values.groupTraits.toJson());
}

void tst_Identity::aByteOrderMarkIsKept()
{
    IdentityValues values = somebody();
    values.userId = u"\ufeffzoë\ufeff"_s;
    values.traits = {{u"\ufeffkey"_s, u"\ufeff"_s}};
    const IdentityValues read = identityFromBytes(identityToBytes(values));
    QCOMPARE(read.userId, values.userId);
    QCOMPARE(read.traits.toJson(), values.traits.toJson());
}

void tst_Identity::damagedBytesGiveNobody_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("cut off") << identityToBytes(somebody()).left(40);
    QTest::newRow("a list") << QByteArray("[1,2]");
    QTest::newRow("wrong types") << QByteArray(R"({"anonymousId":5,"traits":"x"})");
}

void tst_Identity::damagedBytesGiveNobody()
{
    QFETCH(QByteArray, bytes);
    const IdentityValues values = identityFromBytes(bytes);
    QVERIFY(values.anonymousId.isEmpty());
    QVERIFY(values.userId.isEmpty());
    QVERIFY(values.traits.isEmpty());
}

void tst_Identity::traitsThatNoEventTakesAreNotRead()
{
    const QJsonObject tooDeep = nested(JsonWriter::maxDepth + 1);
    const QJsonObject object{
            {u"anonymousId"_s, u"a"_s}, {u"traits"_s, tooDeep}, {u"groupTraits"_s, tooDeep}};
    const IdentityValues read =
            identityFromBytes(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QCOMPARE(read.anonymousId, u"a"_s);
    QVERIFY(read.traits.isEmpty());
    QVERIFY(read.groupTraits.isEmpty());
}

void tst_Identity::aChangeTakesEffectOnlyWhenRemembered()
{
    Identity identity({u"a"_s, {}, {}, {}, {}}, false);
    const Identity::Snapshot before = identity.current();
    const auto lock = identity.lockForChange();
    const Identity::Snapshot next = identity.prepare({u"a"_s, u"u"_s, {}, {}, {}});
    QCOMPARE(identity.current(), before);
    identity.remember(next);
    QCOMPARE(identity.current()->values.userId, u"u"_s);
    QCOMPARE(identity.current()->idMembers, QByteArray(R"("anonymousId":"a","userId":"u")"));
    QVERIFY(next->record->revision > before->record->revision);
}

void tst_Identity::aStoredIdentityNeedsNoWriting()
{
    QCOMPARE(Identity(somebody(), true).current()->record->revision, quint64(0));
    QVERIFY(Identity(somebody(), false).current()->record->revision > 0);
}

void tst_Identity::theFileIsForItsOwnerOnly()
{
    QTemporaryDir folder;
    const IdentityFile file(folder.path(), u"q"_s);
    for (const QByteArray &bytes : {QByteArray("{}"), QByteArray("{\"anonymousId\":\"a\"}")}) {
        QVERIFY(!file.write(bytes).isError());
        QCOMPARE(file.read(), std::optional(bytes));
        const QFileInfoList files = QDir(folder.path()).entryInfoList(QDir::Files | QDir::Hidden);
        QCOMPARE(files.size(), 1);
        QVERIFY(!(files[0].permissions()
                  & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther)));
    }
}

void tst_Identity::aMissingFileIsNoIdentity()
{
    QTemporaryDir folder;
    QVERIFY(!IdentityFile(folder.path(), u"q"_s).read());
    const Error error = IdentityFile(folder.filePath(u"missing"_s), u"q"_s).write("{}");
    QCOMPARE(error.code(), Error::Code::StorageFailed);
}

QTEST_APPLESS_MAIN(tst_Identity)
#include "tst_identity.moc"
