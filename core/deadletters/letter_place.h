// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <compare>
#include <cstdint>
#include <string>

namespace weir {

/// Where a dead letter stands.
struct LetterPlace {
    TopicPartition partition;
    std::int64_t offset = 0;

    auto operator<=>(const LetterPlace&) const = default;
};

/// "orders.dlq-3@1877", as headers and receipts write it.
[[nodiscard]] std::string placeText(const LetterPlace& place);

} // namespace weir
