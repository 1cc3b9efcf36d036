// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/line_stream.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace weir::cli {

LineStream::LineStream(int descriptor, std::stop_token stop, std::function<void()> waiting) : std::istream(nullptr)
{
    m_buffer.descriptor = descriptor;
    m_buffer.stop = std::move(stop);
    m_buffer.waiting = std::move(waiting);
    rdbuf(&m_buffer);
}

/// Gives a line at a time, or the part of one that is there, so that lines can be counted.
LineStream::Buffer::int_type LineStream::Buffer::underflow()
{
    if (begin == end && !fill())
        return traits_type::eof();
    const char* from = data.data() + begin;
    const void* found = std::memchr(from, '\n', end - begin);
    const std::size_t length =
        found == nullptr ? end - begin : static_cast<std::size_t>(static_cast<const char*>(found) - from) + 1;
    if (!std::exchange(lineBegun, found == nullptr))
        ++lines;
    setg(data.data() + begin, data.data() + begin, data.data() + begin + length);
    begin += length;
    return traits_type::to_int_type(*gptr());
}

bool LineStream::Buffer::fill()
{
    constexpr int tick = 50;
    while (!stop.stop_requested()) {
        // The stop signals are blocked, so a plain read() would wait for ever.
        pollfd input{descriptor, POLLIN, 0};
        if (::poll(&input, 1, tick) == 0) {
            if (waiting)
                waiting();
            continue;
        }
        const ssize_t got = ::read(descriptor, data.data(), data.size());
        if (got > 0) {
            begin = 0;
            end = static_cast<std::size_t>(got);
            return true;
        }
        if (got == 0)
            return false;
        if (errno != EINTR && errno != EAGAIN) {
            error = Error{ErrorKind::Internal, std::string("Reading failed: ") + std::strerror(errno) + ".", {}, 0, false};
            return false;
        }
    }
    endedEarly = true;
    return false;
}

} // namespace weir::cli
