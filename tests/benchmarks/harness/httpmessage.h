// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_HTTPMESSAGE_H
#define RUDDERQT_BENCHMARKS_HTTPMESSAGE_H

#include <optional>
#include <string>

class Stream;

// As much of HTTP/1.1 as a client on the same machine needs: messages with a Content-Length.
struct HttpMessage
{
    std::string firstLine;
    std::string headers; // lower case, each behind a line feed
    std::string body;

    bool hasHeader(const std::string &line) const
    {
        return headers.find('\n' + line) != headers.npos;
    }
};

class HttpReader
{
public:
    explicit HttpReader(Stream *stream) : m_stream(stream) { }

    // None: the other end has closed, or it is not HTTP.
    std::optional<HttpMessage> next();

private:
    bool readMore();

    Stream *const m_stream;
    std::string m_buffer;
};

#endif
