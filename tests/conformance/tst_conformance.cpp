// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "comparison.h"
#include "cppside.h"
#include "mutation.h"
#include "processes.h"
#include "run.h"
#ifdef RUDDERQT_QML_IMPORT_PATH
#    include "qmlside.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QString source(QStringView name)
{
    return QStringLiteral(RUDDERQT_CONFORMANCE_SOURCES "/") % name;
}

QStringList sideNames()
{
    QStringList names{u"C++"_s};
#ifdef RUDDERQT_QML_IMPORT_PATH
    names += {u"QML, one object"_s, u"QML, arguments"_s};
#endif
    return names;
}

std::unique_ptr<Side> makeSide(const QString &name, const Rudder::Configuration &configuration)
{
#ifdef RUDDERQT_QML_IMPORT_PATH
    if (name == "QML, one object"_L1)
        return std::make_unique<QmlSide>(configuration, QmlSide::Form::OneObject);
    if (name == "QML, arguments"_L1)
        return std::make_unique<QmlSide>(configuration, QmlSide::Form::Arguments);
#endif
    Q_UNUSED(name);
    return std::make_unique<CppSide>(configuration);
}

} // namespace

/// Makes the same calls with the Node SDK and with this one, and compares what arrives.
class tst_Conformance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void thereAreTenCallsOfEachType();
    void theListOfExceptionsIsWellFormed();
    void aCallHasTheOutcomeOfTheNodeSdk_data() { addCalls(); }
    void aCallHasTheOutcomeOfTheNodeSdk();
    void anEventIsThatOfTheNodeSdk_data() { addCalls(); }
    void anEventIsThatOfTheNodeSdk();
    void anUnknownKeyIsSeenWhereverItIs_data() { addSides(); }
    void anUnknownKeyIsSeenWhereverItIs();
    void aDroppedFieldIsSeenWhicheverItIs_data() { addSides(); }
    void aDroppedFieldIsSeenWhicheverItIs();
    void anotherValueIsSeenWhereverItIs_data() { addSides(); }
    void anotherValueIsSeenWhereverItIs();
    void eachExceptionIsNeeded();

private:
    struct Pair
    {
        Call call;
        QJsonObject there;
        QJsonObject here;
    };
    using Mutate = QList<Mutation> (*)(const Pair &);

    void addCalls() const;
    static void addSides();
    Run runNodeSdk() const;
    Run runSide(const QString &name) const;
    QList<Pair> pairsOf(const QString &side) const;
    QStringList unseen(const QString &side, const Mutate &mutate) const;

    QTemporaryDir m_folder;
    QStringList m_callFiles{source(u"calls.json"), source(u"refusals.json")};
    QList<Call> m_calls;
    Exceptions m_exceptions{source(u"exceptions.json")};
    Run m_there;
    QHash<QString, Run> m_here;
};

void tst_Conformance::initTestCase()
{
    QCoreApplication::setApplicationName(u"conformance"_s);
    QCoreApplication::setApplicationVersion(u"1.2.3"_s);
    QCoreApplication::setOrganizationDomain(u"example.com"_s);
    QVERIFY(m_folder.isValid());

    for (const QString &file : std::as_const(m_callFiles))
        m_calls += Call::read(file);
    m_there = runNodeSdk();
    QCOMPARE(m_there.problem, QString());
    for (const QString &name : sideNames()) {
        m_here[name] = runSide(name);
        QVERIFY2(m_here[name].problem.isEmpty(), qPrintable(name % u": " % m_here[name].problem));
    }
}

Run tst_Conformance::runNodeSdk() const
{
    DataPlaneProcess dataPlane(m_folder.filePath(u"there.jsonl"_s));
    if (dataPlane.url().isEmpty())
        return {u"the data plane did not come up"_s, {}, {}};
    const auto outcomes = makeWithNodeSdk(m_callFiles, dataPlane.url(), m_folder.path());
    return {outcomes.isEmpty() ? u"node failed"_s : QString(), outcomes, dataPlane.events()};
}

Run tst_Conformance::runSide(const QString &name) const
{
    const QString own = m_folder.filePath(QString::number(m_here.size()));
    DataPlaneProcess dataPlane(own + ".jsonl"_L1);
    if (dataPlane.url().isEmpty())
        return {u"the data plane did not come up"_s, {}, {}};
    Rudder::Configuration configuration(u"WRITE_KEY"_s, dataPlane.url());
    configuration.setStorageLocation(own);
    const std::unique_ptr<Side> side = makeSide(name, configuration);

    Run run;
    for (const Call &call : std::as_const(m_calls))
        run.outcomes.insert(call.id, side->make(call));
    run.problem = side->flush();
    run.events = dataPlane.events();
    return run;
}

void tst_Conformance::addCalls() const
{
    QTest::addColumn<QString>("side");
    QTest::addColumn<qsizetype>("index");
    for (const QString &side : sideNames()) {
        for (qsizetype i = 0; i < m_calls.size(); ++i)
            QTest::addRow("%s | %s", qPrintable(side), qPrintable(m_calls.at(i).id)) << side << i;
    }
}

