// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/promptsocket_p.h"

#ifdef Q_OS_UNIX
#    include <dirent.h>
#    include <netinet/in.h>
#    include <netinet/tcp.h>
#    include <sys/socket.h>
#    include <sys/stat.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace Rudder {

#ifdef Q_OS_UNIX

namespace {

// 0: it is no socket.
quint64 inodeOfSocket(int file)
{
    struct stat status = {};
    return ::fstat(file, &status) == 0 && S_ISSOCK(status.st_mode) ? quint64(status.st_ino) : 0;
}

// 0: not connected, or not by TCP/IP.
quint16 portOfPeer(int file)
{
    sockaddr_storage address = {};
    socklen_t size = sizeof(address);
    if (::getpeername(file, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in *>(&address)->sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(&address)->sin6_port);
    return 0;
}

} // namespace

std::vector<PromptSocket::Socket> PromptSocket::openSockets()
{
    std::vector<Socket> sockets;
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/dev/fd"), &::closedir);
    if (!folder)
        return sockets;
    while (const dirent *entry = ::readdir(folder.get())) {
        const int file = std::atoi(entry->d_name);
        if (const quint64 inode = inodeOfSocket(file); inode != 0)
            sockets.push_back({file, inode});
    }
    return sockets;
}

bool PromptSocket::isOpen() const
{
    return std::any_of(m_found.begin(), m_found.end(), [](const Socket &socket) {
        return inodeOfSocket(socket.file) == socket.inode;
    });
}

void PromptSocket::prepare()
{
    m_isSought = !isOpen();
    if (m_isSought)
        m_others = openSockets();
}

void PromptSocket::find(quint16 port)
{
    if (!m_isSought)
        return;
    m_isSought = false;
    m_found.clear();
    const std::vector<Socket> sockets = openSockets();
    for (const Socket &socket : sockets) {
        const bool wasThere = std::find(m_others.begin(), m_others.end(), socket) != m_others.end();
        if (wasThere || portOfPeer(socket.file) != port)
            continue;
        const int yes = 1;
        ::setsockopt(socket.file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        m_found.push_back(socket);
    }
    m_others.clear();
}

#else

std::vector<PromptSocket::Socket> PromptSocket::openSockets()
{
    return {};
}

bool PromptSocket::isOpen() const
{
    return false;
}

void PromptSocket::prepare() { }

void PromptSocket::find(quint16) { }

#endif

} // namespace Rudder
