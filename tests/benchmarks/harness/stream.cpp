// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "stream.h"

#include <openssl/ssl.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace {

int toInt(size_t size)
{
    return int(std::min(size, size_t(std::numeric_limits<int>::max())));
}

} // namespace

Stream::Stream(int socket) : m_socket(socket)
{
    const int yes = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

Stream::~Stream()
{
    SSL_free(m_tls);
    ::close(m_socket);
}

bool Stream::startTlsAsServer(SSL_CTX *context)
{
    m_tls = SSL_new(context);
    return m_tls && SSL_set_fd(m_tls, m_socket) == 1 && SSL_accept(m_tls) == 1;
}

bool Stream::startTlsAsClient(SSL_CTX *context)
{
    m_tls = SSL_new(context);
    return m_tls && SSL_set_fd(m_tls, m_socket) == 1 && SSL_connect(m_tls) == 1;
}

size_t Stream::read(char *to, size_t size)
{
    const ssize_t count = m_tls ? SSL_read(m_tls, to, toInt(size)) : ::recv(m_socket, to, size, 0);
    return count > 0 ? size_t(count) : 0;
}

bool Stream::write(const char *from, size_t size)
{
    while (size > 0) {
        const ssize_t count = m_tls ? SSL_write(m_tls, from, toInt(size))
                                    : ::send(m_socket, from, size, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        from += count;
        size -= size_t(count);
    }
    return true;
}
