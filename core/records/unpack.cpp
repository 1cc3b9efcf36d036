// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/unpack.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>

namespace weir {
namespace {

constexpr std::size_t chunk = std::size_t{64} << 10U;
/// zlib counts in unsigned int.
constexpr std::size_t mostInput = std::size_t{1} << 30U;

std::unexpected<Error> bad(const char* format, const char* why)
{
    return fail(ErrorKind::InvalidInput, std::string("The bytes are not ") + format + ": " + why + ".");
}

/// Adds what still fits; false when something did not.
bool add(Unpacked& out, std::string_view made, std::size_t most)
{
    const std::size_t room = most - out.bytes.size();
    out.bytes.append(made.substr(0, room));
    out.cut = made.size() > room;
    return !out.cut;
}

} // namespace

bool looksLikeGzip(std::string_view bytes)
{
    return bytes.size() >= 18 && bytes.starts_with("\x1f\x8b\x08");
}

bool looksLikeZstd(std::string_view bytes)
{
    return bytes.size() >= 9 && bytes.starts_with("\x28\xb5\x2f\xfd");
}

Result<Unpacked> unpackGzip(std::string_view bytes, std::size_t most, std::stop_token stop)
{
    z_stream stream{};
    constexpr int onlyGzip = 16;
    if (inflateInit2(&stream, MAX_WBITS + onlyGzip) != Z_OK)
        return fail(ErrorKind::Internal, "zlib could not be started.");
    const auto close = [](z_stream* s) { inflateEnd(s); };
    const std::unique_ptr<z_stream, decltype(close)> closer(&stream, close);
    // zlib only reads through it.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(std::min(bytes.size(), mostInput));
    std::array<char, chunk> buffer{};
    Unpacked out;
    for (;;) {
        if (stop.stop_requested())
            return fail(cancelledError("Unpacking"));
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        const int code = inflate(&stream, Z_NO_FLUSH);
        const std::size_t made = buffer.size() - stream.avail_out;
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return bad("gzip", stream.msg ? stream.msg : "the data is damaged");
        if (!add(out, {buffer.data(), made}, most))
            return out;
        if (code == Z_STREAM_END) {
            if (stream.avail_in == 0)
                return out;
            if (inflateReset(&stream) != Z_OK)
                return bad("gzip", "something follows the end");
        } else if (made == 0 && stream.avail_in == 0) {
            return bad("gzip", "it ends too early");
        }
    }
}

Result<Unpacked> unpackZstd(std::string_view bytes, std::size_t most, std::stop_token stop)
{
    const auto close = [](ZSTD_DStream* s) { ZSTD_freeDStream(s); };
    const std::unique_ptr<ZSTD_DStream, decltype(close)> stream(ZSTD_createDStream(), close);
    if (!stream)
        return fail(ErrorKind::Internal, "zstd could not be started.");
    ZSTD_initDStream(stream.get());
    std::array<char, chunk> buffer{};
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    Unpacked out;
    for (;;) {
        if (stop.stop_requested())
            return fail(cancelledError("Unpacking"));
        ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
        const std::size_t rest = ZSTD_decompressStream(stream.get(), &to, &in);
        if (ZSTD_isError(rest) != 0)
            return bad("zstd", ZSTD_getErrorName(rest));
        if (!add(out, {buffer.data(), to.pos}, most))
            return out;
        if (in.pos == in.size && rest == 0)
            return out;
        if (in.pos == in.size && to.pos == 0)
            return bad("zstd", "it ends too early");
    }
}

} // namespace weir
