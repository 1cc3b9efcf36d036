// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace weir {

/// By byte: true where a topic's name may have it. A table, because every dead letter of millions is asked for its origin.
inline constexpr std::array<bool, 256> topicBytes = [] {
    std::array<bool, 256> legal{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"))
        legal[static_cast<unsigned char>(c)] = true;
    return legal;
}();

/// What brokers take as the name of a topic: 1 to 249 of the characters a-z, A-Z, 0-9, ".", "_", "-", but not "." or "..".
[[nodiscard]] constexpr bool isLegalTopic(std::string_view name)
{
    return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
           std::ranges::all_of(name, [](char c) { return topicBytes[static_cast<unsigned char>(c)]; });
}

} // namespace weir
