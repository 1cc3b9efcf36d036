// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <stop_token>
#include <string_view>
#include <vector>

namespace weir {

/// Bytes [leftBegin, leftEnd) of the left beside [rightBegin, rightEnd) of the right: the same ones, or one instead of the
/// other (either may be empty).
struct ByteSpan {
    std::size_t leftBegin = 0;
    std::size_t leftEnd = 0;
    std::size_t rightBegin = 0;
    std::size_t rightEnd = 0;
    bool same = false;

    bool operator==(const ByteSpan&) const = default;
};

struct ByteDiff {
    std::vector<ByteSpan> spans; ///< in order and without gaps on both sides; same and different ones alternate
    bool coarse = false;         ///< somewhere too much differs to be told apart: the differences there are larger than needed
    [[nodiscard]] std::size_t differences() const;
};

/// What two byte strings have in common, in order. Common ends first, then blocks of 32 bytes that occur on both sides, then
/// single bytes (Myers) where little is left. Time and memory stay linear in the sizes: a few hundred ms for 20 MB.
/// Stopped, it answers coarsely. Pure; any thread.
[[nodiscard]] ByteDiff diffBytes(std::string_view left, std::string_view right, std::stop_token stop = {});

} // namespace weir
