// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/value_maker.h"

#include <utility>

namespace weir {

using MakerResult = Result<std::unique_ptr<ValueMaker>>;

/// "a..b" cut at its dots; InvalidInput when it is none.
[[nodiscard]] Result<std::pair<std::string, std::string>> splitRange(const std::string& text);

[[nodiscard]] MakerResult counterMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult integerMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult decimalMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult normalMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult boolMaker(CallReader& arguments, const MakerPlace& place);

} // namespace weir
