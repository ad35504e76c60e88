// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/middleware.h>

#include "event/logging_p.h"
#include "event/redaction_p.h"
#include "event/usersample_p.h"

#include <QtCore/qset.h>

#include <cmath>

namespace Rudder {

Q_LOGGING_CATEGORY(lcMiddleware, "rudder.middleware", QtWarningMsg)

namespace {

// Blank names are no names.
QSet<QString> trimmed(const QStringList &names)
{
    QSet<QString> result;
    for (const QString &name : names) {
        if (const QString text = name.trimmed(); !text.isEmpty())
            result.insert(text);
    }
    return result;
}

// Other calls have no event's name, and a track without one is the check's to refuse.
bool isNamedTrack(const EventDraft &draft)
{
    return draft.type() == EventDraft::Type::Track && !draft.name().isEmpty();
}

double inRange(double share)
{
    const double corrected = std::isnan(share) ? 1.0 : qBound(0.0, share, 1.0);
    if (corrected != share) {
        qCWarning(lcMiddleware).nospace()
                << "sampleUsers(" << share << "): the share of users must be from 0 to 1; "
                << corrected << " is taken.";
    }
    return corrected;
}

} // namespace

/*!
    \headerfile <RudderQt/Middleware>
    \inmodule RudderQt.Core
    \brief Functions between a call and its event: what they are, and some that are ready-made.
*/

/*!
    \typedef Rudder::Middleware

    A function that gets each event before it is checked and recorded, and returns it, changed or
    not, or \c std::nullopt to drop it.

    It runs on the thread that made the call, on any number of them at a time. So it must be
    thread-safe, and quick.

    \sa EventDraft
*/

/*!
    \namespace Rudder::Middlewares
    \inmodule RudderQt.Core
    \brief Ready-made middlewares. Each may be run by any thread.
*/

/*!
    Returns a middleware that puts the text \c {[redacted]} in the place of each value whose key
    matches one of \a patterns: in properties, traits and context, at every depth, in lists too. Keys
    keep their order.

    \code
    const QRegularExpression secret(u"password|^card"_s, QRegularExpression::CaseInsensitiveOption);
    analytics.addMiddleware(u"redact"_s, Rudder::Middlewares::redactKeys({secret}));
    \endcode

    A pattern matches anywhere in a key; \c {^} and \c {$} make it match the whole. Names, ids and
    integrations stay as they are.

    It reaches what the call gives, and so not the traits that were remembered before it was added, nor
    the values of Analytics::setContextValue(): every event goes on to carry them. Remembered traits go
    with Analytics::reset(), or when the user is identified once more with the same keys; set no such
    context value.

    A pattern that is not valid can't tell what to keep, so that everything is redacted then: each
    value at the top level of properties, traits and context. A warning of the category
    \c rudder.middleware names it.
*/
Middleware Middlewares::redactKeys(const QList<QRegularExpression> &patterns)
{
    for (const QRegularExpression &pattern : patterns) {
        if (!pattern.isValid()) {
            qCWarning(lcMiddleware).nospace()
                    << "redactKeys(): the pattern " << pattern.pattern() << " is not valid ("
                    << pattern.errorString() << " at " << pattern.patternErrorOffset()
                    << "). Every value is redacted until it is corrected.";
        }
    }
    return [redaction = Redaction(patterns)](EventDraft draft) -> std::optional<EventDraft> {
        draft.setProperties(redaction.redacted(draft.properties()));
        draft.setTraits(redaction.redacted(draft.traits()));
        draft.setContext(redaction.redacted(draft.context()));
        return draft;
    };
}

/*!
    Returns a middleware that drops each track whose event is not one of \a names. The other calls
    pass.

    Names are compared as by RudderStack's client-side event filtering: exactly, with regard to case,
    without the spaces around them. Without any name nothing is dropped.
*/
Middleware Middlewares::allowEvents(const QStringList &names)
{
    return [allowed = trimmed(names)](EventDraft draft) -> std::optional<EventDraft> {
        if (isNamedTrack(draft) && !allowed.isEmpty() && !allowed.contains(draft.name().trimmed()))
            return std::nullopt;
        return draft;
    };
}

/*!
    Returns a middleware that drops each track whose event is one of \a names, which are compared as
    by allowEvents(). The other calls pass.
*/
Middleware Middlewares::denyEvents(const QStringList &names)
{
    return [denied = trimmed(names)](EventDraft draft) -> std::optional<EventDraft> {
        if (isNamedTrack(draft) && denied.contains(draft.name().trimmed()))
            return std::nullopt;
        return draft;
    };
}

/*!
    Returns a middleware that keeps the events of a \a share of the users, from 0 (of none) to 1 (of
    all), and drops those of the others: 0.1 keeps one user in ten.

    A user is in or out wholly, for all time, on every platform and device: it is decided by the
    userId, or where there is none by the anonymousId. A larger share has all users of a smaller one.
    The first 32 bits of the id's SHA-256 are taken as a number, and those below \a share times 2^32
    are in, so that a data warehouse can tell them as well. Note that who signs in changes from the
    anonymousId to the userId, and so may come in, or fall out.

    An event without any id passes, for the check to refuse.

    A share out of its range is corrected, NaN to 1, with a warning of the category
    \c rudder.middleware.
*/
Middleware Middlewares::sampleUsers(double share)
{
    return [share = inRange(share)](EventDraft draft) -> std::optional<EventDraft> {
        const QString user = draft.userId().isEmpty() ? draft.anonymousId() : draft.userId();
        if (!user.isEmpty() && placeAmongUsers(user) >= share)
            return std::nullopt;
        return draft;
    };
}

} // namespace Rudder
