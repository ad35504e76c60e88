// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "received.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>

namespace {

// Empty: it is no gzip.
std::string inflated(const std::string &bytes)
{
    constexpr int gzipFormat = 15 + 16;
    constexpr size_t chunk = 256 * 1024;
    z_stream stream = {};
    if (inflateInit2(&stream, gzipFormat) != Z_OK)
        return {};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    std::string result;
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        const size_t size = result.size();
        result.resize(size + chunk);
        stream.next_out = reinterpret_cast<Bytef *>(result.data() + size);
        stream.avail_out = uInt(chunk);
        outcome = inflate(&stream, Z_NO_FLUSH);
        result.resize(result.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return outcome == Z_STREAM_END ? result : std::string();
}

// Calls what() with the text behind each occurrence of the member. In a string's text the quotes
// would have backslashes.
template <typename What>
void forEachMember(std::string_view json, std::string_view member, What what)
{
    for (size_t at = json.find(member); at != json.npos; at = json.find(member, at)) {
        at += member.size();
        what(json.substr(at));
    }
}

// The anonymousId that stands nearest before the rest of the text.
std::string userBefore(std::string_view json, std::string_view rest)
{
    static constexpr std::string_view member = "\"anonymousId\":\"";
    const size_t at = json.rfind(member, json.size() - rest.size());
    if (at == json.npos)
        return {};
    const std::string_view id = json.substr(at + member.size());
    return std::string(id.substr(0, id.find('"')));
}

} // namespace

void Received::add(std::string body, bool isCompressed, std::int64_t arrivedAt)
{
    const std::lock_guard lock(m_mutex);
    m_bodies.push_back({std::move(body), isCompressed, arrivedAt});
}

void Received::forget()
{
    const std::lock_guard lock(m_mutex);
    m_bodies.clear();
}

std::string Received::report() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> ids;
    size_t bytes = 0;
    size_t unreadable = 0;
    bool isInOrder = true;
    std::map<std::string, long long> last; // of each user
    for (const Body &body : m_bodies) {
        bytes += body.bytes.size();
        const std::string plain = body.isCompressed ? inflated(body.bytes) : std::string();
        const std::string_view json = body.isCompressed ? plain : body.bytes;
        unreadable += json.empty() ? 1 : 0;
        forEachMember(json, "\"messageId\":\"", [&](std::string_view text) {
            ids.emplace_back(text.substr(0, text.find('"')));
        });
        forEachMember(json, "\"quantity\":", [&](std::string_view text) {
            const long long number = std::atoll(text.data());
            const auto [found, isFirst] = last.try_emplace(userBefore(json, text), number);
            isInOrder = isInOrder && (isFirst || number > found->second);
            found->second = number;
        });
    }
    const size_t events = ids.size();
    std::sort(ids.begin(), ids.end());
    const auto unique = size_t(std::unique(ids.begin(), ids.end()) - ids.begin());
    return "{\"requests\":" + std::to_string(m_bodies.size())
            + ",\"bytes\":" + std::to_string(bytes) + ",\"events\":" + std::to_string(events)
            + ",\"unique\":" + std::to_string(unique) + ",\"unreadable\":"
            + std::to_string(unreadable) + ",\"inOrder\":" + (isInOrder ? "true" : "false") + "}";
}

std::string Received::arrivals() const
{
    const std::lock_guard lock(m_mutex);
    std::string json = "[";
    for (const Body &body : m_bodies) {
        if (json.size() > 1)
            json += ',';
        json += std::to_string(body.arrivedAt);
    }
    return json + "]";
}
