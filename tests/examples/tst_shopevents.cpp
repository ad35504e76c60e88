// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "shopevents.h"

#include <RudderQt/EventRecorder>

#include <QTest>

using namespace Qt::StringLiterals;
using Rudder::AcceptedEvent;

// The shop's tracking plan, tested as any application can test its own: a recorder, a client, and
// the class that makes the calls.
class tst_ShopEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScreenHasItsName();
    void aProductIsDescribed();
    void anOrderNamesWhatWasBought();
    void signingUpTiesTheVisitorToTheAccount();
    void signingOutForgetsTheUser();
    void aRefusalIsTold();
};

void tst_ShopEvents::aScreenHasItsName()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    ShopEvents(&analytics).screenShown(u"Shop"_s);
    QCOMPARE(recorder.events().last().type(), AcceptedEvent::Type::Screen);
    QCOMPARE(recorder.events().last().name(), u"Shop"_s);
}

void tst_ShopEvents::aProductIsDescribed()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    ShopEvents(&analytics).productAdded(allProducts().first(), 2);
    QCOMPARE(recorder.events().last().name(), u"Product Added"_s);
    const QVariantMap expected{{u"product_id"_s, u"tea-1"_s}, {u"name"_s, u"Assam"_s},
                               {u"category"_s, u"Black"_s},   {u"price"_s, 7.90},
                               {u"currency"_s, u"EUR"_s},     {u"quantity"_s, 2}};
    QCOMPARE(recorder.events().last().properties(), expected);
}

void tst_ShopEvents::anOrderNamesWhatWasBought()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    Cart cart;
    cart.add(allProducts()[1]);
    cart.add(allProducts()[1]);
    cart.add(allProducts()[2]);
    ShopEvents(&analytics).orderCompleted(cart);

    const QVariantMap order = recorder.events().last().properties();
    QCOMPARE(order[u"revenue"_s].toDouble(), 2 * 12.50 + 18.00);
    const QVariantList products = order[u"products"_s].toList();
    QCOMPARE(products.size(), 2);
    QCOMPARE(products[0].toMap()[u"quantity"_s].toInt(), 2);
    QCOMPARE(products[1].toMap()[u"name"_s].toString(), u"Oolong"_s);
}

void tst_ShopEvents::signingUpTiesTheVisitorToTheAccount()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    const QString visitor = analytics.anonymousId();
    ShopEvents(&analytics).signedUp({u"Grace"_s, u"grace@example.com"_s});

    const QList<AcceptedEvent> events = recorder.events();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0].type(), AcceptedEvent::Type::Alias);
    QCOMPARE(events[0].previousId(), visitor);
    QCOMPARE(events[0].userId(), u"grace@example.com"_s);
    QCOMPARE(events[1].type(), AcceptedEvent::Type::Identify);
    QCOMPARE(events[1].userId(), u"grace@example.com"_s);
    QCOMPARE(events[1].traits()[u"name"_s].toString(), u"Grace"_s);
}

void tst_ShopEvents::signingOutForgetsTheUser()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    ShopEvents events(&analytics);
    events.signedIn({u"Grace"_s, u"grace@example.com"_s});
    events.productViewed(allProducts().first());
    QCOMPARE(recorder.events().last().userId(), u"grace@example.com"_s);
    events.signedOut();
    events.productViewed(allProducts().first());
    QCOMPARE(recorder.events().last().userId(), QString());
}

void tst_ShopEvents::aRefusalIsTold()
{
    Rudder::EventRecorder recorder;
    Rudder::Analytics analytics(recorder.configuration());
    ShopEvents events(&analytics);
    QString reason;
    connect(&events, &ShopEvents::refused, this, [&](const QString &why) { reason = why; });
    events.companyJoined({}, u"Company"_s);
    QVERIFY(!reason.isEmpty());
    QVERIFY(recorder.events().isEmpty());
}

QTEST_MAIN(tst_ShopEvents)
#include "tst_shopevents.moc"
