// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/usersample_p.h"
#include "middleware.h"

#include <QtCore/qjsondocument.h>
#include <QtTest/qtest.h>

#include <limits>
#include <map>

using namespace Rudder;
using namespace Qt::StringLiterals;
using Type = EventDraft::Type;

class tst_Middlewares : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysAreRedactedAtEveryDepth_data();
    void keysAreRedactedAtEveryDepth();
    void whatHasNothingToRedactStaysAsItIs();
    void propertiesTraitsAndContextAreRedactedAndNothingElse();
    void allThatAnEventMayHoldIsSearched();
    void whatIsTooDeepForAnEventIsStillTooDeep();
    void anInvalidPatternRedactsEverythingAndIsTold();
    void tracksAreFilteredByName_data();
    void tracksAreFilteredByName();
    void otherCallsPassTheLists_data();
    void otherCallsPassTheLists();
    void aUsersPlaceIsTheSameForEver_data();
    void aUsersPlaceIsTheSameForEver();
    void aShareOfTheUsersIsKept_data();
    void aShareOfTheUsersIsKept();
    void aLargerShareHasAllOfASmallerOne();
    void usersAreToldByUserIdElseByAnonymousId();
    void anEventOfNobodyPassesToTheCheck();
    void aShareOutOfRangeIsCorrectedAndTold_data();
    void aShareOutOfRangeIsCorrectedAndTold();
};

namespace {

QRegularExpression pattern(const QString &text, QRegularExpression::PatternOptions options = {})
{
    return QRegularExpression(text, options);
}

QByteArray redactedJson(const QList<QRegularExpression> &patterns, const Properties &properties)
{
    const auto draft = Middlewares::redactKeys(patterns)(EventDraft().setProperties(properties));
    return draft ? draft->properties().toJson() : QByteArray("dropped");
}

EventDraft ofUser(const QString &userId, const QString &anonymousId = {})
{
    return EventDraft().setType(Type::Track).setUserId(userId).setAnonymousId(anonymousId);
}

} // namespace

Q_DECLARE_METATYPE(QList<QRegularExpression>)

void tst_Middlewares::keysAreRedactedAtEveryDepth_data()
{
    QTest::addColumn<QList<QRegularExpression>>("patterns");
    QTest::addColumn<Properties>("properties");
    QTest::addColumn<QByteArray>("json");

    const QList<QRegularExpression> none;
    const QList<QRegularExpression> email{pattern(u"email"_s)};
    const QList<QRegularExpression> exact{pattern(u"^email$"_s)};
    const QList<QRegularExpression> anyCase{
            pattern(u"email"_s, QRegularExpression::CaseInsensitiveOption)};
    const QList<QRegularExpression> two{pattern(u"^a$"_s), pattern(u"^b$"_s)};

    QTest::newRow("no properties") << email << Properties() << QByteArray("{}");
    QTest::newRow("no pattern") << none << Properties{{u"email"_s, 1}}
                                << QByteArray(R"({"email":1})");
    QTest::newRow("the order is kept")
            << email << Properties{{u"z"_s, 1}, {u"email"_s, u"a@b"_s}, {u"a"_s, 2}}
            << QByteArray(R"({"z":1,"email":"[redacted]","a":2})");
    QTest::newRow("a part of the key") << email << Properties{{u"work_email_2"_s, u"a@b"_s}}
                                       << QByteArray(R"({"work_email_2":"[redacted]"})");
    QTest::newRow("the whole key") << exact << Properties{{u"emails"_s, 1}, {u"email"_s, 1}}
                                   << QByteArray(R"({"emails":1,"email":"[redacted]"})");
    QTest::newRow("case counts") << email << Properties{{u"Email"_s, 1}}
                                 << QByteArray(R"({"Email":1})");
    QTest::newRow("case does not count")
            << anyCase << Properties{{u"EMail"_s, 1}} << QByteArray(R"({"EMail":"[redacted]"})");
    QTest::newRow("several patterns")
            << two << Properties{{u"a"_s, 1}, {u"b"_s, 2}, {u"ab"_s, 3}}
            << QByteArray(R"({"a":"[redacted]","b":"[redacted]","ab":3})");
    QTest::newRow("values don't count")
            << email << Properties{{u"a"_s, u"email"_s}} << QByteArray(R"({"a":"email"})");
    QTest::newRow("an object as a whole") << email << Properties{{u"email"_s, {{u"a"_s, 1}}}}
                                          << QByteArray(R"({"email":"[redacted]"})");
    QTest::newRow("null too") << email << Properties{{u"email"_s, nullptr}}
                              << QByteArray(R"({"email":"[redacted]"})");
    QTest::newRow("in an object") << email
                                  << Properties{{u"user"_s,
                                                 {{u"name"_s, u"n"_s}, {u"email"_s, u"a@b"_s}}}}
                                  << QByteArray(R"({"user":{"name":"n","email":"[redacted]"}})");
    QTest::newRow("in a list of lists")
            << email
            << Properties{{u"l"_s,
                           QVariantList{1, QVariant(QVariantList{QVariantMap{{u"email"_s, 2}}})}}}
            << QByteArray(R"({"l":[1,[{"email":"[redacted]"}]]})");
    QTest::newRow("in a map") << email
                              << Properties{{u"m"_s, QVariantMap{{u"email"_s, 2}, {u"x"_s, 1}}}}
                              << QByteArray(R"({"m":{"email":"[redacted]","x":1}})");
    QTest::newRow("in a hash") << email << Properties{{u"m"_s, QVariantHash{{u"email"_s, 2}}}}
                               << QByteArray(R"({"m":{"email":"[redacted]"}})");
    QTest::newRow("a key with half a surrogate pair")
            << email << Properties{{u"email"_s + QChar(0xd800), 1}}
            << QByteArray("{\"email\xef\xbf\xbd\":\"[redacted]\"}");
    const QString tooManySteps(40, u'a');
    QTest::newRow("a key that takes too many steps")
            << QList<QRegularExpression>{pattern(u"(a|aa)+b|c"_s)}
            << Properties{{tooManySteps + u'c', 1}}
            << QByteArray("{\"" + tooManySteps.toLatin1() + "c\":\"[redacted]\"}");
}

