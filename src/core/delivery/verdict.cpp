// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/verdict_p.h"

#include "delivery/retryafter_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

using Decision = Verdict::Decision;

constexpr qsizetype mostShown = 200;

// What others wrote, fit for one line of a dialog and of a log.
QString shown(QString text)
{
    text.removeIf([](QChar character) {
        return character.category() == QChar::Other_Control && !character.isSpace();
    });
    text = text.simplified().left(mostShown);
    if (!text.isEmpty() && text.back().isHighSurrogate()) // of a pair that was cut
        text.chop(1);
    return text;
}

QString serverSaid(const Answer &answer)
{
    const QString words = shown(QString::fromUtf8(answer.body.left(4 * mostShown)));
    return words.isEmpty() ? u"The data plane answered %1."_s.arg(answer.status)
                           : u"The data plane answered %1: %2"_s.arg(answer.status).arg(words);
}

// A captive portal answers 200 as well, with a page for a person to read.
bool isHtml(const Answer &answer)
{
    const QByteArray type = answer.header("Content-Type").trimmed().toLower();
    const QByteArray begin = answer.body.left(256).trimmed().toLower();
    return type.startsWith("text/html") || type.startsWith("application/xhtml")
            || begin.startsWith("<!doctype html") || begin.startsWith("<html");
}

// The write key goes to the host that the application named, and never from TLS to plain text.
bool isEquallySafe(const QUrl &from, const QUrl &to)
{
    const bool isScheme = to.scheme() == u"https" || to.scheme() == from.scheme();
    return to.isValid() && isScheme && !to.host().isEmpty() && to.host() == from.host();
}

Verdict notTheDataPlane(const QString &what)
{
    Verdict verdict;
    verdict.error = Error(Error::Code::NetworkFailed, what);
    return verdict;
}

Verdict networkVerdict(const Answer &answer)
{
    if (answer.error == QNetworkReply::ProxyAuthenticationRequiredError) {
        return notTheDataPlane(u"The proxy asks for a user name and a password: see "
                               "Configuration::setProxy()."_s);
    }
    return notTheDataPlane(answer.errorText.isEmpty() ? u"The data plane was not reached."_s
                                                      : shown(answer.errorText));
}

Verdict successVerdict(const Answer &answer)
{
    Verdict verdict;
    if (isHtml(answer)) {
        return notTheDataPlane(u"Something between here and the data plane answered with a web "
                               "page. Is there a network to sign in to?"_s);
    }
    if (!answer.requestWasSent) {
        verdict.isAttempt = true;
        verdict.error = Error(Error::Code::ServerFailed,
                              u"The data plane answered %1 before it had the whole request."_s.arg(
                                      answer.status));
        return verdict;
    }
    // The server stores before it writes its status, so that what follows it decides nothing.
    verdict.decision = Decision::Delivered;
    return verdict;
}

Verdict redirectVerdict(const Answer &answer, const SentRequest &sent)
{
    const QUrl location = sent.url.resolved(QUrl::fromEncoded(answer.header("Location").trimmed()));
    const bool keepsTheMethod = answer.status == 307 || answer.status == 308;
    if (!keepsTheMethod || answer.header("Location").trimmed().isEmpty()
        || !isEquallySafe(sent.url, location)) {
        return notTheDataPlane(
                u"Something answered with a redirect (%1) to \"%2\", which is not followed. Is the "
                "data plane's address right, or is there a network to sign in to?"_s
                        .arg(answer.status)
                        .arg(shown(location.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery))));
    }
    Verdict verdict;
    verdict.decision = Decision::Redirect;
    verdict.location = location;
    verdict.isPermanent = answer.status == 308;
    return verdict;
}

Verdict pauseVerdict(const Answer &answer, const QString &advice)
{
    Verdict verdict;
    verdict.decision = Decision::Pause;
    verdict.error = Error(Error::Code::ServerRefused, serverSaid(answer) + u' ' + advice);
    return verdict;
}

Verdict halveVerdict(const Answer &answer, FailedEvent::Reason reason)
{
    Verdict verdict;
    verdict.decision = Decision::Halve;
    verdict.reason = reason;
    verdict.error = Error(Error::Code::ServerRefused, serverSaid(answer));
    return verdict;
}

Verdict passingVerdict(const Answer &answer, const SentRequest &sent, qint64 wallClock)
{
    Verdict verdict;
    verdict.retryAfter = retryAfter(answer, wallClock);
    verdict.isAttempt = !verdict.retryAfter;
    verdict.resendPlain = answer.status == 500 && sent.isCompressed;
    verdict.error = Error(Error::Code::ServerFailed, serverSaid(answer));
    return verdict;
}

} // namespace

/*!
    \internal

    The table of docs/delivery.md, row by row.
*/
Verdict verdictFor(const Answer &answer, const SentRequest &sent, qint64 wallClock)
{
    const int status = answer.status;
    if (status == 0)
        return networkVerdict(answer);
    if (status >= 200 && status < 300)
        return successVerdict(answer);
    if (status >= 300 && status < 400)
        return redirectVerdict(answer, sent);

    switch (status) {
    case 401:
    case 403:
        return pauseVerdict(answer, u"Check the write key."_s);
    case 402:
    case 421:
    case 451:
        return pauseVerdict(answer, u"The account or the server does not take events now."_s);
    case 404:
    case 405:
    case 410:
        return pauseVerdict(answer, u"Is the source switched off, or the data plane URL wrong?"_s);
    case 407:
        return notTheDataPlane(u"The proxy asks for a user name and a password: see "
                               "Configuration::setProxy()."_s);
    case 511:
        return notTheDataPlane(u"The network asks for a sign-in."_s);
    case 413:
        return halveVerdict(answer, FailedEvent::Reason::TooLarge);
    case 408:
    case 425:
    case 429:
        return passingVerdict(answer, sent, wallClock);
    default:
        break;
    }
    if (status >= 500 && status < 600)
        return passingVerdict(answer, sent, wallClock);
    if (status >= 400 && status < 500)
        return halveVerdict(answer, FailedEvent::Reason::Refused);
    return notTheDataPlane(
            u"Something answered with the status %1, which HTTP does not know."_s.arg(status));
}

} // namespace Rudder
