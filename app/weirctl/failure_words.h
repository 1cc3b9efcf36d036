// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/deadletters/letter_place.h"

#include <optional>
#include <string>
#include <vector>

namespace weir::cli {

/// One object of JSON with every field of the report; what is not told is null.
[[nodiscard]] std::string failureJson(const FailureReport& report);
/// The record as `read --json` writes it, without the brace at the end, so that more can be added.
[[nodiscard]] std::string openJsonOf(const Record& record);

/// "orders-3@1877", as much of it as is known; "-" when nothing is.
[[nodiscard]] std::string placeOf(const std::optional<std::string>& topic, const std::optional<std::int32_t>& partition,
                                  const std::optional<std::int64_t>& offset);
[[nodiscard]] std::string originOf(const FailureReport& report);


} // namespace weir::cli
