// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "httpmessage.h"

#include "stream.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace {

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char character) { return char(std::tolower(character)); });
    return text;
}

size_t contentLength(const std::string &headers)
{
    static const std::string name = "\ncontent-length:";
    const size_t at = headers.find(name);
    return at == headers.npos
            ? 0
            : size_t(std::strtoull(headers.data() + at + name.size(), nullptr, 10));
}

} // namespace

bool HttpReader::readMore()
{
    constexpr size_t chunk = 64 * 1024;
    const size_t size = m_buffer.size();
    m_buffer.resize(size + chunk);
    const size_t count = m_stream->read(m_buffer.data() + size, chunk);
    m_buffer.resize(size + count);
    return count > 0;
}

std::optional<HttpMessage> HttpReader::next()
{
    static const std::string endOfHeaders = "\r\n\r\n";
    size_t end = m_buffer.find(endOfHeaders);
    while (end == m_buffer.npos) {
        if (!readMore())
            return std::nullopt;
        end = m_buffer.find(endOfHeaders);
    }
    const size_t endOfLine = m_buffer.find("\r\n");
    HttpMessage message;
    message.firstLine = m_buffer.substr(0, endOfLine);
    message.headers = lowered(m_buffer.substr(endOfLine, end - endOfLine + 2));
    const size_t start = end + endOfHeaders.size();
    const size_t size = contentLength(message.headers);
    while (m_buffer.size() < start + size) {
        if (!readMore())
            return std::nullopt;
    }
    message.body = m_buffer.substr(start, size);
    m_buffer.erase(0, start + size);
    return message;
}
