// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace weir {

/// The message of an exception without what differs from one failure to the next, so that equal failures get equal
/// patterns: numbers become "…n", UUIDs, hexadecimal and mixed ids "…id", quoted values "\"…\"", e-mail and network addresses
/// "…"; runs of white space one space; at most 200 bytes. Linear time, whatever the bytes. Pure; any thread.
[[nodiscard]] std::string messagePattern(std::string_view message);

} // namespace weir
