// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_text.h"

#include <array>
#include <cstdio>

namespace weir {

std::string groupedDigits(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

std::string latencyText(std::chrono::microseconds latency)
{
    const auto count = latency.count();
    if (count < 1'000)
        return std::to_string(count) + " µs";
    const bool inSeconds = count >= 999'500;
    const double number = static_cast<double>(count) / (inSeconds ? 1e6 : 1e3);
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), number < 9.95 ? "%.1f %s" : "%.0f %s", number, inSeconds ? "s" : "ms");
    return text.data();
}

} // namespace weir