void tst_Middlewares::keysAreRedactedAtEveryDepth()
{
    QFETCH(QList<QRegularExpression>, patterns);
    QFETCH(Properties, properties);
    QFETCH(QByteArray, json);
    QCOMPARE(redactedJson(patterns, properties), json);
}

void tst_Middlewares::whatHasNothingToRedactStaysAsItIs()
{
    const Middleware redact = Middlewares::redactKeys({pattern(u"email"_s)});
    QVERIFY(redact(EventDraft())->properties().isNull());
    const std::map<QString, int> map{{u"a"_s, 1}};
    const Properties before{{u"n"_s, Q_INT64_C(9007199254740993)},
                            {u"m"_s, QVariant::fromValue(map)}};
    const Properties after = redact(EventDraft().setProperties(before))->properties();
    QCOMPARE(after.at(0).value().typeId(), int(QMetaType::LongLong));
    const auto mapType = QMetaType::fromType<std::map<QString, int>>();
    QCOMPARE(after.at(1).value().metaType(), mapType);
}

void tst_Middlewares::propertiesTraitsAndContextAreRedactedAndNothingElse()
{
    const Properties secret{{u"id"_s, u"x"_s}};
    const Properties redacted{{u"id"_s, u"[redacted]"_s}};
    EventDraft draft = ofUser(u"u"_s, u"a"_s).setName(u"id"_s).setMessageId(u"m"_s);
    draft.setProperties(secret).setTraits(secret).setContext(secret).setIntegrations(secret);
    const EventDraft after = *Middlewares::redactKeys({pattern(u"id"_s)})(draft);
    QCOMPARE(after.properties(), redacted);
    QCOMPARE(after.traits(), redacted);
    QCOMPARE(after.context(), redacted);
    QCOMPARE(after.integrations(), secret);
    QCOMPARE(after.type(), Type::Track);
    QCOMPARE(after.name(), u"id"_s);
    QCOMPARE(after.userId(), u"u"_s);
    QCOMPARE(after.anonymousId(), u"a"_s);
    QCOMPARE(after.messageId(), u"m"_s);
}

