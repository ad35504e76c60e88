// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PROMPTSOCKET_P_H
#define RUDDERQT_PROMPTSOCKET_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>

#include <vector>

namespace Rudder {

// QNetworkAccessManager writes a body in pieces of 16 KiB on a socket that holds back each piece until
// the one before is acknowledged (Nagle's algorithm), and the other end, which waits for the rest, takes
// 40 ms for that. It gives no access to the socket. So this looks for it among the files of the process
// and has it send at once (TCP_NODELAY): what was not there before the request, and is connected to
// where that goes. Another's socket is left alone, unless it was opened to the same port at the same
// moment; it would lose nothing. Does nothing where files can't be listed, as on Windows.
class RUDDERQT_CORE_PRIVATE_EXPORT PromptSocket
{
public:
    // Before a request, which may open a connection.
    void prepare();
    // When some of it was sent. The port is the other end's.
    void find(quint16 port);

private:
    struct Socket
    {
        int file = -1;
        quint64 inode = 0;
        friend bool operator==(const Socket &, const Socket &) = default;
    };

    static std::vector<Socket> openSockets();
    bool isOpen() const;

    std::vector<Socket> m_found; // more than one, where it tries several addresses
    std::vector<Socket> m_others;
    bool m_isSought = false;
};

} // namespace Rudder

#endif
