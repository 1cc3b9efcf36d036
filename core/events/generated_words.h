// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace weir {

/// A name, and how it is spelt in an e-mail address.
struct GeneratedName {
    std::string_view text;
    std::string_view ascii;
};
struct GeneratedPlace {
    std::string_view city;
    std::string_view country; ///< ISO 3166-1, two letters
    std::string_view street;
};

/// Short lists for test events, made for Weir: with the letters, apostrophes and scripts that programs stumble over.
[[nodiscard]] std::span<const GeneratedName> generatedFirstNames();
[[nodiscard]] std::span<const GeneratedName> generatedLastNames();
[[nodiscard]] std::span<const GeneratedPlace> generatedPlaces();
[[nodiscard]] std::span<const std::string_view> generatedWords();

} // namespace weir