// One value for each way in which an event may hold an object.
void tst_Middlewares::allThatAnEventMayHoldIsSearched()
{
    const QString secret = u"secret"_s;
    const QJsonObject object{{u"key"_s, secret}};
    using Multimap = QMultiMap<QString, QString>;
    QMetaType::registerConverter<Multimap, QIterable<QMetaAssociation>>([](const auto &map) {
        return QIterable<QMetaAssociation>(QMetaAssociation::fromContainer<Multimap>(), &map);
    });
    Multimap several;
    several.insert(u"key"_s, u"older"_s);
    several.insert(u"key"_s, secret);
    const QVariant values[] = {
            QVariantMap{{u"key"_s, secret}},
            QVariantHash{{u"key"_s, secret}},
            QVariant::fromValue(Properties{{u"key"_s, secret}}),
            QVariant::fromValue(QVariant(QVariantMap{{u"key"_s, secret}})),
            object,
            QJsonValue(object),
            QJsonArray{QJsonArray{object}},
            QVariant::fromValue(QJsonDocument(object)),
            QVariant::fromValue(QMap<QString, QString>{{u"key"_s, secret}}),
            QVariant::fromValue(QHash<QString, QString>{{u"key"_s, secret}}),
            QVariant::fromValue(std::map<QString, QString>{{u"key"_s, secret}}),
            QVariant::fromValue(several),
            QVariant::fromValue(QList<QVariantMap>{{{u"key"_s, secret}}}),
            QVariant::fromValue(QList<QJsonObject>{object}),
            QVariant::fromValue(std::vector<QVariantMap>{{{u"key"_s, secret}}}),
            QVariantList{QVariantMap{{u"inner"_s, QVariantList{QVariantMap{{u"key"_s, secret}}}}}},
    };
    for (const QVariant &value : values) {
        const Properties before{{u"v"_s, value}};
        QByteArray expected = before.toJson();
        QVERIFY2(expected.contains("secret"), value.typeName());
        expected.replace("secret", "[redacted]");
        QCOMPARE(redactedJson({pattern(u"^key$"_s)}, before), expected);
    }
}

void tst_Middlewares::whatIsTooDeepForAnEventIsStillTooDeep()
{
    const auto nested = [](int depth) {
        Properties innermost{{u"key"_s, u"secret"_s}};
        for (int i = 1; i < depth; ++i)
            innermost = {{u"in"_s, innermost}};
        return innermost;
    };
    const QList<QRegularExpression> keys{pattern(u"key"_s)};
    QByteArray deepest = nested(200).toJson();
    QVERIFY(deepest.contains("secret"));
    QCOMPARE(redactedJson(keys, nested(200)), deepest.replace("secret", "[redacted]"));
    QCOMPARE(redactedJson(keys, nested(201)), QByteArray());
    QCOMPARE(redactedJson(keys, nested(300)), QByteArray());

    // Each member of a context may have as many levels.
    const auto draft = Middlewares::redactKeys(keys)(EventDraft().setContext(nested(201)));
    QCOMPARE(draft->context().at(0).value().value<Properties>().toJson(), deepest);
}

void tst_Middlewares::anInvalidPatternRedactsEverythingAndIsTold()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(uR"(^redactKeys\(\): the pattern "\(" is not valid )"
                                            uR"(\(.* at 1\)\. Every value is redacted)"_s));
    const Properties properties{{u"a"_s, 1}, {u"b"_s, {{u"c"_s, 2}}}};
    QCOMPARE(redactedJson({pattern(u"email"_s), pattern(u"("_s)}, properties),
             QByteArray(R"({"a":"[redacted]","b":"[redacted]"})"));
}

void tst_Middlewares::tracksAreFilteredByName_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isAllowed");
    QTest::addColumn<bool>("isNotDenied");

    const QStringList names{u"Item Viewed"_s, u"  Order Completed "_s};
    QTest::newRow("listed") << names << u"Item Viewed"_s << true << false;
    QTest::newRow("not listed") << names << u"Item Bought"_s << false << true;
    QTest::newRow("case counts") << names << u"item viewed"_s << false << true;
    QTest::newRow("a part is not enough") << names << u"Item"_s << false << true;
    QTest::newRow("more is too much") << names << u"Item Viewed Twice"_s << false << true;
    QTest::newRow("spaces around the name") << names << u" Item Viewed\t"_s << true << false;
    QTest::newRow("spaces around the listed") << names << u"Order Completed"_s << true << false;
    QTest::newRow("spaces inside count") << names << u"Item  Viewed"_s << false << true;
    QTest::newRow("an empty list") << QStringList() << u"Item Viewed"_s << true << true;
    QTest::newRow("blank names") << QStringList{u""_s, u"  "_s} << u"Item Viewed"_s << true << true;
    QTest::newRow("no name, for the check") << names << QString() << true << true;
    QTest::newRow("a blank name") << names << u" "_s << false << true;
}

void tst_Middlewares::tracksAreFilteredByName()
{
    QFETCH(QStringList, names);
    QFETCH(QString, name);
    const EventDraft track = EventDraft().setType(Type::Track).setName(name);
    QTEST(Middlewares::allowEvents(names)(track).has_value(), "isAllowed");
    QTEST(Middlewares::denyEvents(names)(track).has_value(), "isNotDenied");
}

void tst_Middlewares::otherCallsPassTheLists_data()
{
    QTest::addColumn<Type>("type");
    QTest::newRow("identify") << Type::Identify;
    QTest::newRow("page") << Type::Page;
    QTest::newRow("screen") << Type::Screen;
    QTest::newRow("group") << Type::Group;
    QTest::newRow("alias") << Type::Alias;
}

