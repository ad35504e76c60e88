// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/verdict_p.h"

#include "delivery/httpdate_p.h"
#include "delivery/retryafter_p.h"
#include "delivery/servertext_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

using Decision = Verdict::Decision;

// A captive portal answers 200 as well, with a page for a person to read.
bool isWebPage(const Answer &answer)
{
    const QByteArray type = answer.header("Content-Type").trimmed().toLower();
    const QByteArray begin = answer.body.left(256).trimmed().toLower();
    return type.startsWith("text/html") || type.startsWith("application/xhtml")
            || begin.startsWith("<!doctype html") || begin.startsWith("<html");
}

// What nginx, Apache and Go's servers say themselves, and as a 400, to a client that they do not let
// in.
bool isAboutTls(const Answer &answer)
{
    const auto says = [&answer](const char *words) { return answer.body.contains(words); };
    if (!isWebPage(answer))
        return answer.body.trimmed() == "Client sent an HTTP request to an HTTPS server.";
    return says("No required SSL certificate was sent") || says("The SSL certificate error")
            || says("The plain HTTP request was sent to HTTPS port")
            || says("speaking plain HTTP to an SSL-enabled server port");
}

// A page by its type only: some frameworks call every text one.
bool isOk(const Answer &answer)
{
    return answer.body.trimmed().compare("OK", Qt::CaseInsensitive) == 0;
}

// The write key goes to the host that the application named, and never from TLS to plain text.
bool isEquallySafe(const QUrl &from, const QUrl &to)
{
    const bool isScheme = to.scheme() == u"https" || to.scheme() == from.scheme();
    return to.isValid() && isScheme && !to.host().isEmpty() && to.host() == from.host();
}

QString dataPlaneSaid(const Answer &answer, const SentRequest &sent)
{
    return serverSaid(u"data plane"_s, answer, sent.secrets);
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

Verdict tlsVerdict(const Answer &answer, const SentRequest &sent)
{
    return notTheDataPlane(dataPlaneSaid(answer, sent)
                           + u". Is the data plane URL https, and is the client's certificate "
                             "set by Configuration::setSslConfiguration()?"_s);
}

Verdict successVerdict(const Answer &answer)
{
    Verdict verdict;
    if (isWebPage(answer) && !isOk(answer)) {
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

Verdict pauseVerdict(const Answer &answer, const SentRequest &sent, const QString &advice)
{
    Verdict verdict;
    verdict.decision = Decision::Pause;
    verdict.error = Error(Error::Code::ServerRefused, dataPlaneSaid(answer, sent) + u' ' + advice);
    return verdict;
}

Verdict halveVerdict(const Answer &answer, const SentRequest &sent, FailedEvent::Reason reason)
{
    Verdict verdict;
    verdict.decision = Decision::Halve;
    verdict.reason = reason;
    verdict.error = Error(Error::Code::ServerRefused, dataPlaneSaid(answer, sent));
    return verdict;
}

Verdict passingVerdict(const Answer &answer, const SentRequest &sent, qint64 wallClock)
{
    Verdict verdict;
    verdict.retryAfter = retryAfter(answer, wallClock);
    verdict.isAttempt = !verdict.retryAfter;
    verdict.resendPlain = answer.status == 500 && sent.isCompressed;
    verdict.error = Error(Error::Code::ServerFailed, dataPlaneSaid(answer, sent));
    return verdict;
}

Verdict compressionVerdict(const Answer &answer, const SentRequest &sent)
{
    Verdict verdict;
    verdict.resendPlain = true;
    verdict.error = Error(Error::Code::ServerFailed, dataPlaneSaid(answer, sent));
    return verdict;
}

Verdict decide(const Answer &answer, const SentRequest &sent, qint64 wallClock)
{
    const int status = answer.status;
    if (status == 0)
        return networkVerdict(answer);
    if (status >= 200 && status < 300)
        return successVerdict(answer);
    if (status >= 300 && status < 400)
        return redirectVerdict(answer, sent);

    switch (status) {
    case 400:
        if (isAboutTls(answer))
            return tlsVerdict(answer, sent);
        break;
    case 495: // nginx's own numbers for the same, where it is made to show them
    case 496:
    case 497:
        return tlsVerdict(answer, sent);
    case 401:
    case 403:
        return pauseVerdict(answer, sent, u"Check the write key."_s);
    case 402:
    case 421:
    case 451:
        return pauseVerdict(answer, sent, u"The account or the server does not take events now."_s);
    case 404:
    case 405:
    case 410:
        return pauseVerdict(answer, sent,
                            u"Is the source switched off, or the data plane URL wrong?"_s);
    case 407:
        return notTheDataPlane(u"The proxy asks for a user name and a password: see "
                               "Configuration::setProxy()."_s);
    case 511:
        return notTheDataPlane(u"The network asks for a sign-in."_s);
    case 413:
        return halveVerdict(answer, sent, FailedEvent::Reason::TooLarge);
    case 415:
        if (sent.isCompressed)
            return compressionVerdict(answer, sent);
        break;
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
        return halveVerdict(answer, sent, FailedEvent::Reason::Refused);
    return notTheDataPlane(
            u"Something answered with the status %1, which HTTP does not know."_s.arg(status));
}

// And not something on the way there, whose clock says nothing.
bool isOfTheDataPlane(const Verdict &verdict)
{
    switch (verdict.decision) {
    case Decision::Delivered:
    case Decision::Halve:
    case Decision::Pause:
        return true;
    case Decision::Wait:
        return verdict.isAttempt || verdict.retryAfter;
    case Decision::Redirect:
        break;
    }
    return false;
}

} // namespace

/*!
    \internal

    The table of docs/delivery.md, row by row.
*/
Verdict verdictFor(const Answer &answer, const SentRequest &sent, qint64 wallClock)
{
    Verdict verdict = decide(answer, sent, wallClock);
    const QByteArray message = withoutSecrets(verdict.error.message().toUtf8(), sent.secrets);
    verdict.error = Error(verdict.error.code(), QString::fromUtf8(message));
    if (isOfTheDataPlane(verdict))
        verdict.serverTime = httpDate(answer.header("Date"));
    return verdict;
}

} // namespace Rudder
