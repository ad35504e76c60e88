// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "product.h"

#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

const QList<Product> &allProducts()
{
    static const QList<Product> products = {
            {u"tea-1"_s, u"Assam"_s, u"Black"_s, u"Malty and strong, for the first cup."_s, 7.90,
             QColor(0x8a, 0x3b, 0x12)},
            {u"tea-2"_s, u"Sencha"_s, u"Green"_s, u"Fresh as cut grass. Never boil it."_s, 12.50,
             QColor(0x7d, 0xa4, 0x3c)},
            {u"tea-3"_s, u"Oolong"_s, u"Oolong"_s, u"Half way between green and black."_s, 18.00,
             QColor(0xb8, 0x86, 0x2b)},
            {u"tea-4"_s, u"Hibiscus"_s, u"Herbal"_s, u"Sour and red, hot or on ice."_s, 5.40,
             QColor(0xb4, 0x23, 0x4a)},
            {u"tea-5"_s, u"Earl Grey"_s, u"Black"_s, u"With the oil of bergamot."_s, 8.20,
             QColor(0x4f, 0x5d, 0x8f)},
            {u"tea-6"_s, u"Peppermint"_s, u"Herbal"_s, u"Leaves from the garden, nothing else."_s,
             4.80, QColor(0x2f, 0x8f, 0x7a)},
    };
    return products;
}

// A cup in the product's colour, seen from the side.
QPixmap pictureOf(const Product &product, QSize size)
{
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor background = product.color;
    background.setAlpha(60);
    painter.setBrush(background);
    painter.drawRoundedRect(pixmap.rect(), 10, 10);

    painter.translate(size.width() / 2.0, size.height() / 2.0);
    painter.scale(size.height() / 100.0, size.height() / 100.0);
    QPainterPath cup(QPointF(-26, -18));
    cup.lineTo(26, -18);
    cup.cubicTo(26, 18, 14, 26, 0, 26);
    cup.cubicTo(-14, 26, -26, 18, -26, -18);
    painter.setBrush(product.color);
    painter.drawPath(cup);
    painter.drawRoundedRect(QRectF(-34, 30, 68, 5), 2, 2);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(product.color, 5));
    painter.drawArc(QRectF(14, -13, 24, 24), -70 * 16, 160 * 16);
    painter.setPen(QPen(product.color.darker(120), 3, Qt::SolidLine, Qt::RoundCap));
    for (const int x : {-10, 4})
        painter.drawArc(QRectF(x, -38, 8, 14), 90 * 16, 180 * 16);
    return pixmap;
}

QString priceText(double price)
{
    return u"€ %1"_s.arg(price, 0, 'f', 2);
}
