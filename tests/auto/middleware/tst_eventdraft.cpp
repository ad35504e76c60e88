// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventcheck_p.h"
#include "eventdraft_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using Type = EventDraft::Type;

class tst_EventDraft : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDefaultDraftIsEmptyAndRefused();
    void aDraftSaysWhatTheCallSaid();
    void aDraftThatNobodyChangedIsTheSameEvent_data();
    void aDraftThatNobodyChangedIsTheSameEvent();
    void whatWasNotGivenStaysNotGiven();
    void whatIsSetIsInTheEvent();
    void anotherTypeTakesTheNameAlong();
    void whatATypeHasNoPlaceForIsLeftOut_data();
    void whatATypeHasNoPlaceForIsLeftOut();
    void aTypeThatIsNoneIsRefused_data();
    void aTypeThatIsNoneIsRefused();
    void aMadeUpDraftIsCheckedAsACall();
    void copiesAreOfTheirOwn();
    void debugNamesTypeAndName();
};

namespace {

// With all that the call has a place for.
Event eventOf(EventType type)
{
    Event event;
    event.type = type;
    event.userId = u"user"_s;
    event.anonymousId = u"anonymous"_s;
    event.category = u"category"_s;
    event.context = {{u"c"_s, 1}};
    event.integrations = {{u"All"_s, true}};
    event.timestamp = QDateTime::fromMSecsSinceEpoch(1'000'000);
    event.messageId = u"message"_s;
    if (type == EventType::Track)
        event.event = u"event"_s;
    if (type == EventType::Page || type == EventType::Screen)
        event.name = u"name"_s;
    if (type == EventType::Group)
        event.groupId = u"group"_s;
    if (type == EventType::Alias)
        event.previousId = u"previous"_s;
    if (type != EventType::Identify && type != EventType::Group)
        event.properties = {{u"p"_s, 2}};
    if (type == EventType::Identify || type == EventType::Group || type == EventType::Alias)
        event.traits = {{u"t"_s, 3}};
    return event;
}

void addTypes()
{
    QTest::addColumn<EventType>("eventType");
    QTest::addColumn<Type>("type");
    QTest::newRow("identify") << EventType::Identify << Type::Identify;
    QTest::newRow("track") << EventType::Track << Type::Track;
    QTest::newRow("page") << EventType::Page << Type::Page;
    QTest::newRow("screen") << EventType::Screen << Type::Screen;
    QTest::newRow("group") << EventType::Group << Type::Group;
    QTest::newRow("alias") << EventType::Alias << Type::Alias;
}

void compare(const Event &actual, const Event &expected)
{
    QCOMPARE(actual.type, expected.type);
    QCOMPARE(actual.event, expected.event);
    QCOMPARE(actual.name, expected.name);
    QCOMPARE(actual.category, expected.category);
    QCOMPARE(actual.groupId, expected.groupId);
    QCOMPARE(actual.previousId, expected.previousId);
    QCOMPARE(actual.userId, expected.userId);
    QCOMPARE(actual.anonymousId, expected.anonymousId);
    QCOMPARE(actual.properties, expected.properties);
    QCOMPARE(actual.traits, expected.traits);
    QCOMPARE(actual.context, expected.context);
    QCOMPARE(actual.integrations, expected.integrations);
    QCOMPARE(actual.timestamp, expected.timestamp);
    QCOMPARE(actual.messageId, expected.messageId);
}

} // namespace

void tst_EventDraft::aDefaultDraftIsEmptyAndRefused()
{
    const EventDraft draft;
    QCOMPARE(draft.type(), Type::None);
    QVERIFY(draft.name().isNull());
    QVERIFY(draft.userId().isNull());
    QVERIFY(draft.properties().isNull());
    QVERIFY(draft.timestamp().isNull());
    QCOMPARE(checkDraft(draft).code(), Error::Code::WrongType);
    QVERIFY(checkDraft(draft).message().contains(u"setType()"_s));
}

void tst_EventDraft::aDraftSaysWhatTheCallSaid()
{
    const EventDraft track = toDraft(eventOf(EventType::Track));
    QCOMPARE(track.type(), Type::Track);
    QCOMPARE(track.name(), u"event"_s);
    QCOMPARE(track.userId(), u"user"_s);
    QCOMPARE(track.anonymousId(), u"anonymous"_s);
    QCOMPARE(track.category(), u"category"_s);
    QCOMPARE(track.properties(), Properties({{u"p"_s, 2}}));
    QCOMPARE(track.context(), Properties({{u"c"_s, 1}}));
    QCOMPARE(track.integrations(), Properties({{u"All"_s, true}}));
    QCOMPARE(track.timestamp(), QDateTime::fromMSecsSinceEpoch(1'000'000));
    QCOMPARE(track.messageId(), u"message"_s);
    QCOMPARE(toDraft(eventOf(EventType::Screen)).name(), u"name"_s);
    QCOMPARE(toDraft(eventOf(EventType::Group)).groupId(), u"group"_s);
    QCOMPARE(toDraft(eventOf(EventType::Alias)).previousId(), u"previous"_s);
    QCOMPARE(toDraft(eventOf(EventType::Identify)).traits(), Properties({{u"t"_s, 3}}));
}

