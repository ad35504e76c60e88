// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "gateway.h"

#include "inflate.h"
#include "jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <optional>

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView endpointPrefix = "/v1/";
constexpr QByteArrayView batchEndpoint = "/v1/batch";

bool isEventType(QStringView type)
{
    return type == "identify"_L1 || type == "track"_L1 || type == "page"_L1 || type == "screen"_L1
            || type == "group"_L1 || type == "alias"_L1;
}

bool isEventEndpoint(const QByteArray &path)
{
    return path == batchEndpoint
            || (path.startsWith(endpointPrefix)
                && isEventType(QString::fromLatin1(path.sliced(endpointPrefix.size()))));
}

Reception refusal(int status, const QByteArray &text)
{
    return {{status, text, {}}, {}};
}

/// An id may be a string with something in it, or a number; the gateway makes text of either.
bool isId(const QJsonValue &id)
{
    return id.isString() ? !id.toString().trimmed().isEmpty() : !(id.isNull() || id.isUndefined());
}

std::optional<QByteArray> refusalOf(const ReceivedEvent &event)
{
    if (!isEventType(event.type))
        return "event is not a valid rudder event"_ba;
    if (!isId(event.object["anonymousId"_L1]) && !isId(event.object["userId"_L1]))
        return "request neither has anonymousId nor userId"_ba;
    return std::nullopt;
}

Reception receiveBatch(const QByteArray &body, const QJsonDocument &document)
{
    const QJsonArray batch = document["batch"_L1].toArray();
    if (batch.isEmpty())
        return refusal(400, "empty batch payload"_ba);

    const QList<QByteArray> texts = eventTexts(body);
    Q_ASSERT(texts.size() == batch.size());
    Reception reception{{200, "OK"_ba, {}}, {}};
    reception.events.reserve(batch.size());
    for (qsizetype i = 0; i < batch.size(); ++i) {
        const QJsonObject object = batch.at(i).toObject();
        const ReceivedEvent event{object["type"_L1].toString(), object, texts.at(i)};
        if (const auto text = refusalOf(event))
            return refusal(400, *text);
        reception.events.append(event);
    }
    return reception;
}

/// The endpoint names the type, whatever the event says or leaves out.
Reception receiveOne(const QString &type, const QByteArray &body, const QJsonDocument &document)
{
    if (!document.isObject())
        return refusal(400, "event is not a valid rudder event"_ba);
    const ReceivedEvent event{type, document.object(), compactedJson(body)};
    if (const auto text = refusalOf(event))
        return refusal(400, *text);
    return {{200, "OK"_ba, {}}, {event}};
}

} // namespace

/*!
    Returns the value of the header \a name, whose case does not matter, or nothing.
*/
QByteArray Request::header(QByteArrayView name) const
{
    const auto found = std::find_if(headers.cbegin(), headers.cend(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.cend() ? QByteArray() : found->second;
}

/*!
    \class Rudder::DataPlane::Gateway

    Decides about a request as RudderStack's own gateway does: its answers, in its words, and what
    of the request is to be recorded. Knows no socket and no file.

    Any write key is right unless \a writeKeys names the right ones.
*/
Gateway::Gateway(const QSet<QString> &writeKeys) : m_writeKeys(writeKeys) { }

/*!
    Returns whether \a request posts to one of the endpoints for events.
*/
bool Gateway::takesEvents(const Request &request)
{
    return request.method == "POST" && isEventEndpoint(request.path);
}

/*!
    Returns the answer to \a request and the events accepted by it: all of them, or none.

    If \a sourceDisabled, whoever has a right write key is told that the source is disabled.
*/
Reception Gateway::receive(const Request &request, bool sourceDisabled) const
{
    const bool isHealth = request.path == "/health";
    if (!isHealth && !isEventEndpoint(request.path))
        return refusal(404, "404 page not found"_ba);
    const QByteArray method = isHealth ? "GET"_ba : "POST"_ba;
    if (request.method != method)
        return {{405, "method not allowed"_ba, {{"Allow"_ba, method}}}, {}};
    if (isHealth)
        return {{200, R"({"server":"UP"})"_ba, {{"Content-Type"_ba, "application/json"_ba}}}, {}};

    if (const Answer answer = authenticate(request); answer.status != 200)
        return {answer, {}};
    if (sourceDisabled)
        return refusal(404, "source is disabled"_ba);

    QByteArray body = request.body;
    bool tooLarge = body.size() > maxBodyBytes;
    if (request.header("Content-Encoding") == "gzip") {
        const Inflated inflated = inflateGzip(request.body, maxBodyBytes);
        if (inflated.outcome == Inflated::Damaged)
            return refusal(500, "request body is not valid gzip"_ba);
        tooLarge = inflated.outcome == Inflated::TooLarge;
        body = inflated.bytes;
    }
    if (tooLarge)
        return refusal(413, "request size exceeds max limit"_ba);

    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError || !isStrictJson(body))
        return refusal(400, "invalid json"_ba);

    if (request.path == batchEndpoint)
        return receiveBatch(body, document);
    const QByteArray type = request.path.sliced(endpointPrefix.size());
    return receiveOne(QString::fromLatin1(type), body, document);
}

/// The gateway looks at the user's name only; what stands where a password would, it ignores.
Answer Gateway::authenticate(const Request &request) const
{
    const Answer missing{401, "failed to read writekey from header"_ba, {}};
    const QByteArray authorization = request.header("Authorization");
    constexpr QByteArrayView scheme = "Basic ";
    if (authorization.first(std::min(scheme.size(), authorization.size()))
                .compare(scheme, Qt::CaseInsensitive)
        != 0)
        return missing;
    const auto credentials = QByteArray::fromBase64Encoding(
            authorization.sliced(scheme.size()), QByteArray::AbortOnBase64DecodingErrors);
    if (!credentials)
        return missing;
    const qsizetype colon = credentials.decoded.indexOf(':');
    if (colon <= 0)
        return missing;
    const QString writeKey = QString::fromUtf8(credentials.decoded.first(colon));
    if (!m_writeKeys.isEmpty() && !m_writeKeys.contains(writeKey))
        return {401, "invalid write key"_ba, {}};
    return {};
}

} // namespace Rudder::DataPlane
