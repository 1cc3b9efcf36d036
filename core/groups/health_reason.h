// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace weir {

/// "5,231".
[[nodiscard]] std::string groupedNumber(std::int64_t number);
/// "1 record waits", "5,231 records wait".
[[nodiscard]] std::string recordsWait(std::int64_t records);
/// "1 record", "5,231 records".
[[nodiscard]] std::string recordCount(std::int64_t records);

} // namespace weir
