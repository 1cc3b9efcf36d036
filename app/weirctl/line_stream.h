// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <array>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <stop_token>
#include <streambuf>

namespace weir::cli {

/// Standard input, or another descriptor, as a stream for lines that come when they come: a pipe may stay open for hours. It
/// ends early when a stop is asked for; then the last line it gave may be cut short, which endedEarly() tells. One thread.
class LineStream : public std::istream
{
public:
    /// `waiting` is called about 20 times a second while nothing comes; it may be empty. The descriptor stays the caller's.
    LineStream(int descriptor, std::stop_token stop, std::function<void()> waiting);

    /// Lines given so far, the one that is being read included.
    [[nodiscard]] std::uint64_t lines() const { return m_buffer.lines; }
    [[nodiscard]] bool endedEarly() const { return m_buffer.endedEarly; }
    /// Why reading failed, when it did.
    [[nodiscard]] const std::optional<Error>& error() const { return m_buffer.error; }

private:
    struct Buffer : std::streambuf {
        int_type underflow() override;
        [[nodiscard]] bool fill();

        int descriptor = 0;
        std::stop_token stop;
        std::function<void()> waiting;
        std::array<char, std::size_t{64} << 10U> data{};
        std::size_t begin = 0; ///< of what was read and not given yet
        std::size_t end = 0;
        std::uint64_t lines = 0;
        bool lineBegun = false;
        bool endedEarly = false;
        std::optional<Error> error;
    };
    Buffer m_buffer;
};

} // namespace weir::cli
