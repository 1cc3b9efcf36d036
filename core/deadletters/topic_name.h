// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace weir {

/// What brokers take as the name of a topic: 1 to 249 of the characters a-z, A-Z, 0-9, ".", "_", "-", but not "." or "..".
[[nodiscard]] constexpr bool isLegalTopic(std::string_view name)
{
    return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos;
}

} // namespace weir
