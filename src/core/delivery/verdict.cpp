// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/verdict_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

QString serverSaid(const Answer &answer)
{
    const QString words = QString::fromUtf8(answer.body.left(200)).simplified();
    return words.isEmpty() ? u"The data plane answered %1."_s.arg(answer.status)
                           : u"The data plane answered %1: %2"_s.arg(answer.status).arg(words);
}

// A captive portal answers 200 as well, with a page for a person to read.
bool isHtml(const Answer &answer)
{
    return answer.header("Content-Type").trimmed().toLower().startsWith("text/html")
            || answer.body.trimmed().left(14).toLower().startsWith("<!doctype html")
            || answer.body.trimmed().left(5).toLower().startsWith("<html");
}

bool isPassing(int status)
{
    return status == 408 || status == 425 || status == 429 || (status >= 500 && status < 600);
}

} // namespace

Verdict verdictFor(const Answer &answer)
{
    using Decision = Verdict::Decision;

    if (answer.status == 0) {
        return {Decision::Retry, Error(Error::Code::NetworkFailed, answer.errorText)};
    }
    if (answer.status >= 200 && answer.status < 300) {
        // The server stores before it writes its status, but a portal's page only looks alike.
        if (!isHtml(answer))
            return {Decision::Delivered, {}};
        return {Decision::Retry,
                Error(Error::Code::NetworkFailed,
                      u"Something between here and the data plane answered with a web page. Is "
                      "there a network to sign in to?"_s)};
    }
    if (isPassing(answer.status))
        return {Decision::Retry, Error(Error::Code::ServerFailed, serverSaid(answer))};
    return {Decision::Pause, Error(Error::Code::ServerRefused, serverSaid(answer))};
}

} // namespace Rudder
