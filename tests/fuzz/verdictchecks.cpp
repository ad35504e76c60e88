// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "verdictchecks.h"

#include "check.h"

#include <QtCore/qjsondocument.h>

#include <algorithm>
#include <array>

using namespace Rudder;
using Decision = Verdict::Decision;

namespace {

bool isPassing(int status)
{
    constexpr std::array<int, 3> passing = {408, 425, 429};
    return std::find(passing.begin(), passing.end(), status) != passing.end()
            || (status >= 500 && status < 600 && status != 511);
}

bool isPause(int status)
{
    constexpr std::array<int, 8> statuses = {401, 402, 403, 404, 405, 410, 421, 451};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// What nginx says about TLS in numbers of its own.
bool isAboutTls(int status)
{
    return status >= 495 && status <= 497;
}

// 2xx, 400 and redirects have two decisions each; what tells them apart is in the unit test.
bool isInTable(int status, bool isCompressed, Decision decision)
{
    if (status >= 200 && status < 300)
        return decision == Decision::Delivered || decision == Decision::Wait;
    if (status == 307 || status == 308)
        return decision == Decision::Redirect || decision == Decision::Wait;
    if (status == 400)
        return decision == Decision::Halve || decision == Decision::Wait;
    if (isPause(status))
        return decision == Decision::Pause;
    if (status == 415 && isCompressed)
        return decision == Decision::Wait;
    if (status >= 400 && status < 500 && status != 407 && !isPassing(status) && !isAboutTls(status))
        return decision == Decision::Halve;
    return decision == Decision::Wait;
}

void checkText(const QString &text)
{
    constexpr qsizetype most = 500;
    check(text.size() <= most, "an error is a sentence, not a page");
    check(std::none_of(text.cbegin(), text.cend(),
                       [](QChar character) {
                           return character.category() == QChar::Other_Control
                                   || character == QChar::LineSeparator
                                   || character == QChar::ParagraphSeparator;
                       }),
          "an error is one line without control characters");
    check(text.isValidUtf16(), "an error is Unicode");
}

void checkTellsNone(const QByteArrayList &secrets, const Error &error)
{
    check(std::none_of(secrets.cbegin(), secrets.cend(),
                       [&](const QByteArray &secret) {
                           return error.message().toUtf8().contains(secret);
                       }),
          "an error tells no secret");
}

void checkRedirect(const Verdict &verdict, const SentRequest &sent)
{
    if (verdict.decision != Decision::Redirect) {
        check(verdict.location.isEmpty(), "there is an address for a redirect only");
        return;
    }
    check(verdict.location.isValid() && verdict.location.host() == sent.url.host(),
          "a redirect stays on the host");
    check(verdict.location.scheme() == QLatin1String("https")
                  || verdict.location.scheme() == sent.url.scheme(),
          "a redirect is as safe");
}

} // namespace

void checkVerdict(const Verdict &verdict, const Answer &answer, const SentRequest &sent)
{
    check(isInTable(answer.status, sent.isCompressed, verdict.decision),
          "the decision is the table's");
    check(verdict.decision != Decision::Delivered || answer.requestWasSent,
          "what was not sent is not delivered");
    check(verdict.error.isError()
                  == (verdict.decision != Decision::Delivered
                      && verdict.decision != Decision::Redirect),
          "what stands in the way is told");
    checkText(verdict.error.message());
    checkTellsNone(sent.secrets, verdict.error);

    if (verdict.retryAfter) {
        check(verdict.retryAfter->count() >= 0 && *verdict.retryAfter <= std::chrono::hours(1),
              "the wait is an hour at most");
        check(isPassing(answer.status) && !verdict.isAttempt, "waiting as told is uncounted");
    }
    check(!verdict.isAttempt || verdict.decision == Decision::Wait, "only waiting is an attempt");
    check(!verdict.resendPlain
                  || ((answer.status == 415 || answer.status == 500) && sent.isCompressed),
          "without compression only after a 415 or a 500 to a compressed batch");
    check((verdict.reason == FailedEvent::Reason::TooLarge) == (answer.status == 413),
          "only a 413 is too large");
    checkRedirect(verdict, sent);
}

void checkSourceAnswer(const SourceAnswer &said, const Answer &answer,
                       const QByteArrayList &secrets)
{
    check(said.error.isError() == !said.state, "what is not known is told");
    check(said.state != SourceState::WrongWriteKey
                  || (answer.status == 400 && QJsonDocument::fromJson(answer.body).isObject()),
          "only a 400 with a JSON object is about the write key");
    check(said.state != SourceState::Off || (answer.status >= 200 && answer.status < 300),
          "only a 2xx switches a source off");
    check(!said.retryAfter || *said.retryAfter <= std::chrono::hours(1),
          "the wait is an hour at most");
    checkText(said.error.message());
    checkTellsNone(secrets, said.error);
}
