// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "qtvalue_p.h"

#include <RudderQt/Properties>

#include <QtCore/qpoint.h>
#include <QtCore/qrect.h>
#include <QtCore/qsize.h>

namespace Rudder {

namespace {

Properties pointObject(QPointF point)
{
    return {{QStringLiteral("x"), point.x()}, {QStringLiteral("y"), point.y()}};
}

Properties sizeObject(QSizeF size)
{
    return {{QStringLiteral("width"), size.width()}, {QStringLiteral("height"), size.height()}};
}

Properties rectObject(const QRectF &rect)
{
    return pointObject(rect.topLeft()).insert(sizeObject(rect.size()));
}

} // namespace

std::optional<QVariant> plainQtValue(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QPoint:
    case QMetaType::QPointF:
        return QVariant::fromValue(pointObject(value.toPointF()));
    case QMetaType::QSize:
    case QMetaType::QSizeF:
        return QVariant::fromValue(sizeObject(value.toSizeF()));
    case QMetaType::QRect:
    case QMetaType::QRectF:
        return QVariant::fromValue(rectObject(value.toRectF()));
    default:
        break;
    }
    const QMetaType type = value.metaType();
    if (type.id() <= QMetaType::LastCoreType || type.flags().testFlag(QMetaType::IsEnumeration))
        return value;
    // Colors and fonts, whose conversion comes with QtGui, where that is loaded.
    if (QMetaType::canConvert(type, QMetaType::fromType<QString>()))
        return value.toString();
    return {};
}

} // namespace Rudder
