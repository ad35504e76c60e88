// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

/// What became of a call: its event left under a messageId, or a sentence says why not.
struct Outcome
{
    enum Kind {
        Missing, ///< The side never made the call.
        Accepted,
        Refused,
        Inexpressible, ///< The side's language has no way of saying it.
    };

    static Outcome accepted(const QString &messageId) { return {Accepted, messageId, {}}; }
    static Outcome refused(const QString &sentence) { return {Refused, {}, sentence}; }
    static Outcome inexpressible(const QString &what) { return {Inexpressible, {}, what}; }

    /// "accepted", "refused" or "inexpressible".
    QString name() const;
    QString shown() const;

    /// Whether the two say the same; a messageId is another each time.
    bool isLike(const Outcome &other) const
    {
        return kind == other.kind && sentence == other.sentence;
    }

    Kind kind = Missing;
    QString messageId;
    QString sentence;
};
