// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/deadletters/letter_place.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

/// Offsets [first, last] of one partition, as a person writes them.
struct PlaceRange {
    TopicPartition partition;
    std::int64_t first = 0;
    std::int64_t last = 0; ///< inclusive

    bool operator==(const PlaceRange&) const = default;
};

/// "orders.dlq-0@17", "orders.dlq-0@17..99". InvalidInput says how it is written. Pure.
[[nodiscard]] Result<PlaceRange> parsePlaces(std::string_view text);
/// True for a word that is meant as a place: it has an "@".
[[nodiscard]] bool looksLikePlace(std::string_view text);

/// Each offset once, sorted. InvalidInput for more than ten million. Pure.
[[nodiscard]] Result<std::vector<LetterPlace>> eachPlace(std::span<const PlaceRange> ranges);

} // namespace weir::cli
