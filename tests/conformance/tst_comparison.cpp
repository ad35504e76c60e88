// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "comparison.h"
#include "form.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QJsonArray array(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).array();
}

} // namespace

/// The comparison itself, with events made up for it; it needs neither Node nor a data plane.
class tst_Comparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDifferenceHasALine_data();
    void everyDifferenceHasALine();
    void anExceptionCoversItsOwnPathAlone_data();
    void anExceptionCoversItsOwnPathAlone();
    void anOutcomeIsExceptedAsToldOnly();
    void aMistakeInTheListIsNamed_data();
    void aMistakeInTheListIsNamed();
    void anExceptionThatIsNeverNeededIsNamed();
};

void tst_Comparison::everyDifferenceHasALine_data()
{
    QTest::addColumn<QByteArray>("there");
    QTest::addColumn<QByteArray>("here");
    QTest::addColumn<QStringList>("lines");

    const auto row = [](const char *name, const char *there, const char *here,
                        const QStringList &lines) {
        QTest::newRow(name) << QByteArray(there) << QByteArray(here) << lines;
    };
    row("equal", R"({"a":{"b":[1,{"c":null}]}})", R"({"a":{"b":[1,{"c":null}]}})", {});
    row("21 is 21.0", R"({"a":21})", R"({"a":21.0})", {});
    row("a key dropped", R"({"a":1,"b":2})", R"({"a":1})", {u"/b: there 2, here nothing"_s});
    row("a key added", R"({"a":1})", R"({"a":1,"b":2})", {u"/b: there nothing, here 2"_s});
    row("a null dropped", R"({"a":null})", R"({})", {u"/a: there null, here nothing"_s});
    row("null for a value", R"({"a":0})", R"({"a":null})", {u"/a: there 0, here null"_s});
    row("text for a number", R"({"a":1})", R"({"a":"1"})", {u"/a: there 1, here \"1\""_s});
    row("a deep key dropped", R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"c":1}}})",
        {u"/a/b/d: there 2, here nothing"_s});
    row("a whole object dropped, each field of it named", R"({"a":{"b":1,"c":[2]}})", R"({})",
        {u"/a/b: there 1, here nothing"_s, u"/a/c/0: there 2, here nothing"_s});
    row("an empty object dropped", R"({"a":{}})", R"({})", {u"/a: there {}, here nothing"_s});
    row("an empty list for an empty object", R"({"a":{}})", R"({"a":[]})",
        {u"/a: there {}, here []"_s});
    row("a list longer", R"({"a":[1]})", R"({"a":[1,2]})", {u"/a/1: there nothing, here 2"_s});
    row("a list in another order", R"({"a":[1,2]})", R"({"a":[2,1]})",
        {u"/a/0: there 1, here 2"_s, u"/a/1: there 2, here 1"_s});
    row("a key inside a list", R"({"a":[{"b":1}]})", R"({"a":[{"b":1,"c":2}]})",
        {u"/a/0/c: there nothing, here 2"_s});
    row("a dot in a key is no path", R"({})", R"({"a.b":1,"c/d~e":2})",
        {u"/a.b: there nothing, here 1"_s, u"/c~1d~0e: there nothing, here 2"_s});
}

void tst_Comparison::everyDifferenceHasALine()
{
    QFETCH(const QByteArray, there);
    QFETCH(const QByteArray, here);
    QFETCH(const QStringList, lines);
    Exceptions none({}, {});
    QCOMPARE(differences(object(there), object(here), {}, none), lines);
}

