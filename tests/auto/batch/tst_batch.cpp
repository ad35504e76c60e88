// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/batch_p.h"
#include "event/timestamp_p.h"
#include "queue/clockmark_p.h"
#include "queue/eventlayout_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtTest/qtest.h>

#include <limits>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_Batch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachEventGetsTheTimeOfSending();
    void anEventIsAsOldAsTheBootClockKnows_data();
    void anEventIsAsOldAsTheBootClockKnows();
    void theMarkComesAndGoesWithoutHarm();
    void anEmptyBatchIsStillJson();
    void bytesThatAreNoEventAreNotOverwritten();
    void anAnonymousIdIsSharedByAllOrByNone_data();
    void anAnonymousIdIsSharedByAllOrByNone();
};

static StoredEvent storedEvent(const QByteArray &name)
{
    const QByteArray hole(EventLayout::timestampWidth, '0');
    StoredEvent result;
    result.bytes = EventLayout::beforeOriginalTimestamp + hole + EventLayout::beforeSentAt + hole
            + "\",\"event\":\"" + name + "\",\"context\":{\"library\":{\"name\":\"l\"}}}";
    return result;
}

static Clocks clocksAt(qint64 wall)
{
    return {wall, 5'000'000, "boot", 1'764'547'200'000};
}

void tst_Batch::eachEventGetsTheTimeOfSending()
{
    const QByteArray body =
            batchBody({storedEvent("a"), storedEvent("b")}, clocksAt(1'767'225'600'123));
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QString time = u"2026-01-01T00:00:00.123Z"_s;
    QCOMPARE(object[u"sentAt"].toString(), time);
    const QJsonArray batch = object[u"batch"].toArray();
    QCOMPARE(batch.size(), 2);
    QCOMPARE(batch[0][u"sentAt"].toString(), time);
    QCOMPARE(batch[1][u"sentAt"].toString(), time);
    QCOMPARE(batch[1][u"event"].toString(), u"b"_s);
    QCOMPARE(batch[0][u"originalTimestamp"].toString(), QString(24, u'0'));
}

