// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QJsonObject>
#include <QList>
#include <QStringList>

/// An event with one thing wrong, which a comparison that is worth its name reports.
struct Mutation
{
    QString path;
    QJsonObject event;

    bool isSeenIn(const QStringList &differences) const;
};

/// One for each object of \a event, however deep.
QList<Mutation> withAnUnknownKey(const QJsonObject &event);
/// One for each field of \a here that \a there has as well.
QList<Mutation> withoutAField(const QJsonObject &here, const QJsonObject &there);
/// One for each value of \a here, which is either no longer that of \a there or of another type.
QList<Mutation> withAnotherValue(const QJsonObject &here, const QJsonObject &there);
