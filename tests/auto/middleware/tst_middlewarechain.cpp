// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/middlewarechain_p.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;
using Type = EventDraft::Type;

class tst_MiddlewareChain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutMiddlewareADraftPassesAsItIs();
    void theyRunInTheOrderOfAdding();
    void eachGetsWhatTheOneBeforeReturned();
    void aDroppedEventGoesNoFurther();
    void anotherTypeIsAllowedAndNoneGoesThroughToTheCheck();
    void whatCannotBeAddedIsRefusedWithASentence_data();
    void whatCannotBeAddedIsRefusedWithASentence();
    void aNameIsFreeAgainOnceRemoved();
    void oneThatThrowsIsNamedAndSkipped_data();
    void oneThatThrowsIsNamedAndSkipped();
    void aRowOfFailuresIsToldOnce();
    void eachFailingOneIsToldOfByItself();
    void aCallMadeInsideGoesPastAllOfThem();
    void aCallToAnotherClientRunsItsOwn();
    void afterOneThatThrewTheyRunAgain();
    void theListMayChangeInsideOfARun();
    void whatARemovedOneHoldsMayEndInAnyWay();
    void addingWhileOthersRun();
};

namespace {

EventDraft trackOf(const QString &name)
{
    return EventDraft().setType(Type::Track).setName(name);
}

Middleware appending(const QString &text)
{
    return [text](EventDraft draft) -> std::optional<EventDraft> {
        return draft.setName(draft.name() + text);
    };
}

Middleware throwing()
{
    return [](const EventDraft &) -> std::optional<EventDraft> {
        throw std::runtime_error("out of order");
    };
}

QString nameAfter(const MiddlewareChain &chain, const QString &name)
{
    const MiddlewareChain::Outcome outcome = chain.run(trackOf(name));
    return outcome.event ? outcome.event->name() : u"dropped by "_s + outcome.droppedBy;
}

QByteArray warningOf(const char *name, const char *what)
{
    return QByteArray("The middleware \"") + name + "\" threw: " + what
            + ". Events pass it unchanged when it does; this is said again only after it worked.";
}

} // namespace

void tst_MiddlewareChain::withoutMiddlewareADraftPassesAsItIs()
{
    MiddlewareChain chain;
    QVERIFY(chain.isEmpty());
    QVERIFY(chain.names().isEmpty());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
}

void tst_MiddlewareChain::theyRunInTheOrderOfAdding()
{
    MiddlewareChain chain;
    QVERIFY(!chain.add(u"z"_s, appending(u"1"_s)).isError());
    QVERIFY(!chain.add(u"a"_s, appending(u"2"_s)).isError());
    QVERIFY(!chain.add(u"m"_s, appending(u"3"_s)).isError());
    QVERIFY(!chain.isEmpty());
    QCOMPARE(chain.names(), QStringList({u"z"_s, u"a"_s, u"m"_s}));
    QCOMPARE(nameAfter(chain, u"e"_s), u"e123"_s);
}

void tst_MiddlewareChain::eachGetsWhatTheOneBeforeReturned()
{
    MiddlewareChain chain;
    chain.add(u"enrich"_s, [](EventDraft draft) -> std::optional<EventDraft> {
        Properties properties = draft.properties();
        properties.insert(u"store"_s, 7);
        return draft.setProperties(properties);
    });
    Properties seen;
    chain.add(u"look"_s, [&](EventDraft draft) -> std::optional<EventDraft> {
        seen = draft.properties();
        return draft;
    });
    const Properties expected{{u"price"_s, 1.5}, {u"store"_s, 7}};
    const auto outcome = chain.run(trackOf(u"e"_s).setProperties({{u"price"_s, 1.5}}));
    QCOMPARE(seen, expected);
    QCOMPARE(outcome.event->properties(), expected);
}

void tst_MiddlewareChain::aDroppedEventGoesNoFurther()
{
    MiddlewareChain chain;
    int later = 0;
    chain.add(u"gate"_s, [](const EventDraft &) { return std::nullopt; });
    chain.add(u"later"_s, [&](EventDraft draft) {
        ++later;
        return draft;
    });
    const auto outcome = chain.run(trackOf(u"e"_s));
    QVERIFY(!outcome.event);
    QCOMPARE(outcome.droppedBy, u"gate"_s);
    QCOMPARE(later, 0);
    QCOMPARE(droppedByRule(outcome.droppedBy),
             Error(Error::Code::DroppedByRule, u"The middleware \"gate\" dropped the event."_s));
}