void tst_Comparison::anExceptionCoversItsOwnPathAlone_data()
{
    QTest::addColumn<QByteArray>("exception");
    QTest::addColumn<QByteArray>("there");
    QTest::addColumn<QByteArray>("here");
    QTest::addColumn<bool>("isCovered");

    const auto row = [](const char *name, const char *exception, const char *there,
                        const char *here, bool isCovered) {
        QTest::newRow(name) << QByteArray(exception) << QByteArray(there) << QByteArray(here)
                            << isCovered;
    };
    const char *beside = R"({"path":"/a/b","here":"text"})";
    row("beside", beside, "{}", R"({"a":{"b":"x"}})", true);
    row("beside, of another form", beside, "{}", R"({"a":{"b":1}})", false);
    row("beside, and the field is there too", beside, R"({"a":{"b":"y"}})", R"({"a":{"b":"x"}})",
        false);
    row("beside it", beside, "{}", R"({"a":{"c":"x"}})", false);
    row("below it", beside, "{}", R"({"a":{"b":{"c":"x"}}})", false);
    row("above it", beside, "{}", R"({"a":"x"})", false);
    row("a key that looks like it", beside, "{}", R"({"a/b":"x"})", false);
    const char *leftOut = R"({"path":"/a","there":"text"})";
    row("left out", leftOut, R"({"a":"x"})", "{}", true);
    row("left out, but it is here", leftOut, R"({"a":"x"})", R"({"a":"y"})", false);
    const char *byForm = R"({"path":"/a","there":{"is":1},"here":"UUID"})";
    row("by form", byForm, R"({"a":1})", R"({"a":"de305d54-75b4-431b-adb2-eb6b9e546014"})", true);
    row("by form, not there's", byForm, R"({"a":2})",
        R"({"a":"de305d54-75b4-431b-adb2-eb6b9e546014"})", false);
    row("by form, not here's", byForm, R"({"a":1})", R"({"a":"de305d54"})", false);
    row("by form, and dropped", byForm, R"({"a":1})", "{}", false);
    row("for another type", R"({"path":"/a","here":"text","types":["page"]})", "{}", R"({"a":"x"})",
        false);
    row("for this type", R"({"path":"/a","here":"text","types":["page","track"]})", "{}",
        R"({"a":"x"})", true);
    row("for another call", R"({"path":"/a","here":"text","calls":["second"]})", "{}",
        R"({"a":"x"})", false);
    row("for another side", R"({"path":"/a","here":"text","sides":["QML"]})", "{}", R"({"a":"x"})",
        false);
    row("for this call and side",
        R"({"path":"/a","here":"text","calls":["first"],"sides":["C++"]})", "{}", R"({"a":"x"})",
        true);
}

void tst_Comparison::anExceptionCoversItsOwnPathAlone()
{
    QFETCH(const QByteArray, exception);
    QFETCH(const QByteArray, there);
    QFETCH(const QByteArray, here);
    QFETCH(const bool, isCovered);
    Exceptions exceptions({object(exception)}, {});
    const Exceptions::Circumstances where{u"C++"_s, {u"first"_s, u"track"_s, {}}};
    const QStringList lines = differences(object(there), object(here), where, exceptions);
    QCOMPARE(lines.isEmpty(), isCovered);
}

void tst_Comparison::anOutcomeIsExceptedAsToldOnly()
{
    Exceptions exceptions({}, array(R"([
        {"calls":["a"],"here":"accepted","supplied":"anonymousId"},
        {"calls":["b"],"here":"refused","sentence":"No."},
        {"calls":["c"],"here":"inexpressible","sides":["C++"]}
    ])"));
    const auto isAllowed = [&](const QString &side, const QString &call, const Outcome &here,
                               const char *sent) {
        return exceptions.allowOutcome({side, {call, u"track"_s, {}}}, here, object(sent));
    };
    const Outcome accepted = Outcome::accepted(u"id"_s);
    const char *supplied = R"({"anonymousId":"x"})";
    const char *empty = R"({"anonymousId":""})";
    QVERIFY(isAllowed(u"C++"_s, u"a"_s, accepted, supplied));
    QVERIFY(!isAllowed(u"C++"_s, u"a"_s, accepted, empty));
    QVERIFY(!isAllowed(u"C++"_s, u"a"_s, accepted, "{}"));
    QVERIFY(!isAllowed(u"C++"_s, u"a"_s, Outcome::refused(u"No."_s), supplied));
    QVERIFY(isAllowed(u"C++"_s, u"b"_s, Outcome::refused(u"No."_s), "{}"));
    QVERIFY(!isAllowed(u"C++"_s, u"b"_s, Outcome::refused(u"Yes."_s), "{}"));
    QVERIFY(!isAllowed(u"C++"_s, u"b"_s, accepted, "{}"));
    QVERIFY(isAllowed(u"C++"_s, u"c"_s, Outcome::inexpressible(u"x"_s), "{}"));
    QVERIFY(!isAllowed(u"QML"_s, u"c"_s, Outcome::inexpressible(u"x"_s), "{}"));
    QVERIFY(!isAllowed(u"C++"_s, u"d"_s, accepted, "{}"));
}

