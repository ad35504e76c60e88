// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "dataplane.h"

#include "eventline.h"
#include "inflate.h"
#include "jsontext.h"

#include <QTimer>

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void reply(Exchange &exchange, const Answer &answer, bool dropped)
{
    if (dropped)
        exchange.drop();
    else
        exchange.send(answer);
}

/// The body of an accepted request as one line.
QByteArray bodyLine(const Request &request)
{
    const bool isGzip = request.header("Content-Encoding") == "gzip";
    const QByteArray body =
            isGzip ? inflateGzip(request.body, Gateway::maxBodyBytes).bytes : request.body;
    return compactedJson(body) + '\n';
}

} // namespace

/*!
    \class Rudder::DataPlane::DataPlane

    Ties the pieces together: what the server receives goes to the gateway, what that accepts to the
    recorder, and the answer back, unless \a options or a later control request ask for
    misbehaviour. Lines go to \a print, each ended by a newline.
*/
DataPlane::DataPlane(const Options &options, Print print)
    : m_options(options), m_print(std::move(print)), m_misbehaviour(options.misbehaviour),
      m_gateway(options.writeKeys),
      m_server([this](const Request &request, const std::shared_ptr<Exchange> &exchange) {
          handle(request, exchange);
      })
{
    if (!options.outputFile.isEmpty()) {
        m_recorder.emplace(options.outputFile,
                           options.inEnvelope ? Recorder::Form::Envelope : Recorder::Form::Event);
    }
    if (!options.bodiesFile.isEmpty())
        m_bodies.emplace(options.bodiesFile);
}

DataPlane::~DataPlane() = default;

/*!
    Opens the files and the port. Returns a sentence if one of them fails.
*/
std::optional<QString> DataPlane::start()
{
    if (m_recorder) {
        if (const auto problem = m_recorder->open())
            return problem;
    }
    if (m_bodies) {
        if (const auto problem = m_bodies->open())
            return problem;
    }
    return m_server.listen(m_options.address, m_options.port);
}

QByteArray DataPlane::url() const
{
    const QString host = m_server.address().toString();
    const bool isIpv6 = m_server.address().protocol() == QAbstractSocket::IPv6Protocol;
    return "http://" + (isIpv6 ? u'[' + host + u']' : host).toLatin1() + ':'
            + QByteArray::number(m_server.port());
}

/*!
    Returns how much was received: requests but for those for health and control, the events
    accepted with them, and the requests not answered 200.
*/
QByteArray DataPlane::summary() const
{
    return QByteArray::number(m_requests) + " requests, " + QByteArray::number(m_events)
            + " events, " + QByteArray::number(m_refused) + " refused";
}

void DataPlane::handle(const Request &request, const std::shared_ptr<Exchange> &exchange)
{
    if (request.path == "/_control") {
        exchange->send(control(request));
        return;
    }

    const auto delay = m_misbehaviour.delay();
    const Reception reception = receive(request);
    const bool dropped = !reception.events.isEmpty() && m_misbehaviour.takeDrop();
    if (delay == 0ms) {
        reply(*exchange, reception.answer, dropped);
        return;
    }
    m_waiting.insert(exchange);
    // Weak, because a timer's closure outlives this object if the program ends before it is due.
    const auto replyLater = [this, weak = std::weak_ptr(exchange), answer = reception.answer,
                             dropped] {
        const auto waiting = weak.lock();
        reply(*waiting, answer, dropped);
        m_waiting.erase(waiting);
    };
    QTimer::singleShot(delay, Qt::PreciseTimer, &m_timers, replyLater);
}

/// Carries out what a test or a person wants from now on. It is neither delayed nor counted.
Answer DataPlane::control(const Request &request)
{
    if (!request.fromThisMachine)
        return {403, "only programs on this machine may do this"_ba, {}};
    if (request.method != "POST")
        return {405, "method not allowed"_ba, {{"Allow"_ba, "POST"_ba}}};
    const auto wanted = Misbehaviour::fromJson(request.body);
    if (const auto *problem = std::get_if<QString>(&wanted))
        return {400, problem->toUtf8(), {}};
    m_misbehaviour = std::get<Misbehaviour>(wanted);
    return {200, "OK"_ba, {}};
}

/// Returns what becomes of a request, after it was counted, recorded and printed.
Reception DataPlane::receive(const Request &request)
{
    Reception reception;
    const auto failure =
            Gateway::takesEvents(request) ? m_misbehaviour.takeFailure() : std::nullopt;
    if (failure)
        reception.answer = *failure;
    else
        reception = m_gateway.receive(request, m_misbehaviour.disabled);
    record(request, reception);

    if (request.path != "/health") {
        ++m_requests;
        m_events += int(reception.events.size());
        m_refused += reception.answer.status == 200 ? 0 : 1;
    }
    if (!m_options.quiet)
        printLines(request, reception);
    return reception;
}

/// A client must be able to rely on its 200, so what can't be recorded is not accepted.
void DataPlane::record(const Request &request, Reception &reception)
{
    if (!reception.events.isEmpty() && !isRecorded(request, reception))
        reception = {{500, "the events could not be written to the output file"_ba, {}}, {}};
}

bool DataPlane::isRecorded(const Request &request, const Reception &reception)
{
    if (m_bodies && !m_bodies->append(bodyLine(request)))
        return false;
    return !m_recorder
            || m_recorder->append(request, reception.events, QDateTime::currentDateTimeUtc());
}

void DataPlane::printLines(const Request &request, const Reception &reception) const
{
    const QTime now = QTime::currentTime();
    QByteArray lines;
    for (const ReceivedEvent &event : reception.events)
        lines += eventLine(now, event) + '\n';
    if (reception.answer.status != 200)
        lines += refusalLine(now, request, reception.answer) + '\n';
    if (!lines.isEmpty())
        m_print(lines);
}

} // namespace Rudder::DataPlane