void tst_Conformance::addSides()
{
    QTest::addColumn<QString>("side");
    for (const QString &side : sideNames())
        QTest::addRow("%s", qPrintable(side)) << side;
}

void tst_Conformance::thereAreTenCallsOfEachType()
{
    QHash<QString, int> made;
    for (const Call &call : std::as_const(m_calls))
        made[call.type] += m_there.outcomes[call.id].kind == Outcome::Accepted ? 1 : 0;
    QStringList types = made.keys();
    types.sort();
    QCOMPARE(types,
             QStringList(
                     {u"alias"_s, u"group"_s, u"identify"_s, u"page"_s, u"screen"_s, u"track"_s}));
    for (const QString &type : types)
        QVERIFY2(made[type] >= 10, qPrintable(type));
}

void tst_Conformance::theListOfExceptionsIsWellFormed()
{
    QCOMPARE(m_exceptions.mistakes(m_calls), QStringList());
}

void tst_Conformance::aCallHasTheOutcomeOfTheNodeSdk()
{
    QFETCH(const QString, side);
    QFETCH(const qsizetype, index);
    const Call &call = m_calls.at(index);
    const Outcome there = m_there.outcomes[call.id];
    const Outcome here = m_here[side].outcomes[call.id];

    if (here.isLike(there))
        return;
    QVERIFY2(m_exceptions.allowOutcome({side, call}, here, m_here[side].eventOf(call)),
             qPrintable(u"there: %1\nhere: %2"_s.arg(there.shown(), here.shown())));
}

void tst_Conformance::anEventIsThatOfTheNodeSdk()
{
    QFETCH(const QString, side);
    QFETCH(const qsizetype, index);
    const Call &call = m_calls.at(index);
    if (m_there.outcomes[call.id].kind != Outcome::Accepted
        || m_here[side].outcomes[call.id].kind != Outcome::Accepted)
        return; // The other test says whether that is right.

    const QJsonObject there = m_there.eventOf(call);
    const QJsonObject here = m_here[side].eventOf(call);
    QVERIFY(!there.isEmpty());
    QVERIFY(!here.isEmpty());
    const QStringList found = differences(there, here, {side, call}, m_exceptions);
    for (const QString &line : found)
        qWarning("%s", qPrintable(line)); // All of them: QVERIFY2 cuts a long text.
    QVERIFY2(found.isEmpty(), qPrintable(found.value(0)));
}

void tst_Conformance::anUnknownKeyIsSeenWhereverItIs()
{
    QFETCH(const QString, side);
    QCOMPARE(unseen(side, [](const Pair &pair) { return withAnUnknownKey(pair.here); }),
             QStringList());
}

void tst_Conformance::aDroppedFieldIsSeenWhicheverItIs()
{
    QFETCH(const QString, side);
    QCOMPARE(unseen(side, [](const Pair &pair) { return withoutAField(pair.here, pair.there); }),
             QStringList());
}

void tst_Conformance::anotherValueIsSeenWhereverItIs()
{
    QFETCH(const QString, side);
    QCOMPARE(unseen(side, [](const Pair &pair) { return withAnotherValue(pair.here, pair.there); }),
             QStringList());
}

QStringList tst_Conformance::unseen(const QString &side, const Mutate &mutate) const
{
    Exceptions exceptions = m_exceptions;
    QStringList unseen;
    qsizetype mutationCount = 0;
    for (const Pair &pair : pairsOf(side)) {
        const QList<Mutation> mutations = mutate(pair);
        mutationCount += mutations.size();
        for (const Mutation &mutation : mutations) {
            const QStringList found =
                    differences(pair.there, mutation.event, {side, pair.call}, exceptions);
            if (!mutation.isSeenIn(found))
                unseen.append(pair.call.id % u": "_s % mutation.path);
        }
    }
    // Nothing unseen where nothing was tried would say nothing.
    if (mutationCount < 200)
        unseen.append(u"only %1 mutations"_s.arg(mutationCount));
    return unseen;
}

QList<tst_Conformance::Pair> tst_Conformance::pairsOf(const QString &side) const
{
    QList<Pair> pairs;
    for (const Call &call : m_calls) {
        const Pair pair{call, m_there.eventOf(call), m_here[side].eventOf(call)};
        if (!pair.there.isEmpty() && !pair.here.isEmpty())
            pairs.append(pair);
    }
    return pairs;
}

void tst_Conformance::eachExceptionIsNeeded()
{
    // Asked again here, so that this test is right when it is run alone.
    Exceptions exceptions(source(u"exceptions.json"));
    for (const QString &side : sideNames()) {
        for (const Call &call : std::as_const(m_calls)) {
            const Outcome here = m_here[side].outcomes[call.id];
            if (!here.isLike(m_there.outcomes[call.id]))
                exceptions.allowOutcome({side, call}, here, m_here[side].eventOf(call));
        }
        for (const Pair &pair : pairsOf(side))
            differences(pair.there, pair.here, {side, pair.call}, exceptions);
    }
    QCOMPARE(exceptions.unused(sideNames()), QStringList());
}

QTEST_GUILESS_MAIN(tst_Conformance)
#include "tst_conformance.moc"
