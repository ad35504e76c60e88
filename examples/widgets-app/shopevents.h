// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SHOPEVENTS_H
#define SHOPEVENTS_H

#include "accountdialog.h"
#include "cart.h"

#include <RudderQt/Analytics>

// The shop's tracking plan in one place: what happens in the shop, in the words of analytics.
class ShopEvents : public QObject
{
    Q_OBJECT

public:
    explicit ShopEvents(Rudder::Analytics *analytics, QObject *parent = nullptr);

    void screenShown(const QString &name);
    void productViewed(const Product &product);
    void productAdded(const Product &product, int quantity);
    void orderCompleted(const Cart &cart);
    void signedUp(const Account &account);
    void signedIn(const Account &account);
    void companyJoined(const QString &id, const QString &name);
    void signedOut();

Q_SIGNALS:
    void recorded(const QString &messageId);
    void refused(const QString &reason);

private:
    void record(const Rudder::Receipt &receipt);

    Rudder::Analytics *m_analytics;
};

#endif