void tst_Comparison::aMistakeInTheListIsNamed_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("outcome");
    QTest::addColumn<QString>("mistake");

    const auto field = [](const char *name, const char *entry, const QString &mistake) {
        QTest::newRow(name) << QByteArray(entry) << QByteArray() << mistake;
    };
    const auto outcome = [](const char *name, const char *entry, const QString &mistake) {
        QTest::newRow(name) << QByteArray() << QByteArray(entry) << mistake;
    };
    const QString noReason = u"no reason"_s;
    const QString noField = u"neither a full path nor known forms"_s;
    const QString noOutcome = u"no outcome of named calls"_s;
    field("a field", R"({"path":"/a","here":"text","reason":"r"})", {});
    field("a field without a reason", R"({"path":"/a","here":"text"})", noReason);
    field("a wildcard", R"({"path":"/a/*","here":"text","reason":"r"})", noField);
    field("a path that is none", R"({"path":"a","here":"text","reason":"r"})", noField);
    field("no form", R"({"path":"/a","reason":"r"})", noField);
    field("a misspelt form", R"({"path":"/a","here":"txet","reason":"r"})", noField);
    field("a call that is not made", R"({"path":"/a","here":"text","reason":"r","calls":["b"]})",
          u"no such call"_s);
    outcome("an outcome", R"({"calls":["a"],"here":"accepted","reason":"r"})", {});
    outcome("an outcome without a reason", R"({"calls":["a"],"here":"accepted"})", noReason);
    outcome("an outcome of every call", R"({"here":"accepted","reason":"r"})", noOutcome);
    outcome("a refusal without its sentence", R"({"calls":["a"],"here":"refused","reason":"r"})",
            noOutcome);
}

void tst_Comparison::aMistakeInTheListIsNamed()
{
    QFETCH(const QByteArray, field);
    QFETCH(const QByteArray, outcome);
    QFETCH(const QString, mistake);
    const Exceptions exceptions(array('[' + field + ']'), array('[' + outcome + ']'));
    const QStringList found = exceptions.mistakes({{u"a"_s, u"track"_s, {}}});
    QCOMPARE(found.size(), mistake.isEmpty() ? 0 : 1);
    QVERIFY(found.join(u'\n').startsWith(mistake));
}

void tst_Comparison::anExceptionThatIsNeverNeededIsNamed()
{
    const QJsonArray fields = array(R"([
        {"path":"/a","here":"text"}, {"path":"/b","here":"text"},
        {"path":"/c","here":"text","whereKnown":true}, {"path":"/d","here":"text","sides":["QML"]}
    ])");
    const QString unusedField = uR"({"here":"text","path":"/b"})"_s;
    const QString unusedOutcome = uR"({"calls":["a"],"here":"accepted"})"_s;
    Exceptions exceptions(fields, array('[' + unusedOutcome.toUtf8() + ']'));
    const QJsonObject here = object(R"({"a":"x"})");
    differences({}, here, {u"C++"_s, {}}, exceptions);
    QCOMPARE(exceptions.unused({u"C++"_s}), QStringList({unusedField, unusedOutcome}));
    QCOMPARE(exceptions.unused({u"C++"_s, u"QML"_s}).size(), 3);
}

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_comparison.moc"
