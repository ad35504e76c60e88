// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What QML has of the user beside the six calls: identity, session and consent.

#include "argumentreader_p.h"
#include "quickanalytics_p.h"

namespace Rudder {

namespace {

constexpr bool sameValues(QuickAnalytics::ResetPart mine, Analytics::ResetPart theirs)
{
    return int(mine) == int(theirs);
}
static_assert(sameValues(QuickAnalytics::ResetPart::User, Analytics::ResetPart::User));
static_assert(sameValues(QuickAnalytics::ResetPart::AnonymousId,
                         Analytics::ResetPart::AnonymousId));
static_assert(sameValues(QuickAnalytics::ResetPart::Group, Analytics::ResetPart::Group));
static_assert(sameValues(QuickAnalytics::ResetPart::Session, Analytics::ResetPart::Session));
static_assert(sameValues(QuickAnalytics::ResetPart::All, Analytics::ResetPart::All));

Error noPurpose()
{
    return Error(Error::Code::WrongType,
                 QStringLiteral("\"purposes\" must name one purpose at least. A user who consents "
                                "to none is told by denyConsent()."));
}

} // namespace

/*!
    \enum Rudder::QuickAnalytics::ResetPart
    The values of Analytics::ResetPart, as \c Analytics.User in QML.
*/

/*!
    \qmlmethod void Analytics::reset(int parts)

    Forgets the user, as when signing out. Of \a parts, \c Analytics.User, \c AnonymousId, \c Group
    and \c Session, joined by \c{|}; when not given, all.
*/
void QuickAnalytics::reset(const QJSValue &parts)
{
    const QString name = QStringLiteral("reset");
    ArgumentReader reader(d->types());
    const bool isGiven = !parts.isUndefined() && !parts.isNull();
    const qint64 chosen =
            isGiven ? reader.wholeNumber(QStringLiteral("parts"), parts) : qint64(ResetPart::All);
    if (!d->isReady(name, reader.error()))
        return;
    if ((chosen & ~qint64(ResetPart::All)) != 0) {
        d->refuse(name,
                  Error(Error::Code::WrongType,
                        QStringLiteral("\"parts\" must be of Analytics.User, AnonymousId, "
                                       "Group and Session.")));
        return;
    }
    d->client->reset(Analytics::ResetParts(int(chosen)));
}

/*!
    \qmlmethod bool Analytics::setAnonymousId(string anonymousId)

    Goes on under \a anonymousId, until reset(). Returns \c false when it was refused, which a warning
    and refused() explain.
*/
bool QuickAnalytics::setAnonymousId(const QJSValue &anonymousId)
{
    const QString name = QStringLiteral("setAnonymousId");
    ArgumentReader reader(d->types());
    const QString id = reader.id(QStringLiteral("anonymousId"), anonymousId);
    return d->isReady(name, reader.error()) && d->succeeded(name, d->client->setAnonymousId(id));
}

/*!
    \qmlmethod bool Analytics::startSession(real sessionId)

    Begins a session by hand, which lasts until endSession(). A \a sessionId has at least 10 digits;
    when not given, it is the seconds since 1970. Returns \c false when it was refused, which a
    warning and refused() explain.
*/
bool QuickAnalytics::startSession(const QJSValue &sessionId)
{
    const QString name = QStringLiteral("startSession");
    ArgumentReader reader(d->types());
    const qint64 id = reader.wholeNumber(QStringLiteral("sessionId"), sessionId);
    return d->isReady(name, reader.error()) && d->succeeded(name, d->client->startSession(id));
}

/*!
    \qmlmethod void Analytics::endSession()
    Ends the session, however it began. None begins by itself until the next start.
*/
void QuickAnalytics::endSession()
{
    if (d->isReady(QStringLiteral("endSession"), {}))
        d->client->endSession();
}

/*!
    \qmlmethod bool Analytics::grantConsent(list<string> purposes)

    The user consents to \a purposes, at least one of those that setup() or the configuration named,
    and to no other. Where these name none, the argument is left out. What was held is recorded, and
    from now on calls are. Returns \c false when it was refused, which a warning and refused() explain.
*/
bool QuickAnalytics::grantConsent(const QJSValue &purposes)
{
    const QString name = QStringLiteral("grantConsent");
    // What is undefined by mistake must not be a consent to all.
    const bool hasPurposes = d->client && !d->client->configuration().consentPurposes().isEmpty();
    if (purposes.isUndefined() && !hasPurposes)
        return d->isReady(name, {}) && d->succeeded(name, d->client->grantConsent());
    ArgumentReader reader(d->types());
    const QStringList chosen = reader.texts(QStringLiteral("purposes"), purposes);
    if (!d->isReady(name, reader.error()))
        return false;
    if (chosen.isEmpty()) { // to the client that would be all of them
        d->refuse(name, noPurpose());
        return false;
    }
    return d->succeeded(name, d->client->grantConsent(chosen));
}

/*!
    \qmlmethod void Analytics::denyConsent()
    The user does not consent, or takes the consent back. Everything that is stored is erased; only
    this decision is kept. Calls are refused from now on.
*/
void QuickAnalytics::denyConsent()
{
    if (d->isReady(QStringLiteral("denyConsent"), {}))
        d->client->denyConsent();
}

/*!
    \qmlmethod string Analytics::deepLinkOpened(url url, string referringApplication)

    Records "Deep Link Opened": \a url opened the application, from \a referringApplication if that is
    given. Returns the messageId; an empty string when the call was refused, which a warning and
    refused() explain.
*/
QString QuickAnalytics::deepLinkOpened(const QJSValue &url, const QJSValue &referringApplication)
{
    const QString name = QStringLiteral("deepLinkOpened");
    ArgumentReader reader(d->types());
    const QUrl link = reader.url(QStringLiteral("url"), url);
    const QString from = reader.text(QStringLiteral("referringApplication"), referringApplication);
    if (!d->isReady(name, reader.error()))
        return {};
    const Receipt receipt = d->client->deepLinkOpened(link, from);
    return d->succeeded(name, receipt.error()) ? receipt.messageId() : QString();
}

/*!
    \qmlproperty string Analytics::anonymousId
    \readonly
    The id of this device's user before a userId is known.
*/
QString QuickAnalytics::anonymousId() const
{
    return d->client ? d->client->anonymousId() : QString();
}

/*!
    \qmlproperty string Analytics::userId
    \readonly
    The user that identify() named.
*/
QString QuickAnalytics::userId() const
{
    return d->client ? d->client->userId() : QString();
}

/*!
    \qmlproperty object Analytics::traits
    \readonly
    What identify() said of the user.
*/
QVariantMap QuickAnalytics::traits() const
{
    return d->client ? d->client->traits() : QVariantMap();
}

/*!
    \qmlproperty string Analytics::groupId
    \readonly
    The group that group() named.
*/
QString QuickAnalytics::groupId() const
{
    return d->client ? d->client->groupId() : QString();
}

/*!
    \qmlproperty object Analytics::groupTraits
    \readonly
    What group() said of the group.
*/
QVariantMap QuickAnalytics::groupTraits() const
{
    return d->client ? d->client->groupTraits() : QVariantMap();
}

/*!
    \qmlproperty real Analytics::sessionId
    \readonly
    The id of the session; 0: there is none.
*/
double QuickAnalytics::sessionId() const
{
    // Not qint64, which qmllint of Qt 6.4 does not know. The id has 53 bits at most.
    return d->client ? double(d->client->sessionId()) : 0;
}

/*!
    \qmlproperty rudderConsent Analytics::consent
    \readonly
    What the user decided: \c state (\c RudderConsent.Unknown, \c Granted or \c Denied),
    \c allowedPurposes, \c deniedPurposes and \c decidedAt.
*/
ConsentDecision QuickAnalytics::consent() const
{
    return d->client ? d->client->consent() : ConsentDecision();
}

} // namespace Rudder