void tst_EventDraft::aDraftThatNobodyChangedIsTheSameEvent_data()
{
    addTypes();
}

void tst_EventDraft::aDraftThatNobodyChangedIsTheSameEvent()
{
    QFETCH(EventType, eventType);
    QFETCH(Type, type);
    const EventDraft draft = toDraft(eventOf(eventType));
    QCOMPARE(draft.type(), type);
    QVERIFY(!checkDraft(draft).isError());
    compare(toEvent(draft), eventOf(eventType));
}

void tst_EventDraft::whatWasNotGivenStaysNotGiven()
{
    Event event;
    event.userId = u""_s; // given, though empty
    const Event back = toEvent(toDraft(event));
    QVERIFY(back.event.isNull());
    QVERIFY(back.anonymousId.isNull());
    QVERIFY(!back.userId.isNull());
    QVERIFY(back.properties.isNull());
    QVERIFY(back.timestamp.isNull());
}

void tst_EventDraft::whatIsSetIsInTheEvent()
{
    EventDraft draft;
    draft.setType(Type::Alias).setUserId(u"user"_s).setAnonymousId(u"anonymous"_s);
    draft.setPreviousId(u"previous"_s).setCategory(u"category"_s).setMessageId(u"message"_s);
    draft.setProperties({{u"p"_s, 2}}).setTraits({{u"t"_s, 3}}).setContext({{u"c"_s, 1}});
    draft.setIntegrations({{u"All"_s, true}});
    draft.setTimestamp(QDateTime::fromMSecsSinceEpoch(1'000'000));
    compare(toEvent(draft), eventOf(EventType::Alias));

    EventDraft group;
    group.setType(Type::Group).setGroupId(u"group"_s);
    QCOMPARE(toEvent(group).groupId, u"group"_s);
    EventDraft page;
    page.setType(Type::Page).setName(u"name"_s);
    QCOMPARE(toEvent(page).name, u"name"_s);
}

void tst_EventDraft::anotherTypeTakesTheNameAlong()
{
    EventDraft draft = toDraft(eventOf(EventType::Track));
    draft.setType(Type::Screen);
    QCOMPARE(toEvent(draft).type, EventType::Screen);
    QCOMPARE(toEvent(draft).name, u"event"_s);
    QVERIFY(toEvent(draft).event.isNull());
    draft.setType(Type::Track);
    QCOMPARE(toEvent(draft).event, u"event"_s);
    QVERIFY(toEvent(draft).name.isNull());
}

void tst_EventDraft::whatATypeHasNoPlaceForIsLeftOut_data()
{
    addTypes();
}

void tst_EventDraft::whatATypeHasNoPlaceForIsLeftOut()
{
    QFETCH(EventType, eventType);
    QFETCH(Type, type);
    EventDraft draft = toDraft(eventOf(eventType));
    const QString name = draft.name();
    draft.setName(name.isNull() ? u"no place"_s : name).setGroupId(u"group"_s);
    draft.setPreviousId(u"previous"_s).setProperties({{u"p"_s, 2}}).setTraits({{u"t"_s, 3}});
    QCOMPARE(draft.type(), type);
    compare(toEvent(draft), eventOf(eventType));
}

void tst_EventDraft::aTypeThatIsNoneIsRefused_data()
{
    QTest::addColumn<Type>("type");
    QTest::newRow("none") << Type::None;
    QTest::newRow("beyond the last") << Type(int(Type::Alias) + 1);
    QTest::newRow("negative") << Type(-1);
}

void tst_EventDraft::aTypeThatIsNoneIsRefused()
{
    QFETCH(Type, type);
    EventDraft draft = toDraft(eventOf(EventType::Track));
    draft.setType(type);
    QCOMPARE(checkDraft(draft).code(), Error::Code::WrongType);
}

void tst_EventDraft::aMadeUpDraftIsCheckedAsACall()
{
    EventDraft draft = toDraft(eventOf(EventType::Track));
    draft.setType(Type::Group);
    QVERIFY(!checkDraft(draft).isError());
    QCOMPARE(checkEvent(toEvent(draft)).code(), Error::Code::MissingGroupId);
    draft.setGroupId(u"group"_s);
    QVERIFY(!checkEvent(toEvent(draft)).isError());
}

void tst_EventDraft::copiesAreOfTheirOwn()
{
    EventDraft draft = toDraft(eventOf(EventType::Track));
    EventDraft copy = draft;
    copy.setName(u"other"_s);
    QCOMPARE(draft.name(), u"event"_s);
    const EventDraft moved = std::move(copy);
    QCOMPARE(moved.name(), u"other"_s);
    QCOMPARE(copy.type(), Type::None); // NOLINT(bugprone-use-after-move)
    QCOMPARE(QVariant::fromValue(moved).value<EventDraft>().name(), u"other"_s);
}

void tst_EventDraft::debugNamesTypeAndName()
{
    QString text;
    QDebug(&text).nospace() << toDraft(eventOf(EventType::Track)) << ' '
                            << EventDraft().setType(Type(4711));
    QCOMPARE(text, uR"(Rudder::EventDraft(Track, "event") Rudder::EventDraft(unknown, ""))"_s);
}

QTEST_APPLESS_MAIN(tst_EventDraft)
#include "tst_eventdraft.moc"
