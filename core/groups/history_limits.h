// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace weir {

struct HistoryLimits {
    std::chrono::hours tenSeconds = std::chrono::hours(24);
    std::chrono::hours oneMinute = std::chrono::hours(24 * 30);
    std::int64_t bytes = 512LL * 1024 * 1024; ///< of the file; the oldest is dropped first
};

} // namespace weir
