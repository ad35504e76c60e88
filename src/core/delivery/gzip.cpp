// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/gzip_p.h"

#include <zlib.h>

namespace Rudder {

QByteArray gzip(const QByteArray &bytes)
{
    // A batch is repetitive: the fastest levels already find most of it.
    constexpr int level = 1;
    constexpr int gzipFormat = 15 + 16; // zlib's way to ask for a gzip header
    constexpr int memory = 8;

    z_stream stream = {};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzipFormat, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    const bool complete = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return complete ? result : QByteArray();
}

} // namespace Rudder
