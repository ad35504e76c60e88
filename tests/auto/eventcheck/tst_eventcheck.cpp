// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventcheck_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_EventCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEventIsRefusedInTheNodeSdksWords_data();
    void anEventIsRefusedInTheNodeSdksWords();
    void aSizeThatIsNoWholeKilobyteIsSaidInBytes();
};

void tst_EventCheck::anEventIsRefusedInTheNodeSdksWords_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QString>("sentence");

    const auto event = [](EventType type, const QString &userId, const QString &what = {},
                          const QString &previousId = {}) {
        Event result;
        result.type = type;
        result.userId = userId;
        result.event = type == EventType::Track ? what : QString();
        result.groupId = type == EventType::Group ? what : QString();
        result.previousId = previousId;
        return result;
    };
    const QString user = u"You must pass either an \"anonymousId\" or a \"userId\"."_s;

    QTest::newRow("identify") << event(EventType::Identify, u"u"_s) << QString();
    QTest::newRow("identify nobody") << event(EventType::Identify, {}) << user;
    QTest::newRow("track") << event(EventType::Track, u"u"_s, u"e"_s) << QString();
    QTest::newRow("track nobody") << event(EventType::Track, {}, u"e"_s) << user;
    QTest::newRow("track nothing")
            << event(EventType::Track, u"u"_s) << u"You must pass an \"event\"."_s;
    QTest::newRow("page without a name") << event(EventType::Page, u"u"_s) << QString();
    QTest::newRow("page nobody") << event(EventType::Page, {}) << user;
    QTest::newRow("screen without a name") << event(EventType::Screen, u"u"_s) << QString();
    QTest::newRow("screen nobody") << event(EventType::Screen, {}) << user;
    QTest::newRow("group") << event(EventType::Group, u"u"_s, u"g"_s) << QString();
    QTest::newRow("group nobody") << event(EventType::Group, {}, u"g"_s) << user;
    QTest::newRow("group nothing")
            << event(EventType::Group, u"u"_s) << u"You must pass a \"groupId\"."_s;
    QTest::newRow("alias") << event(EventType::Alias, u"u"_s, {}, u"p"_s) << QString();
    QTest::newRow("alias nobody") << event(EventType::Alias, {}, {}, u"p"_s)
                                  << u"You must pass a \"userId\"."_s;
    QTest::newRow("alias from nobody")
            << event(EventType::Alias, u"u"_s) << u"You must pass a \"previousId\"."_s;

    Event anonymous = event(EventType::Track, {}, u"e"_s);
    anonymous.anonymousId = u"a"_s;
    QTest::newRow("an anonymousId will do") << anonymous << QString();
    Event badTime = event(EventType::Track, u"u"_s, u"e"_s);
    badTime.timestamp = QDateTime(QDate(2026, 2, 30), QTime(1, 0));
    QTest::newRow("an invalid timestamp") << badTime << u"\"timestamp\" must be a date."_s;
}

void tst_EventCheck::anEventIsRefusedInTheNodeSdksWords()
{
    QFETCH(Event, event);
    QFETCH(QString, sentence);
    QCOMPARE(checkEvent(event).message(), sentence);
    QCOMPARE(checkEvent(event).isError(), !sentence.isEmpty());
}

void tst_EventCheck::aSizeThatIsNoWholeKilobyteIsSaidInBytes()
{
    QCOMPARE(tooLarge(32 * 1024).message(), u"Your message must be < 32kb."_s);
    QCOMPARE(tooLarge(1000).message(), u"Your message must be < 1000 bytes."_s);
}

QTEST_APPLESS_MAIN(tst_EventCheck)
#include "tst_eventcheck.moc"
