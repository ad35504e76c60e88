// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef CART_H
#define CART_H

#include "product.h"

#include <QGroupBox>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QTreeWidget;
QT_END_NAMESPACE

struct CartLine
{
    Product product;
    int quantity = 0;
};

class Cart : public QGroupBox
{
    Q_OBJECT

public:
    explicit Cart(QWidget *parent = nullptr);

    int add(const Product &product); // answers how many of it are now in the cart
    void clear();
    const QList<CartLine> &lines() const { return m_lines; }
    double total() const;

Q_SIGNALS:
    void checkoutClicked();

private:
    void showLines();

    QList<CartLine> m_lines;
    QTreeWidget *m_view;
    QLabel *m_total;
    QPushButton *m_checkout;
};

#endif