void tst_MiddlewareChain::anotherTypeIsAllowedAndNoneGoesThroughToTheCheck()
{
    MiddlewareChain chain;
    Type type = Type::Screen;
    chain.add(u"type"_s, [&](EventDraft draft) { return draft.setType(type); });
    QCOMPARE(chain.run(trackOf(u"e"_s)).event->type(), Type::Screen);
    type = Type::None;
    QCOMPARE(chain.run(trackOf(u"e"_s)).event->type(), Type::None);
}

void tst_MiddlewareChain::whatCannotBeAddedIsRefusedWithASentence_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isFunction");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("no name") << QString() << true << Error::Code::WrongType;
    QTest::newRow("no function") << u"new"_s << false << Error::Code::WrongType;
    QTest::newRow("there already") << u"there"_s << true << Error::Code::ConflictingIds;
}

void tst_MiddlewareChain::whatCannotBeAddedIsRefusedWithASentence()
{
    QFETCH(QString, name);
    QFETCH(bool, isFunction);
    QFETCH(Error::Code, code);
    MiddlewareChain chain;
    chain.add(u"there"_s, appending(u"1"_s));
    const Error error = chain.add(name, isFunction ? appending(u"2"_s) : Middleware());
    QCOMPARE(error.code(), code);
    QVERIFY(error.message().endsWith(u'.'));
    QVERIFY(error.message().contains(name));
    QCOMPARE(chain.names(), QStringList(u"there"_s));
    QCOMPARE(nameAfter(chain, u"e"_s), u"e1"_s);
}

void tst_MiddlewareChain::aNameIsFreeAgainOnceRemoved()
{
    MiddlewareChain chain;
    chain.add(u"a"_s, appending(u"1"_s));
    chain.add(u"b"_s, appending(u"2"_s));
    QVERIFY(!chain.remove(u"c"_s));
    QVERIFY(chain.remove(u"a"_s));
    QVERIFY(!chain.remove(u"a"_s));
    QVERIFY(!chain.add(u"a"_s, appending(u"3"_s)).isError());
    QCOMPARE(chain.names(), QStringList({u"b"_s, u"a"_s}));
    QCOMPARE(nameAfter(chain, u"e"_s), u"e23"_s);
    QVERIFY(chain.remove(u"a"_s));
    QVERIFY(chain.remove(u"b"_s));
    QVERIFY(chain.isEmpty());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
}

void tst_MiddlewareChain::oneThatThrowsIsNamedAndSkipped_data()
{
    QTest::addColumn<bool>("isException");
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("an exception") << true << QByteArray("out of order");
    QTest::newRow("a number") << false << QByteArray("something that is no std::exception");
}

void tst_MiddlewareChain::oneThatThrowsIsNamedAndSkipped()
{
    QFETCH(bool, isException);
    QFETCH(QByteArray, what);
    MiddlewareChain chain;
    chain.add(u"first"_s, appending(u"1"_s));
    chain.add(u"broken"_s, [&](EventDraft draft) -> std::optional<EventDraft> {
        draft.setName(u"half done"_s);
        if (isException)
            throw std::runtime_error("out of order");
        throw 42;
    });
    chain.add(u"last"_s, appending(u"3"_s));
    QTest::ignoreMessage(QtWarningMsg, warningOf("broken", what.constData()).constData());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e13"_s);
}

void tst_MiddlewareChain::aRowOfFailuresIsToldOnce()
{
    QTest::failOnWarning(QRegularExpression(u"middleware"_s));
    MiddlewareChain chain;
    bool isBroken = true;
    chain.add(u"shaky"_s, [&](EventDraft draft) {
        if (isBroken)
            throw std::runtime_error("no connection");
        return draft.setName(u"repaired"_s);
    });
    const QByteArray warning = warningOf("shaky", "no connection");
    QTest::ignoreMessage(QtWarningMsg, warning.constData());
    for (int i = 0; i < 100; ++i)
        QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
    isBroken = false;
    QCOMPARE(nameAfter(chain, u"e"_s), u"repaired"_s);
    isBroken = true;
    QTest::ignoreMessage(QtWarningMsg, warning.constData());
    for (int i = 0; i < 100; ++i)
        QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
}

void tst_MiddlewareChain::eachFailingOneIsToldOfByItself()
{
    QTest::failOnWarning(QRegularExpression(u"middleware"_s));
    MiddlewareChain chain;
    chain.add(u"one"_s, throwing());
    chain.add(u"two"_s, throwing());
    QTest::ignoreMessage(QtWarningMsg, warningOf("one", "out of order").constData());
    QTest::ignoreMessage(QtWarningMsg, warningOf("two", "out of order").constData());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
    QCOMPARE(nameAfter(chain, u"e"_s), u"e"_s);
}

