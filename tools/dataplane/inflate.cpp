// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "inflate.h"

#include <algorithm>
#include <memory>

#include <zlib.h>

namespace Rudder::DataPlane {

namespace {

constexpr int gzipOnly = 15 + 16;
constexpr qsizetype firstGuess = 64 * 1024;

struct EndInflate
{
    void operator()(z_stream *stream) const { inflateEnd(stream); }
};

} // namespace

/*!
    Inflates \a compressed, which is one or several gzip members, to at most \a limit bytes.

    No more than \a limit and one byte is ever inflated, so that a small body can't fill the memory.
    What is cut short, is followed by something else, or is not gzip is Damaged.
*/
Inflated inflateGzip(const QByteArray &compressed, qsizetype limit)
{
    z_stream stream = {};
    if (inflateInit2(&stream, gzipOnly) != Z_OK)
        return {};
    const std::unique_ptr<z_stream, EndInflate> ending(&stream);

    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(compressed.constData()));
    stream.avail_in = uInt(compressed.size());

    QByteArray bytes(std::min(limit + 1, std::max(firstGuess, compressed.size() * 8)),
                     Qt::Uninitialized);
    qsizetype filled = 0;
    while (true) {
        stream.next_out = reinterpret_cast<Bytef *>(bytes.data()) + filled;
        stream.avail_out = uInt(bytes.size() - filled);
        const int result = inflate(&stream, Z_NO_FLUSH);
        filled = bytes.size() - qsizetype(stream.avail_out);

        if (filled > limit)
            return {Inflated::TooLarge, {}};
        if (result == Z_STREAM_END) {
            if (stream.avail_in == 0)
                break;
            if (inflateReset(&stream) != Z_OK)
                return {};
            continue;
        }
        if (result != Z_OK && result != Z_BUF_ERROR)
            return {};
        if (stream.avail_out == 0)
            bytes.resize(std::min(limit + 1, bytes.size() * 2));
        else if (stream.avail_in == 0)
            return {};
    }
    bytes.truncate(filled);
    return {Inflated::Complete, bytes};
}

} // namespace Rudder::DataPlane
