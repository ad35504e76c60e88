// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef PRODUCT_H
#define PRODUCT_H

#include <QColor>
#include <QList>
#include <QPixmap>
#include <QString>

struct Product
{
    QString id;
    QString name;
    QString category;
    QString description;
    double price = 0;
    QColor color;
};

const QList<Product> &allProducts();
QPixmap pictureOf(const Product &product, QSize size);
QString priceText(double price);

#endif
