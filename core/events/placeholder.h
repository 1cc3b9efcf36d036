// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A placeholder inside a text: "{{counter from=55000}}".
struct PlaceholderSpan {
    std::size_t begin = 0;  ///< of "{{", in bytes
    std::size_t length = 0; ///< with both pairs of braces
    std::string name;       ///< "counter"
    std::string problem;    ///< why it cannot be used, a sentence; empty: fine
};
/// Where a text has placeholders, good and bad ones, for colouring while it is typed. "\{{" is no placeholder but two
/// braces. Pure and quick; any thread.
[[nodiscard]] std::vector<PlaceholderSpan> findPlaceholders(std::string_view text);

/// One line of the help on placeholders: "{{int 1..100}}", "a whole number from 1 to 100, each alike often".
struct PlaceholderHelp {
    std::string name;
    std::string example;
    std::string meaning;
};
[[nodiscard]] const std::vector<PlaceholderHelp>& placeholderHelp();

} // namespace weir