void tst_Middlewares::otherCallsPassTheLists()
{
    QFETCH(Type, type);
    const EventDraft draft = EventDraft().setType(type).setName(u"Home"_s);
    QVERIFY(Middlewares::allowEvents({u"Other"_s})(draft));
    QVERIFY(Middlewares::denyEvents({u"Home"_s})(draft));
}

void tst_Middlewares::aUsersPlaceIsTheSameForEver_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<quint32>("numerator");
    // printf %s <id> | sha256sum | cut -c 1-8
    QTest::newRow("empty") << QString() << 0xe3b0c442U;
    QTest::newRow("ASCII") << u"user-1"_s << 0xc6c289e4U;
    QTest::newRow("digits") << u"123456"_s << 0x8d969eefU;
    QTest::newRow("UTF-8") << u"Zoë"_s << 0xc6a12698U;
    QTest::newRow("a surrogate pair") << u"😀"_s << 0xf0443a34U;
    QTest::newRow("a UUID") << u"b2d7a1a4-5a5c-4f0e-9d3e-0f6c1a2b3c4d"_s << 0x637f1d03U;
}

void tst_Middlewares::aUsersPlaceIsTheSameForEver()
{
    QFETCH(QString, id);
    QFETCH(quint32, numerator);
    QCOMPARE(placeAmongUsers(id), numerator / 4294967296.0);
}

void tst_Middlewares::aShareOfTheUsersIsKept_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("none") << 0.0 << 0.0;
    QTest::newRow("one in a thousand") << 0.001 << 0.0005;
    QTest::newRow("one in ten") << 0.1 << 0.005;
    QTest::newRow("half") << 0.5 << 0.005;
    QTest::newRow("all") << 1.0 << 0.0;
}

void tst_Middlewares::aShareOfTheUsersIsKept()
{
    QFETCH(double, share);
    QFETCH(double, tolerance);
    constexpr int users = 100'000;
    const Middleware sample = Middlewares::sampleUsers(share);
    int kept = 0;
    for (int i = 0; i < users; ++i)
        kept += sample(ofUser(u"user-%1"_s.arg(i))) ? 1 : 0;
    const double actual = double(kept) / users;
    QVERIFY2(qAbs(actual - share) <= tolerance, qPrintable(QString::number(actual)));
}

void tst_Middlewares::aLargerShareHasAllOfASmallerOne()
{
    const Middleware smaller = Middlewares::sampleUsers(0.2);
    const Middleware larger = Middlewares::sampleUsers(0.3);
    for (int i = 0; i < 1000; ++i) {
        const EventDraft draft = ofUser(u"user-%1"_s.arg(i));
        QVERIFY(!smaller(draft) || larger(draft));
    }
}

// At a half, "Zoë" (0.78) is out and the UUID (0.39) is in.
void tst_Middlewares::usersAreToldByUserIdElseByAnonymousId()
{
    const QString in = u"b2d7a1a4-5a5c-4f0e-9d3e-0f6c1a2b3c4d"_s;
    const QString out = u"Zoë"_s;
    const Middleware sample = Middlewares::sampleUsers(0.5);
    QVERIFY(sample(ofUser(in)));
    QVERIFY(!sample(ofUser(out)));
    QVERIFY(sample(ofUser(in, out)));
    QVERIFY(!sample(ofUser(out, in)));
    QVERIFY(sample(ofUser({}, in)));
    QVERIFY(!sample(ofUser({}, out)));
    QVERIFY(!sample(ofUser(u""_s, out)));
}

void tst_Middlewares::anEventOfNobodyPassesToTheCheck()
{
    QVERIFY(Middlewares::sampleUsers(0.0)(ofUser({}, {})));
}

void tst_Middlewares::aShareOutOfRangeIsCorrectedAndTold_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("negative") << -0.5 << false;
    QTest::newRow("percent") << 50.0 << true;
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << true;
    QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << true;
}

void tst_Middlewares::aShareOutOfRangeIsCorrectedAndTold()
{
    QFETCH(double, share);
    QFETCH(bool, isKept);
    QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(uR"(^sampleUsers\(.*\): the share of users must be from 0)"
                               uR"( to 1; [01] is taken\.$)"_s));
    QCOMPARE(Middlewares::sampleUsers(share)(ofUser(u"u"_s)).has_value(), isKept);
}

QTEST_APPLESS_MAIN(tst_Middlewares)
#include "tst_middlewares.moc"
