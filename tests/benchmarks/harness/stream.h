// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_STREAM_H
#define RUDDERQT_BENCHMARKS_STREAM_H

#include <cstddef>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

// A connected socket, with TLS or without. Blocks; sends at once what it is given. Both the collector
// and the raw sender that is the limit speak by it.
class Stream
{
public:
    explicit Stream(int socket); // which it owns
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    bool startTlsAsServer(SSL_CTX *context);
    bool startTlsAsClient(SSL_CTX *context);

    // 0: the other end has closed, or it failed.
    size_t read(char *to, size_t size);
    bool write(const char *from, size_t size);

private:
    const int m_socket;
    SSL *m_tls = nullptr;
};

#endif
