// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "shopevents.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace {

Rudder::Properties describe(const Product &product)
{
    return {{u"product_id"_s, product.id},
            {u"name"_s, product.name},
            {u"category"_s, product.category},
            {u"price"_s, product.price},
            {u"currency"_s, u"EUR"_s}};
}

} // namespace

ShopEvents::ShopEvents(Rudder::Analytics *analytics, QObject *parent)
    : QObject(parent), m_analytics(analytics)
{
}

void ShopEvents::screenShown(const QString &name)
{
    record(m_analytics->screen(name));
}

void ShopEvents::productViewed(const Product &product)
{
    record(m_analytics->track(u"Product Viewed"_s, describe(product)));
}

void ShopEvents::productAdded(const Product &product, int quantity)
{
    record(m_analytics->track(u"Product Added"_s,
                              describe(product).insert(u"quantity"_s, quantity)));
}

void ShopEvents::orderCompleted(const Cart &cart)
{
    QList<Rudder::Properties> products;
    for (const CartLine &line : cart.lines())
        products.append(describe(line.product).insert(u"quantity"_s, line.quantity));
    record(m_analytics->track(u"Order Completed"_s,
                              {{u"order_id"_s, QUuid::createUuid()},
                               {u"revenue"_s, cart.total()},
                               {u"currency"_s, u"EUR"_s},
                               {u"products"_s, products}}));
}

// The visitor had no name so far: alias ties what was seen of them to the new account.
void ShopEvents::signedUp(const Account &account)
{
    record(m_analytics->alias(account.email));
    signedIn(account);
}

void ShopEvents::signedIn(const Account &account)
{
    record(m_analytics->identify(account.email,
                                 {{u"name"_s, account.name}, {u"email"_s, account.email}}));
}

void ShopEvents::companyJoined(const QString &id, const QString &name)
{
    record(m_analytics->group(id, {{u"name"_s, name}}));
}

// Whoever comes next must not be taken for the one who left.
void ShopEvents::signedOut()
{
    m_analytics->reset();
}

void ShopEvents::record(const Rudder::Receipt &receipt)
{
    if (receipt.accepted())
        Q_EMIT recorded(receipt.messageId());
    else
        Q_EMIT refused(receipt.error().message());
}
