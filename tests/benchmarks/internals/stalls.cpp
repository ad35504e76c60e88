// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scenarios.h"

#include "delivery/networktransport_p.h"
#include "delivery/uploader_p.h"
#include "environment_p.h"
#include "harness/arguments.h"
#include "harness/httpmessage.h"
#include "harness/stream.h"
#include "harness/usage.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qrandom.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 41;

struct Kind
{
    const char *name;
    int events;
    int bytes; // of an event
    bool isRandom;
};

// As this SDK makes them: no batch has more than 500 events or 460,800 bytes.
constexpr Kind kinds[] = {
        {"one small event", 1, 600, false},
        {"one event of 8 KiB, incompressible", 1, 8 * 1024, true},
        {"one event of 16 KiB, incompressible", 1, 16 * 1024, true},
        {"one event of 32 KiB, incompressible", 1, 32 * 1024 - 1, true},
        {"100 small events", 100, 600, false},
        {"500 small events", 500, 600, false},
        {"14 events of 32 KiB, incompressible", 14, 32 * 1024 - 1, true},
};

// JSON text: base64 is what it has of chance.
QByteArray randomText(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator::global()->generate(bytes.begin(), bytes.end());
    return bytes.toBase64().left(size);
}

std::vector<StoredEvent> eventsOf(const Kind &kind)
{
    std::vector<StoredEvent> events;
    for (int i = 0; i < kind.events; ++i) {
        StoredEvent event;
        event.id = i + 1;
        event.anonymousId = "8d2f9ab0-6b3e-4a53-9f2e-1f0c6a4a0c11";
        event.bytes = R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
                      R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":")"
                + randomText(36).replace('/', '-') + R"(","text":")";
        const qsizetype left = kind.bytes - event.bytes.size() - 2;
        event.bytes += (kind.isRandom ? randomText(left) : QByteArray(left, 'x')) + R"("})";
        events.push_back(std::move(event));
    }
    return events;
}

struct Sent
{
    Request request;
    qint64 at = 0; // ns, when it was made and compressed
};

// Notes what it passes on.
class Notebook final : public Transport
{
public:
    Notebook(std::unique_ptr<Transport> transport, Sent *last)
        : m_transport(std::move(transport)), m_last(last)
    {
    }
    void send(const Request &request, Done done) override
    {
        *m_last = {request, monotonicClock()};
        m_transport->send(request, std::move(done));
    }
    void abort() override { m_transport->abort(); }
    void closeIdleConnections() override { m_transport->closeIdleConnections(); }

private:
    const std::unique_ptr<Transport> m_transport;
    Sent *const m_last;
};

// The same request without Qt.
class RawSender
{
public:
    explicit RawSender(const QUrl &url) : m_stream(connected(url.port())), m_reader(&m_stream)
    {
        if (url.scheme() == u"https"
            && !m_stream.startTlsAsClient(SSL_CTX_new(TLS_client_method())))
            qFatal("TLS failed");
    }
    void send(const Request &request)
    {
        QByteArray bytes =
                "POST " + request.url.path().toUtf8() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        for (const auto &[name, value] : request.headers)
            bytes += name + ": " + value + "\r\n";
        bytes += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n\r\n"
                + request.body;
        if (!m_stream.write(bytes.constData(), size_t(bytes.size())) || !m_reader.next())
            qFatal("The collector does not answer");
    }

private:
    static int connected(int port)
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
            qFatal("The collector does not answer");
        return socket;
    }

    Stream m_stream;
    HttpReader m_reader;
};

Configuration configurationFor(const Arguments &arguments)
{
    Configuration configuration(u"WRITE_KEY"_s,
                                QUrl(QString::fromStdString(arguments.text("url"))));
    if (arguments.has("ca")) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(
                QSslCertificate::fromPath(QString::fromStdString(arguments.text("ca"))));
        configuration.setSslConfiguration(tls);
    }
    return configuration.setHttp2Enabled(arguments.has("http2"));
}

void upload(Uploader &uploader, const std::vector<StoredEvent> &events, const Clocks &now)
{
    QEventLoop loop;
    uploader.upload(events, now, [&](const Verdict &verdict) {
        if (verdict.decision != Verdict::Decision::Delivered)
            qFatal("%s", qPrintable(verdict.error.message()));
        loop.quit();
    });
    loop.exec();
}

double milliseconds(qint64 nanoseconds)
{
    return double(nanoseconds) / 1e6;
}

} // namespace

// In turns, so that what else the machine does meets both. What compressing takes is no stall.
QJsonObject measureStalls(const Arguments &arguments)
{
    const Configuration configuration = configurationFor(arguments);
    const QUrl url = configuration.dataPlaneUrl();
    Sent sent;
    Uploader uploader(
            configuration,
            std::make_unique<Notebook>(std::make_unique<NetworkTransport>(configuration), &sent));
    const Clocks now = Environment::system()->clocks();
    std::unique_ptr<RawSender> raw; // which does not speak HTTP/2
    if (!arguments.has("http2"))
        raw = std::make_unique<RawSender>(url);
    QJsonArray rows;
    for (const Kind &kind : kinds) {
        std::vector<std::int64_t> ours;
        std::vector<std::int64_t> theirs;
        std::vector<std::int64_t> extra;
        for (int i = 0; i <= rounds; ++i) {
            upload(uploader, eventsOf(kind), now);
            const qint64 took = monotonicClock() - sent.at;
            const qint64 before = monotonicClock();
            if (raw)
                raw->send(sent.request);
            const qint64 rawTook = monotonicClock() - before;
            if (i == 0)
                continue; // of the connection
            ours.push_back(took);
            theirs.push_back(rawTook);
            extra.push_back(took - rawTook);
        }
        rows.append(QJsonObject{{u"what"_s, QString::fromLatin1(kind.name)},
                                {u"bytes"_s, qint64(sent.request.body.size())},
                                {u"p50_ms"_s, milliseconds(quantile(&ours, 0.5))},
                                {u"max_ms"_s, milliseconds(quantile(&ours, 1))},
                                {u"raw_p50_ms"_s, milliseconds(quantile(&theirs, 0.5))},
                                {u"raw_max_ms"_s, milliseconds(quantile(&theirs, 1))},
                                {u"worst_extra_ms"_s, milliseconds(quantile(&extra, 1))}});
    }
    return {{u"rows"_s, rows}};
}