void tst_Batch::anEventIsAsOldAsTheBootClockKnows_data()
{
    constexpr qint64 now = 1'767'225'600'123;        // in January 2026
    constexpr qint64 inNovember = 1'763'000'000'000; // before the earliest
    constexpr qint64 in1970 = 77'000;
    constexpr qint64 in2099 = 4'070'908'800'000;
    constexpr qint64 boot = 5'000'000; // that is now
    QTest::addColumn<QByteArray>("bootId");
    QTest::addColumn<qint64>("bootMilliseconds");
    QTest::addColumn<qint64>("recordedAt");
    QTest::addColumn<bool>("wasUnset");
    QTest::addColumn<qint64>("wall");
    QTest::addColumn<qint64>("original");
    QTest::addColumn<qint64>("sent");
    QTest::addColumn<bool>("isUnset");
    const auto row = [](const char *name, const QByteArray &bootId, qint64 bootMilliseconds,
                        qint64 recordedAt, bool wasUnset, qint64 wall, qint64 original, qint64 sent,
                        bool isUnset) {
        QTest::newRow(name) << bootId << bootMilliseconds << recordedAt << wasUnset << wall
                            << original << sent << isUnset;
    };
    const qint64 ago = boot - 60'000;
    row("a minute ago", "boot", ago, now - 60'000, false, now, now - 60'000, now, false);
    row("before the clock was set", "boot", ago, in1970, true, now, now - 60'000, now, false);
    row("before the clock was set back", "boot", ago, now + 1'000'000, false, now, now - 60'000,
        now, false);
    row("the clock is still not set", "boot", ago, in1970, true, in1970 + 60'000, in1970,
        in1970 + 60'000, true);
    row("the clock is not set any more", "boot", ago, now, false, in1970, in1970 - 60'000, in1970,
        true);
    row("since boot", "boot", 0, in1970, true, now, now - boot, now, false);
    row("in the future", "boot", boot + 1, now, false, now, now, now, false);
    row("damaged, far in the future", "boot", std::numeric_limits<qint64>::max(), now, false, now,
        now, now, false);
    row("damaged, before the boot", "boot", std::numeric_limits<qint64>::min(), now, false, now,
        now - boot, now, false);
    row("another boot", "before", ago, now - 1'000'000, false, now, now - 1'000'000, now, false);
    row("another boot without a clock", "before", ago, in1970, true, now, in1970, now, true);
    row("an unknown boot", "", ago, now - 1'000'000, false, now, now - 1'000'000, now, false);
    row("an unknown boot without a clock", "", ago, in1970, true, now, in1970, now, true);
    row("neither boot has a clock", "before", ago, in1970, true, in1970 + 5, in1970, in1970 + 5,
        true);
    // The server would take the difference for the age: from 2026 to 1970.
    row("another boot, and only this one without a clock", "before", ago, now, false, in1970, now,
        now, false);
    row("another boot, and the clock is behind it", "before", ago, now + 10'800'000, false, now,
        now + 10'800'000, now + 10'800'000, false);
    row("another boot, whose clock was decades ahead", "before", ago, in2099, false, now, in2099,
        in2099, false);
    row("an unknown boot, and the clock is behind it", "", ago, now + 1, false, now, now + 1,
        now + 1, false);
    row("neither boot has a clock, and this one is younger", "before", ago, in1970, true, 5'000,
        in1970, in1970, true);
    row("another boot, older than this build", "before", ago, inNovember, false, now, inNovember,
        now, false);
}

void tst_Batch::anEventIsAsOldAsTheBootClockKnows()
{
    QFETCH(QByteArray, bootId);
    QFETCH(qint64, bootMilliseconds);
    QFETCH(qint64, recordedAt);
    QFETCH(bool, wasUnset);
    QFETCH(qint64, wall);
    QFETCH(qint64, original);
    QFETCH(qint64, sent);
    QFETCH(bool, isUnset);
    StoredEvent event = storedEvent("a");
    event.bootId = bootId;
    event.bootMilliseconds = bootMilliseconds;
    writeUtc(event.bytes.data() + EventLayout::originalTimestampOffset, recordedAt);
    setClockUnset(&event.bytes, wasUnset);
    const auto text = [](qint64 time) {
        QByteArray utc;
        appendUtc(utc, time);
        return QString::fromLatin1(utc);
    };
    // Between others, which its changes must not reach.
    const std::vector<StoredEvent> events{storedEvent("before"), event, storedEvent("after")};
    QJsonParseError error;
    const QByteArray body = batchBody(events, clocksAt(wall));
    const QJsonArray batch = QJsonDocument::fromJson(body, &error).object()[u"batch"].toArray();
    QVERIFY2(error.error == QJsonParseError::NoError, body.constData());
    QCOMPARE(batch.size(), 3);
    QCOMPARE(batch[1][u"originalTimestamp"].toString(), text(original));
    QCOMPARE(batch[1][u"sentAt"].toString(), text(sent));
    QCOMPARE(batch[1][u"context"][u"clock"].toString(), isUnset ? u"unset"_s : QString());
    QCOMPARE(batch[1][u"context"].toObject().size(), isUnset ? 2 : 1);
    QCOMPARE(batch[0][u"event"].toString(), u"before"_s);
    QCOMPARE(batch[2][u"event"].toString(), u"after"_s);
    QCOMPARE(batch[2][u"originalTimestamp"].toString(), QString(24, u'0'));
}

void tst_Batch::theMarkComesAndGoesWithoutHarm()
{
    for (const QByteArray &bytes :
         {QByteArray(R"({"context":{"a":1}})"), QByteArray(R"({"context":{"a":{"b":"}}"}}})"),
          QByteArray(R"({"context":{"a":{"b":1,"clock":"unset"}}})"),
          QByteArray(R"({"context":{"a":"\",\"clock\":\"unset\"}}"}})")}) {
        QByteArray marked = bytes;
        QVERIFY(!isClockUnset(bytes));
        setClockUnset(&marked, false);
        QCOMPARE(marked, bytes);
        setClockUnset(&marked, true);
        QVERIFY(isClockUnset(marked));
        QCOMPARE(QJsonDocument::fromJson(marked)[u"context"][u"clock"].toString(), u"unset"_s);
        const QByteArray once = marked;
        setClockUnset(&marked, true);
        QCOMPARE(marked, once);
        setClockUnset(&marked, false);
        QCOMPARE(marked, bytes);
    }
    QByteArray odd = "{\"a\":1}";
    setClockUnset(&odd, true);
    QCOMPARE(odd, "{\"a\":1}");
}

void tst_Batch::anEmptyBatchIsStillJson()
{
    QVERIFY(QJsonDocument::fromJson(batchBody({}, {})).isObject());
}

void tst_Batch::bytesThatAreNoEventAreNotOverwritten()
{
    StoredEvent odd;
    odd.bytes = "{\"a\":1}";
    const QJsonObject object = QJsonDocument::fromJson(batchBody({odd}, {})).object();
    QCOMPARE(object[u"batch"].toArray()[0][u"a"].toInt(), 1);
}

void tst_Batch::anAnonymousIdIsSharedByAllOrByNone_data()
{
    QTest::addColumn<QByteArrayList>("ids");
    QTest::addColumn<QByteArray>("shared");
    QTest::newRow("none") << QByteArrayList() << QByteArray();
    QTest::newRow("one") << QByteArrayList({"a"}) << QByteArray("a");
    QTest::newRow("all") << QByteArrayList({"a", "a", "a"}) << QByteArray("a");
    QTest::newRow("two") << QByteArrayList({"a", "b"}) << QByteArray();
    QTest::newRow("some without") << QByteArrayList({"a", ""}) << QByteArray();
    QTest::newRow("the first without") << QByteArrayList({"", "a"}) << QByteArray();
}

void tst_Batch::anAnonymousIdIsSharedByAllOrByNone()
{
    QFETCH(QByteArrayList, ids);
    QFETCH(QByteArray, shared);
    std::vector<StoredEvent> events;
    for (const QByteArray &id : ids) {
        StoredEvent event;
        event.anonymousId = id;
        events.push_back(event);
    }
    QCOMPARE(sharedAnonymousId(events), shared);
}

QTEST_APPLESS_MAIN(tst_Batch)
#include "tst_batch.moc"
