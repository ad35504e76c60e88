// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// The data plane of the benchmarks. It must not be what is measured: a thread for each connection
// keeps what comes, and answers; whether every event came once is looked at afterwards.
//
//     rudderqt-bench-collector [--tls CERTIFICATE KEY] [--latency MS]
//
// GET /report and GET /arrivals say what came since POST /reset. Ends with SIGTERM.

#include "harness/httpmessage.h"
#include "harness/stream.h"
#include "received.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

struct Options
{
    const char *certificate = nullptr;
    const char *key = nullptr;
    std::chrono::milliseconds latency{0};
};

Options parse(int argc, char **argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--tls") == 0 && i + 2 < argc) {
            options.certificate = argv[++i];
            options.key = argv[++i];
        } else if (std::strcmp(argv[i], "--latency") == 0 && i + 1 < argc) {
            options.latency = std::chrono::milliseconds(std::atoi(argv[++i]));
        } else {
            std::fprintf(stderr, "Unknown: %s\n", argv[i]);
            std::exit(2);
        }
    }
    return options;
}

bool startsWith(const std::string &text, const char *beginning)
{
    return text.rfind(beginning, 0) == 0;
}

class Connection
{
public:
    Connection(int socket, Received *received, const Options &options)
        : m_stream(socket), m_received(received), m_options(options)
    {
    }

    void serve(SSL_CTX *tls)
    {
        if (tls && !m_stream.startTlsAsServer(tls))
            return;
        HttpReader reader(&m_stream);
        while (auto request = reader.next()) {
            if (!answer(*request) || request->hasHeader("connection: close"))
                return;
        }
    }

private:
    bool answer(HttpMessage &request)
    {
        if (startsWith(request.firstLine, "GET /report"))
            return send(m_received->report());
        if (startsWith(request.firstLine, "GET /arrivals"))
            return send(m_received->arrivals());
        if (startsWith(request.firstLine, "POST /reset")) {
            m_received->forget();
            return send("OK");
        }
        if (startsWith(request.firstLine, "POST ")) {
            const auto now = std::chrono::steady_clock::now().time_since_epoch();
            m_received->add(std::move(request.body), request.hasHeader("content-encoding: gzip"),
                            std::chrono::nanoseconds(now).count());
        }
        if (m_options.latency.count() > 0)
            std::this_thread::sleep_for(m_options.latency);
        return send("OK");
    }

    bool send(const std::string &body)
    {
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                + std::to_string(body.size()) + "\r\n\r\n" + body;
        return m_stream.write(answer.data(), answer.size());
    }

    Stream m_stream;
    Received *const m_received;
    const Options m_options;
};

SSL_CTX *tlsOf(const Options &options)
{
    if (!options.certificate)
        return nullptr;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate) != 1
        || SSL_CTX_use_PrivateKey_file(context, options.key, SSL_FILETYPE_PEM) != 1) {
        std::fprintf(stderr, "The certificate or its key can't be used\n");
        std::exit(1);
    }
    return context;
}

int listenOnLoopback()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, SOMAXCONN) != 0
        || ::getsockname(listener, generic, &size) != 0) {
        std::perror("listen");
        std::exit(1);
    }
    std::printf("listening on %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

} // namespace

int main(int argc, char **argv)
{
    const Options options = parse(argc, argv);
    SSL_CTX *const tls = tlsOf(options);
    const int listener = listenOnLoopback();
    auto *const received = new Received; // for the threads, which nobody ends
    while (true) {
        const int socket = ::accept(listener, nullptr, nullptr);
        if (socket < 0)
            continue;
        std::thread([=] { Connection(socket, received, options).serve(tls); }).detach();
    }
}