void tst_MiddlewareChain::aCallMadeInsideGoesPastAllOfThem()
{
    MiddlewareChain chain;
    QStringList inside;
    QVERIFY(!chain.isRunning());
    chain.add(u"audit"_s, [&](EventDraft draft) {
        inside.append(chain.isRunning() ? u"running"_s : u"not running"_s);
        if (inside.size() < 10) // else it would go round for ever, were it not for the guard
            inside.append(nameAfter(chain, u"inner"_s));
        return draft;
    });
    chain.add(u"append"_s, appending(u"!"_s));
    QCOMPARE(nameAfter(chain, u"outer"_s), u"outer!"_s);
    QCOMPARE(inside, QStringList({u"running"_s, u"inner"_s}));
    QVERIFY(!chain.isRunning());
}

void tst_MiddlewareChain::aCallToAnotherClientRunsItsOwn()
{
    MiddlewareChain mine;
    MiddlewareChain other;
    QString answer;
    mine.add(u"copy"_s, [&](EventDraft draft) {
        answer = nameAfter(other, draft.name());
        return draft;
    });
    // Back to the first one: that is inside of it already.
    other.add(u"back"_s, [&](EventDraft draft) {
        return draft.setName(nameAfter(mine, draft.name() + u" back"_s));
    });
    QCOMPARE(nameAfter(mine, u"e"_s), u"e"_s);
    QCOMPARE(answer, u"e back"_s);
}

void tst_MiddlewareChain::afterOneThatThrewTheyRunAgain()
{
    MiddlewareChain chain;
    chain.add(u"broken"_s, throwing());
    chain.add(u"append"_s, appending(u"!"_s));
    QTest::ignoreMessage(QtWarningMsg, warningOf("broken", "out of order").constData());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e!"_s);
    QVERIFY(!chain.isRunning());
    QCOMPARE(nameAfter(chain, u"e"_s), u"e!"_s);
}

void tst_MiddlewareChain::theListMayChangeInsideOfARun()
{
    MiddlewareChain chain;
    chain.add(u"once"_s, [&](EventDraft draft) {
        chain.remove(u"once"_s);
        chain.remove(u"next"_s);
        chain.add(u"later"_s, appending(u" later"_s));
        return draft.setName(draft.name() + u" once"_s);
    });
    chain.add(u"next"_s, appending(u" next"_s));
    QCOMPARE(nameAfter(chain, u"e"_s), u"e once next"_s);
    QCOMPARE(nameAfter(chain, u"e"_s), u"e later"_s);
}

void tst_MiddlewareChain::whatARemovedOneHoldsMayEndInAnyWay()
{
    struct Holder
    {
        ~Holder() { names = chain->names(); } // needs the lock
        MiddlewareChain *chain;
        QStringList &names;
    };
    MiddlewareChain chain;
    QStringList names;
    chain.add(u"holder"_s,
              [held = std::shared_ptr<Holder>(new Holder{&chain, names})](const EventDraft &draft) {
                  return draft;
              });
    chain.add(u"other"_s, appending(u"!"_s));
    QVERIFY(chain.remove(u"holder"_s));
    QCOMPARE(names, QStringList(u"other"_s));
}

void tst_MiddlewareChain::addingWhileOthersRun()
{
    constexpr int rounds = 2000;
    MiddlewareChain chain;
    chain.add(u"redact"_s, Middlewares::redactKeys({QRegularExpression(u"email"_s)}));
    chain.add(u"a"_s, appending(u"a"_s));
    std::atomic<int> wrong = 0;
    std::atomic<int> running = 4;
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const auto outcome = chain.run(trackOf(u"e"_s).setTraits({{u"email"_s, u"a@b"_s}}));
                const QString name = outcome.event ? outcome.event->name() : QString();
                const bool isRight = (name == u"ea" || name == u"eab")
                        && outcome.event->traits().value(u"email"_s) == u"[redacted]"_s;
                wrong += isRight ? 0 : 1;
            }
            --running;
        });
    }
    int changes = 0;
    while (running > 0 || changes == 0) {
        changes += chain.add(u"b"_s, appending(u"b"_s)).isError() ? 0 : 1;
        wrong += chain.names().size() == 3 ? 0 : 1;
        wrong += chain.remove(u"b"_s) ? 0 : 1;
    }
    for (std::thread &caller : callers)
        caller.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY(changes > 0);
}

QTEST_APPLESS_MAIN(tst_MiddlewareChain)
#include "tst_middlewarechain.moc"
