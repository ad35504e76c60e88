// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "call.h"
#include "outcome.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

/*!
    What may differ from the Node SDK: the entries of exceptions.json, each with its reason.

    An entry of "fields" names one full path, as a JSON pointer, and the form of the value there (in
    the Node SDK's event) and here (in ours). One without "here" says that the field is left out
    here; one without "there", that it is beside what the Node SDK sends.

    An entry of "outcomes" names calls that are "accepted", "refused" with its "sentence" or
    "inexpressible" here, and otherwise there. "supplied" is a field that the client's memory gave
    to an accepted one.

    "types", "calls" and "sides" narrow an entry down.
*/
class Exceptions
{
public:
    struct Circumstances
    {
        QString side;
        Call call;
    };

    explicit Exceptions(const QString &fileName);
    Exceptions(const QJsonArray &fields, const QJsonArray &outcomes);

    /// Whether an entry allows the two values, either of which may be undefined, to differ.
    bool allowField(const Circumstances &where, const QString &path, const QJsonValue &there,
                    const QJsonValue &here);
    /// Whether an entry allows the outcome \a here. The event that was \a sent, if one was, must
    /// have what the entry says.
    bool allowOutcome(const Circumstances &where, const Outcome &here, const QJsonObject &sent);

    /// What is wrong with the list itself: a missing reason, an unknown form, and the like.
    QStringList mistakes(const QList<Call> &calls) const;
    /// The entries for any of \a sides that were never needed.
    QStringList unused(const QStringList &sides) const;

private:
    QList<QJsonObject> m_fields;
    QMultiHash<QString, qsizetype> m_fieldsAt;
    QList<QJsonObject> m_outcomes;
    QSet<qsizetype> m_usedFields;
    QSet<qsizetype> m_usedOutcomes;
};
