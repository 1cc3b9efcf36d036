// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <cstddef>
#include <stop_token>
#include <string_view>

namespace weir {

/// What came out of a compressed payload; `cut`: there is more than was wanted.
struct Unpacked {
    Bytes bytes;
    bool cut = false;
};

[[nodiscard]] bool looksLikeGzip(std::string_view bytes);
[[nodiscard]] bool looksLikeZstd(std::string_view bytes);
/// Whole streams, several one after another allowed, with nothing behind them. At most `most` bytes are made, so a
/// bomb costs no more than that. InvalidInput says what is wrong. Pure; any thread.
[[nodiscard]] Result<Unpacked> unpackGzip(std::string_view bytes, std::size_t most, std::stop_token stop);
[[nodiscard]] Result<Unpacked> unpackZstd(std::string_view bytes, std::size_t most, std::stop_token stop);

} // namespace weir
