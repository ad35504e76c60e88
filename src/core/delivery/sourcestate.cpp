// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/sourcestate_p.h"

#include "delivery/credentials_p.h"
#include "delivery/retryafter_p.h"
#include "delivery/servertext_p.h"

#include <RudderQt/version.h>

#include <QtCore/qcryptographichash.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qurl.h>
#include <QtCore/qurlquery.h>

#include <algorithm>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// It comes with all that the source's destinations are configured with.
constexpr qint64 maxAnswerBytes = 4 * 1024 * 1024;
// What is asked in a wrong way is answered alike a second later.
constexpr auto untilItIsMended = std::chrono::minutes(15);

constexpr const char *names[] = {"on", "off", "wrong write key"}; // by SourceState

QByteArray hashOf(const Configuration &configuration)
{
    const QString source = configuration.writeKey() + u'\n'
            + configuration.controlPlaneUrl().toString(QUrl::FullyEncoded);
    return QCryptographicHash::hash(source.toUtf8(), QCryptographicHash::Sha256).toHex();
}

SourceAnswer nothingSaid(Error::Code code, const QString &why)
{
    SourceAnswer answer;
    answer.error = Error(code, why);
    return answer;
}

SourceAnswer known(SourceState state)
{
    SourceAnswer answer;
    answer.state = state;
    return answer;
}

SourceAnswer fromBody(const Answer &answer)
{
    const QJsonObject source =
            QJsonDocument::fromJson(answer.body).object().value("source"_L1).toObject();
    if (source.isEmpty()) {
        return nothingSaid(
                Error::Code::NetworkFailed,
                u"What answered in the control plane's place says nothing of a source. Is "
                "its address right, or is there a network to sign in to?"_s);
    }
    return known(source.value("enabled"_L1).toBool(true) ? SourceState::On : SourceState::Off);
}

SourceAnswer decide(const Answer &answer, const QByteArrayList &secrets, qint64 wallClock)
{
    const int status = answer.status;
    const auto said = [&] { return serverSaid(u"control plane"_s, answer, secrets); };
    if (status == 0) {
        const QString why = shown(answer.errorText);
        return nothingSaid(Error::Code::NetworkFailed,
                           u"The control plane was not reached"_s
                                   + (why.isEmpty() ? u"."_s : QString(u": "_s + why)));
    }
    if (status >= 200 && status < 300)
        return fromBody(answer);
    // What stands before a server says 400 in its own words.
    if (status == 400 && QJsonDocument::fromJson(answer.body).isObject())
        return known(SourceState::WrongWriteKey);
    const bool isPassing = status == 408 || status == 425 || status == 429
            || (status >= 500 && status < 600 && status != 511);
    if (isPassing) {
        SourceAnswer passing = nothingSaid(Error::Code::ServerFailed, said());
        passing.retryAfter = retryAfter(answer, wallClock);
        return passing;
    }
    const bool isTheirs = status >= 400 && status < 500 && status != 407;
    SourceAnswer refused =
            nothingSaid(isTheirs ? Error::Code::ServerRefused : Error::Code::NetworkFailed,
                        said() + u" Is its address right?"_s);
    if (isTheirs)
        refused.retryAfter = untilItIsMended;
    return refused;
}

} // namespace

Request sourceRequest(const Configuration &configuration)
{
    Request request;
    request.method = Request::Method::Get;
    request.url = configuration.controlPlaneUrl();
    request.url.setPath(request.url.path(QUrl::FullyEncoded) + u"/sourceConfig"_s,
                        QUrl::TolerantMode);
    request.url.setQuery(
            QUrlQuery{{u"p"_s, u"qt"_s}, {u"v"_s, QLatin1String(RUDDERQT_VERSION_STR)}});
    request.headers = credentialHeaders(configuration);
    request.maxAnswerBytes = maxAnswerBytes;
    request.needsWholeAnswer = true;
    return request;
}

/*!
    \internal

    Only a clear word counts: what a captive portal, a proxy or a server in trouble says stops nothing.
*/
SourceAnswer sourceAnswer(const Answer &answer, const QByteArrayList &secrets, qint64 wallClock)
{
    SourceAnswer said = decide(answer, secrets, wallClock);
    const QByteArray message = withoutSecrets(said.error.message().toUtf8(), secrets);
    if (said.error.isError())
        said.error = Error(said.error.code(), QString::fromUtf8(message));
    return said;
}

Error sourceError(SourceState state)
{
    switch (state) {
    case SourceState::On:
        return {};
    case SourceState::Off:
        return Error(Error::Code::ServerRefused,
                     u"The control plane says that the source is switched off, so nothing is sent. "
                     "Switch it on there."_s);
    case SourceState::WrongWriteKey:
        return Error(
                Error::Code::ServerRefused,
                u"The control plane says that the write key is wrong, so nothing is sent. Check "
                "the write key."_s);
    }
    Q_UNREACHABLE();
}

QByteArray sourceRecord(SourceState state, const Configuration &configuration)
{
    return hashOf(configuration) + ' ' + names[int(state)];
}

std::optional<SourceState> sourceFromRecord(const QByteArray &record,
                                            const Configuration &configuration)
{
    const QByteArray hash = hashOf(configuration) + ' ';
    const auto name = std::find(std::begin(names), std::end(names), record.mid(hash.size()));
    if (!record.startsWith(hash) || name == std::end(names))
        return std::nullopt;
    return SourceState(name - std::begin(names));
}

} // namespace Rudder
