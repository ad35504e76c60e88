// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/batch_p.h"
#include "queue/eventlayout_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_Batch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachEventGetsTheTimeOfSending();
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
            + "\",\"event\":\"" + name + "\"}";
    return result;
}

void tst_Batch::eachEventGetsTheTimeOfSending()
{
    const QByteArray body = batchBody({storedEvent("a"), storedEvent("b")}, 1'767'225'600'123);
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

void tst_Batch::anEmptyBatchIsStillJson()
{
    QVERIFY(QJsonDocument::fromJson(batchBody({}, 0)).isObject());
}

void tst_Batch::bytesThatAreNoEventAreNotOverwritten()
{
    StoredEvent odd;
    odd.bytes = "{\"a\":1}";
    const QJsonObject object = QJsonDocument::fromJson(batchBody({odd}, 0)).object();
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
