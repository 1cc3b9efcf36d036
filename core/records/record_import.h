// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/record.h"

#include <string_view>

namespace weir {

/// The record that toJsonLine() wrote (record_json.h): the identical one, byte for byte. Members that are missing are
/// NULL, 0 or empty, so that a line written by hand needs a value only; members it does not know are passed over.
/// InvalidInput says what is wrong: no JSON object, a member of the wrong type, two forms of the same payload, base64
/// that is none, a number beyond its type. Pure; any thread.
[[nodiscard]] Result<Record> parseJsonLine(std::string_view line);

} // namespace weir
